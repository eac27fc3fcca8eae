"""What the stub refuses before anything runs, by what is refused."""

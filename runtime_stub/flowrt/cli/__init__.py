"""The `flowrt` command: its options and flags, what it prints, and how it ends."""

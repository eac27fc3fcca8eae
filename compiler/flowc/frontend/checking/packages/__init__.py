"""What a package declares, uses, needs and offers."""

"""F0xx: what only the command line can find wrong."""

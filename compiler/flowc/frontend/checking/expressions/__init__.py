"""The checker of each kind of expression."""

"""The parts of `lower.lower`: regions that are being filled, and choices."""

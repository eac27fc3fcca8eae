"""The parts of `scan.scan`: tokens and reports on their way, numbers, strings."""

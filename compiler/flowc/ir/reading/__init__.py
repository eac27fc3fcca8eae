"""The parts of `read.read`: a graph's text taken apart, from its tokens to its operations."""

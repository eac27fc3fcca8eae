"""Running the tests of flows: a component of them, a fresh instance each, and what was reached."""

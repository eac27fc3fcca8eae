"""The parts of `print.text`: what names its types have, and what stands behind operations."""

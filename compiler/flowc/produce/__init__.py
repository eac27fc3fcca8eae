"""Code generation: a graph and its components become one component."""

from flowc.produce.fuse import Fused, fuse

__all__ = ["Fused", "fuse"]

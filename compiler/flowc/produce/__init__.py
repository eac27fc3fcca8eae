"""Code generation: a graph and its components become one component."""

from flowc.produce.fuse import Fused, fuse
from flowc.produce.world import world

__all__ = ["Fused", "fuse", "world"]

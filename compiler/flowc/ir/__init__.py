"""The graph: a typed, printable SSA form of every flow."""

from flowc.ir.lower import lower

__all__ = ["lower"]

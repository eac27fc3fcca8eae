"""The graph: a typed, printable SSA form of every flow."""

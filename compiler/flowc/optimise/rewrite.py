"""What passes share: a new body for each flow, and operands under new names."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flowc.ir.graph import FlowGraph, Graph, Operation, Region, Value

Names = Mapping[int, Value]
"""The value that now stands for another, by the other's id."""


def with_bodies(graph: Graph, body: Callable[[FlowGraph], Region]) -> Graph:
    """Return a graph with a new body for each flow; defaults, which are constants, stay."""
    flows = tuple(replace(flow, body=body(flow)) for flow in graph.flows)
    return replace(graph, flows=flows)


def renamed(op: Operation, names: Names) -> Operation:
    """Return an operation on the values that now stand for its operands; regions stay."""
    operands = tuple(names.get(operand.id, operand) for operand in op.operands)
    return op if operands == op.operands else replace(op, operands=operands)

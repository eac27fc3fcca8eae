"""Which operations and flows do nothing but give a value."""

from collections.abc import Container

from flowc.frontend import terms as t
from flowc.ir.graph import FlowGraph, Graph, Operation
from flowc.ir.rules.values import bounds
from flowc.ir.walk import operations

_CALLING = ("call", "try", "unanswered", "cover", "sleep")
_NOTED = ("call", "unanswered", "cover", "covered", "with", "catch", "sleep")


def pure_flows(graph: Graph) -> frozenset[str]:
    """Return the flows that call no component and note nothing; they may fault, each time alike."""
    found: set[str] = set()
    for flow in graph.flows:
        ops = tuple(operations(flow))
        called = {op.attribute for op in ops if op.name == "flow"}
        if called <= found and not any(op.name in _NOTED for op in ops):
            found.add(flow.name)
    return frozenset(found)


def total_flows(graph: Graph) -> frozenset[str]:
    """Return the flows that always give a value and do nothing else."""
    found: set[str] = set()
    found.update(flow.name for flow in graph.flows if _gives(flow, found))
    return frozenset(found)


def _gives(flow: FlowGraph, known: set[str]) -> bool:
    """Whether a flow is total, where `known` are; a `try` may end it, with what is total too."""
    return all(
        all(is_total(inner, known) for region in op.regions for inner in region.operations)
        if op.name == "try"
        else is_total(op, known)
        for op in flow.body.operations
    )


def is_total(op: Operation, flows: Container[object] = ()) -> bool:
    """Whether an operation always gives a value, without effect, fault or early end of its flow.

    A component may keep state and may trap, so no call is total; whole numbers may overflow; what
    marks a point as reached is there for that alone. `flows` are the flows that are total.
    """
    if op.name in _CALLING or not all(is_total(o, flows) for r in op.regions for o in r.operations):
        return False
    match op.name:
        case "flow":
            return op.attribute in flows
        case "neg" | "add" | "sub" | "mul" | "div" | "rem":
            return _is_float(op.result.type)
        case "convert":
            return always_fits(op.operands[0].type, op.result.type)
        case _:
            return True


def _is_float(type_: t.Type) -> bool:
    return isinstance(type_, t.Prim) and type_.name in t.FLOATS


def always_fits(source: t.Type, target: t.Type) -> bool:
    """Whether every value of a number type has a conversion to another."""
    match source, target:
        case _, t.Prim("f32" | "f64"):
            return True
        case t.Prim("f32" | "f64"), _:
            return False
        case t.Prim(inner), t.Prim(outer):
            (low, high), (least, most) = bounds(inner), bounds(outer)
            return least <= low and high <= most
        case _:
            return False

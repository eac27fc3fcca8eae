"""Whether there is code for all that a package does: for what it calls, and for how."""

from collections.abc import Container, Mapping

from flowc.ir.graph import Callee, Graph, Operation
from flowc.ir.walk import operations
from flowc.plan.errors import GovernedCall, NoImplementation, ServiceCall
from flowc.text.diagnostic import Error
from flowc.text.report import Report


def require_code(
    graph: Graph, paths: Mapping[str, str], have: Container[str], report: Report
) -> None:
    """Report what cannot be compiled, and stop if there is anything.

    That is each call of a service and each one under policies, and the first call of each alias
    that `have` lacks.
    """
    told: set[str] = set()
    for flow in graph.flows:
        governed = set[int]()
        for op in operations(flow):
            error = _refused(graph, op, governed)
            if error is not None:
                report.add(error)
            alias = _called(op)
            is_service = bool(alias) and graph.components[alias].service
            if alias and not is_service and alias not in have and alias not in told:
                told.add(alias)
                report.add(NoImplementation(alias, paths[alias], span=op.span))
    report.stop_if_errors()


def _refused(graph: Graph, op: Operation, governed: set[int]) -> Error | None:
    """Return what cannot be compiled about one operation; a governed call is told once."""
    if op.name == "with":
        governed.add(op.regions[0].result.id)
        return GovernedCall(span=op.span)
    alias = _called(op)
    if alias and graph.components[alias].service and op.result.id not in governed:
        return ServiceCall(alias, span=op.span)
    return None


def _called(op: Operation) -> str:
    return op.attribute.component if isinstance(op.attribute, Callee) else ""

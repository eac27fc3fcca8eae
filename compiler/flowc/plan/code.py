"""Whether there is code for all that a package does: for what it calls, and for how."""

from collections.abc import Collection, Container, Mapping

from flowc.ir.graph import Callee, Graph, Operation
from flowc.ir.owned import handles_in
from flowc.ir.walk import behind, operations, supplied
from flowc.plan.errors import (
    HandleCut,
    NoImplementation,
    UncalledCut,
    WaitingSupplier,
)
from flowc.segment import Segmented
from flowc.segment.places import Places
from flowc.text.report import Report


def require_code(
    graph: Graph, paths: Mapping[str, str], have: Container[str], report: Report
) -> None:
    """Report what cannot be compiled, and stop if there is anything.

    That is the first call that comes to each alias that `have` lacks, services aside.
    """
    told: set[str] = set()
    for flow in graph.flows:
        for op in operations(flow):
            for alias in _called(graph, op):
                if alias in told or alias in have or graph.components[alias].service:
                    continue
                told.add(alias)
                report.add(NoImplementation(alias, paths[alias], span=op.span))
    report.stop_if_errors()


def require_sound_cuts(graph: Graph, names: Collection[str], report: Report) -> None:
    """Report what cannot be cut of components, named as `ALIAS` or `ALIAS.FUNCTION`, and stop."""
    require_called(graph, names, report)
    require_prompt(graph, names, report)


def require_called(graph: Graph, names: Collection[str], report: Report) -> None:
    """Report names that no flow calls, and stop if there are any."""
    called = {
        name
        for flow in graph.flows
        for op in operations(flow)
        if op.name == "call" and isinstance(op.attribute, Callee)
        for name in (op.attribute.component, f"{op.attribute.component}.{op.attribute.function}")
    }
    for name in names:
        if name not in called:
            report.add(UncalledCut(name, tuple(sorted(called))))
    report.stop_if_errors()


def require_prompt(graph: Graph, apart: Container[str], report: Report) -> None:
    """Report flows that would wait where a component calls them, and stop if there are any."""
    waiting = Places.of(graph, apart).cut
    suppliers = supplied(graph)
    for flow in graph.flows:
        if flow.name in waiting & suppliers:
            first = next(op for op in operations(flow))
            report.add(WaitingSupplier(flow.name, span=first.span))
    report.stop_if_errors()


def require_values(segments: Segmented, report: Report) -> None:
    """Report cuts that a handle would go across, and stop if there are any.

    What goes there and comes back is what targets take, and what goes on after it. The checker
    knows of all such cuts but those that are asked for when building.
    """
    flows = {flow.name: flow for flow in segments.graph.flows}
    for cut in segments.cuts:
        ends = (flows[name] for name in (cut.resume, *cut.targets) if name in flows)
        types = (param.value.type for flow in ends for param in flow.params)
        handle = next(handles_in(*types), None)
        if handle is not None:
            report.add(HandleCut(str(handle), span=cut.span))
    report.stop_if_errors()


def _called(graph: Graph, op: Operation) -> tuple[str, ...]:
    """Return the components that an operation comes to."""
    return behind(graph, op.attribute.component) if isinstance(op.attribute, Callee) else ()

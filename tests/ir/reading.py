"""Reads graphs from text in tests, and says what `read(text(g)) == g` leaves out."""

from dataclasses import replace
from pathlib import Path

from flowc import ir
from flowc.frontend.signature import Component
from flowc.ir.graph import FlowGraph, Operation, Region
from flowc.ir.walk import calls_in
from flowc.text.render.formats import render
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile
from flowc.text.span import Span

NOWHERE = Span("", 0, 0)


def read(text: str, path: str = "x.ir") -> ir.Graph:
    """Return the graph that a text means; fail with its report where it means none."""
    source, report = SourceFile(path, text), Report()
    try:
        return ir.read(source, report)
    except Stopped:
        raise AssertionError(shown(report, source)) from None


def read_file(path: Path) -> ir.Graph:
    return read(path.read_text(encoding="utf-8"), path.name)


def shown(report: Report, source: SourceFile) -> str:
    """Return a report as a terminal shows it."""
    return render(report.diagnostics, {source.path: source}, "human", version="0.0.0")


def essence(graph: ir.Graph) -> ir.Graph:
    """Return a graph without what its text leaves out: spans and what no flow calls."""
    components = {
        alias: Component(functions, (), ()) for alias, functions in calls_in(graph).items()
    }
    return replace(
        graph,
        components=components,
        flows=tuple(map(_flow, graph.flows)),
        grants={alias: held for alias, held in graph.grants.items() if alias in components},
        fills={alias: held for alias, held in graph.fills.items() if alias in components},
    )


def _flow(flow: FlowGraph) -> FlowGraph:
    params = tuple(
        replace(param, default=None if param.default is None else _region(param.default))
        for param in flow.params
    )
    return replace(flow, params=params, body=_region(flow.body))


def _region(region: Region) -> Region:
    return replace(region, operations=tuple(map(_operation, region.operations)))


def _operation(op: Operation) -> Operation:
    return replace(op, span=NOWHERE, regions=tuple(map(_region, op.regions)))

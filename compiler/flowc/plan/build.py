"""Graph -> Plan: which flows the archive exports, with their types, defaults and docs.

Takes a package's graph and gives the plan that the stub runs; entries stand in the order of the
graph's exported flows, which is the order that the door numbers them in. What a trap means is
added by `with_sites` once the code has been generated.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from flowc.frontend.annotation import Route as Asked
from flowc.frontend.capability import Capabilities
from flowc.ir.graph import FlowGraph, Graph, GraphParam
from flowc.plan.defaults import default_text
from flowc.plan.notes import SiteNote
from flowc.plan.shape import shape
from flowc.text.span import Span
from flowrt.plan.plan import Entry, Parameter, Plan, Site
from flowrt.plan.triggers import Route, Trigger

UNVERSIONED = "0.0.0"
DOOR = "flowc:run/door@0.1.0"
"""The interface of the text door; what it promises is in runtime_stub/FORMAT.md."""


def build(graph: Graph) -> Plan:
    """Plan a package."""
    exported = (flow for flow in graph.flows if flow.exported)
    entries = tuple(_entry(index, flow) for index, flow in enumerate(exported))
    return Plan(graph.name, version(graph), interface(graph), DOOR, entries)


def capabilities(graph: Graph) -> tuple[str, ...]:
    """Return what the exported flows do outside, as an archive names it."""
    needed = Capabilities.of(one for flow in graph.flows if flow.exported for one in flow.needs)
    return tuple(one.label for one in needed)


def version(graph: Graph) -> str:
    """Return the version a package is built as: the one it names, or 0.0.0."""
    return graph.version or UNVERSIONED


def interface(graph: Graph) -> str:
    """Return the id of the interface that holds a package's flows."""
    return f"{graph.name}/flows@{version(graph)}"


def with_sites(
    plan: Plan,
    sites: Iterable[tuple[int, SiteNote]],
    place: Callable[[Span], str],
    origins: Mapping[str, str] = MappingProxyType({}),
) -> Plan:
    """Add what a trap at each offset of the component means; `place` says where a span starts.

    `origins` says which flow a made one is a part of.
    """

    def site(offset: int, note: SiteNote) -> Site:
        flow = origins.get(note.flow, note.flow)
        return Site(offset, note.kind, flow, note.component, note.function, place(note.span))

    found = (site(offset, note) for offset, note in sites)
    return replace(plan, sites=tuple(sorted(found, key=lambda one: one.offset)))


def _entry(index: int, flow: FlowGraph) -> Entry:
    params = tuple(map(_parameter, flow.params))
    routes = (Route(one.method, one.path) for one in flow.annotations if isinstance(one, Asked))
    timed = (one for one in flow.annotations if not isinstance(one, Asked))
    triggers = (Trigger(one.kind, one.text, one.ms) for one in timed)
    made = Entry(flow.name, index, flow.doc, params, shape(flow.result))
    return replace(made, routes=tuple(routes), triggers=tuple(triggers))


def _parameter(param: GraphParam) -> Parameter:
    default = None if param.default is None else default_text(param.default)
    return Parameter(param.name, shape(param.value.type), param.doc, default is None, default)

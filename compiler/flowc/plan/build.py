"""Graph -> Plan: which flows the archive exports, with their types, defaults and docs.

Takes a package's graph and gives the plan that the stub runs; entries stand in the order of the
graph's exported flows, which is the order that the door numbers them in. What a trap means is
added by `with_sites` once the code has been generated.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import assert_never

from flowc.frontend import terms as t
from flowc.frontend.capability import Capabilities
from flowc.ir.graph import FlowGraph, Graph, GraphParam
from flowc.plan.defaults import default_text
from flowc.plan.notes import SiteNote
from flowc.text.span import Span
from flowrt import shapes
from flowrt.plan import Entry, Parameter, Plan, Site

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
    plan: Plan, sites: Iterable[tuple[int, SiteNote]], place: Callable[[Span], str]
) -> Plan:
    """Add what a trap at each offset of the component means; `place` says where a span starts."""
    found = (
        Site(offset, note.kind, note.flow, note.component, note.function, place(note.span))
        for offset, note in sites
    )
    return replace(plan, sites=tuple(sorted(found, key=lambda site: site.offset)))


def _entry(index: int, flow: FlowGraph) -> Entry:
    params = tuple(map(_parameter, flow.params))
    return Entry(flow.name, index, flow.doc, params, shape(flow.result))


def _parameter(param: GraphParam) -> Parameter:
    default = None if param.default is None else default_text(param.default)
    return Parameter(param.name, shape(param.value.type), param.doc, default is None, default)


def shape(type_: t.Type) -> shapes.Shape:
    """Return a type as the plan carries it."""
    match type_:
        case t.Prim(name):
            return shapes.Prim(name)
        case t.List(element):
            return shapes.ListOf(shape(element))
        case t.Option(some):
            return shapes.OptionOf(shape(some))
        case t.Result(ok, err):
            return shapes.ResultOf(_maybe(ok), _maybe(err))
        case t.Tuple(items):
            return shapes.TupleOf(tuple(map(shape, items)))
        case t.Record(fields, declared):
            return shapes.RecordOf(_name(declared), tuple((f.name, shape(f.type)) for f in fields))
        case t.Variant(cases, declared):
            parts = tuple((case.name, _maybe(case.payload)) for case in cases)
            return shapes.VariantOf(_name(declared), parts)
        case t.Enum(names, declared):
            return shapes.EnumOf(_name(declared), names)
        case t.Flags(labels, declared):
            return shapes.FlagsOf(_name(declared), labels)
        case t.Opaque() | t.Resource() | t.Handle() | t.Unknown():
            raise AssertionError(type_)
    assert_never(type_)


def _maybe(type_: t.Type | None) -> shapes.Shape | None:
    return None if type_ is None else shape(type_)


def _name(declared: t.TypeName | None) -> str | None:
    return None if declared is None else declared.name

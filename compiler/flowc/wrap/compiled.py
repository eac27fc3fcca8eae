"""A package of one component and a flow for each function: `export flow f(a: ..) -> .. { c.f(a) }`.

It is made as a graph, since a source could not name each function: of two versions of an interface,
say. From there on it is compiled as any other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from flowc import ir
from flowc.frontend import terms as t
from flowc.frontend.capability import Capabilities
from flowc.frontend.signature import Function
from flowc.ir.graph import Callee, FlowGraph, Graph, GraphParam, Operation, Region, Value
from flowc.pipeline import Compiled, compile_graph
from flowc.text.report import Report
from flowc.text.span import Span
from flowc.wrap.offer import Offer

NAMESPACE = "wrapped"


@dataclass(frozen=True, slots=True)
class Name:
    """What the package is called."""

    package: str
    version: str = ""

    @classmethod
    def of(cls, offer: Offer) -> Self:
        """Return the name for a component that nobody names otherwise."""
        return cls(f"{NAMESPACE}:{offer.alias}")


def compiled(
    offer: Offer, name: Name, functions: Iterable[Function], granted: Capabilities, report: Report
) -> Compiled:
    """Compile the package; what it needs and is not `granted` traps where it is used."""
    flows = tuple(_flow(offer, one, granted) for one in functions)
    components = {offer.alias: offer.component}
    grants = {offer.alias: granted}
    graph = Graph(name.package, name.version, "", components, {}, flows, grants)
    ir.verify(graph)
    binaries = {offer.alias: offer.data}
    document = ir.Document.of(graph, (), binaries, lambda span: span.file)
    made = compile_graph(document, binaries, report)
    return replace(made, inputs={offer.label: offer.data})


def _flow(offer: Offer, function: Function, needs: Capabilities) -> FlowGraph:
    """Return a flow that calls a function; one that gives nothing is made one that gives `true`."""
    span, type_ = Span(offer.label, 0, 0), function.type
    values = tuple(Value(number, one.type) for number, one in enumerate(type_.params))
    params = (GraphParam(p.name, "", v, None) for p, v in zip(type_.params, values, strict=True))
    callee = Callee(offer.alias, function.interface, function.name)
    given = Value(len(values), type_.result or t.Tuple(()))
    steps = [Operation("call", given, values, callee, (), span)]
    if type_.result is None:
        given, done = Value(given.id + 1, t.Prim("bool")), True
        steps.append(Operation("const", given, (), done, (), span))
    return FlowGraph(
        function.name,
        exported=True,
        doc="",
        params=tuple(params),
        result=given.type,
        body=Region(values, tuple(steps), given),
        needs=needs,
    )

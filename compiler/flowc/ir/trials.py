"""The tests of a package as a graph: each becomes an exported flow, nothing else is exported.

Takes a checked package, the points of coverage and the aliases that have a binary; gives a graph
whose entry number n runs test n and gives its result and the points that were reached, those in
flows that a component imports apart. Flows that come to something that a test has a stub for are
copied for that test, the others are shared.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from flowc.frontend import terms
from flowc.frontend import typed as t
from flowc.frontend.points import Points
from flowc.frontend.signature import Component, Function
from flowc.ir.graph import SUPPLIED, Callee, FlowGraph, Graph, Operation, Region, Value
from flowc.ir.link import Scope
from flowc.ir.lower import lower, lower_flow
from flowc.ir.redirect import Detour, Target, redirected, targets
from flowc.ir.walk import behind, operations

MARKS = terms.List(terms.BOOL)
COVERED = Function(SUPPLIED, "covered", terms.FuncType((), MARKS))


@dataclass(frozen=True, slots=True)
class Trials:
    """The graph, and for each flow that is no flow of the package what people call it."""

    graph: Graph
    names: Mapping[str, str]


def lower_tests(package: t.TypedFlow, points: Points, binaries: Container[str]) -> Trials:
    """Lower a package's tests, with all that they come to; behind a service there is nothing."""
    graph = lower(package, points)
    components = graph.components.items()
    have = {alias for alias, one in components if alias in binaries and not one.service}
    code = {alias for alias in have if have.issuperset(behind(graph, alias))}
    asked = tuple(_supplied(graph, code)) if points.all else ()
    building = _Building(Scope(package), graph.flows, len(points.all), code, asked)
    flows = [redirected(flow, flow.name, Detour({}, {}, code)) for flow in graph.flows]
    for test in package.tests:
        flows += building.test(test)
    asking = {alias: _asking(graph.components[alias]) for alias in asked}
    all_ = {**graph.components, **asking}
    return Trials(replace(graph, flows=tuple(flows), components=all_), building.names)


def _supplied(graph: Graph, code: Container[str]) -> Iterator[str]:
    """Yield the components that are called and import flows."""
    called = {op.attribute for flow in graph.flows for op in operations(flow) if op.name == "call"}
    aliases = {one.component for one in called if isinstance(one, Callee)}
    for alias in graph.components:
        if alias in code and any(alias in behind(graph, one) for one in aliases):
            fills = graph.fills.get(alias, ())
            if any(isinstance(by, str) for fill in fills for _, by in fill.functions):
                yield alias


def _asking(component: Component) -> Component:
    return replace(component, functions=(*component.functions, COVERED))


@dataclass(slots=True)
class _Building:
    """What the tests share: all flows, callees first, and the names given out."""

    scope: Scope
    flows: tuple[FlowGraph, ...]
    points: int
    code: Container[str]
    asked: tuple[str, ...]
    taken: frozenset[str] = field(init=False)
    names: dict[str, str] = field(default_factory=dict)
    free: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.taken = frozenset(flow.name for flow in self.flows)

    def test(self, test: t.Test) -> Iterator[FlowGraph]:
        """Yield the flows of one test, callees first; the last is its entry."""
        entry, run = self.name("test", test.name), self.name("run", test.name)
        stubs = {self.target(stub): self.name("stub", _shown(stub)) for stub in test.stubs}
        for stub, name in zip(test.stubs, stubs.values(), strict=True):
            answer = lower_flow(stub.answer, self.scope)
            yield redirected(answer, name, Detour({}, {}, self.code))
        body = lower_flow(test.run, self.scope)
        copied = self.copied(body, stubs)
        detour = Detour(stubs, {one.name: self.name("copy", one.name) for one in copied}, self.code)
        for flow in copied:
            yield redirected(flow, detour.copies[flow.name], detour)
        yield redirected(body, run, detour)
        yield _entry(entry, run, test, self.points, self.asked)

    def name(self, kind: str, shown: str) -> str:
        """Return a name that no flow has, and remember what it stands for."""
        name = next(name for n in self.free if (name := f"{kind}-{n}") not in self.taken)
        self.names[name] = shown
        return name

    def target(self, stub: t.Stub) -> Target:
        """Return what calls have in the graph that a stub answers."""
        if not stub.component:
            return self.scope.flow(stub.name)
        return Callee(self.scope.own(stub.component), stub.interface, stub.name)

    def copied(self, body: FlowGraph, stubs: Mapping[Target, str]) -> tuple[FlowGraph, ...]:
        """Return the flows that a test comes to, and that come to something it has a stub for."""
        touched: set[Target] = set(stubs)
        for flow in self.flows:
            if not touched.isdisjoint(targets(flow)):
                touched.add(flow.name)
        wanted = set(targets(body))
        for flow in reversed(self.flows):
            wanted |= set(targets(flow)) if flow.name in wanted else set()
        return tuple(flow for flow in self.flows if flow.name in touched & wanted)


def _shown(stub: t.Stub) -> str:
    return f"{stub.component}.{stub.name}" if stub.component else stub.name


def _entry(name: str, run: str, test: t.Test, points: int, asked: tuple[str, ...]) -> FlowGraph:
    """Return the flow that runs a test and then asks which points were reached."""
    span = test.span
    steps = [
        Operation("flow", Value(0, test.run.result), (), run, (), span),
        Operation("covered", Value(1, MARKS), (), points, (), span),
    ]
    for id_, alias in enumerate(asked, 2):
        callee = Callee(alias, SUPPLIED, COVERED.name)
        steps.append(Operation("call", Value(id_, MARKS), (), callee, (), span))
    values = tuple(step.result for step in steps)
    whole = Value(len(values), terms.Tuple(tuple(value.type for value in values)))
    steps.append(Operation("make", whole, values, None, (), span))
    return FlowGraph(name, True, "", (), whole.type, Region((), tuple(steps), whole))  # noqa: FBT003 - exported

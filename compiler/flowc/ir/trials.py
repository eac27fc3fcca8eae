"""The tests of a package as a graph: each becomes an exported flow, nothing else is exported.

Takes a checked package, the points of coverage and the aliases that have a binary; gives a graph
whose entry number n runs test n and gives its result and the points that were reached. Flows that
come to something that a test has a stub for are copied for that test, the others are shared.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from flowc.frontend import terms
from flowc.frontend import typed as t
from flowc.frontend.points import Points
from flowc.ir.graph import Callee, FlowGraph, Graph, Operation, Region, Value
from flowc.ir.link import Scope
from flowc.ir.lower import lower, lower_flow
from flowc.ir.redirect import Detour, Target, redirected, targets
from flowc.ir.walk import behind

MARKS = terms.List(terms.BOOL)


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
    building = _Building(Scope(package), graph.flows, len(points.all), code)
    flows = [redirected(flow, flow.name, Detour({}, {}, code)) for flow in graph.flows]
    for test in package.tests:
        flows += building.test(test)
    return Trials(replace(graph, flows=tuple(flows)), building.names)


@dataclass(slots=True)
class _Building:
    """What the tests share: all flows, callees first, and the names given out."""

    scope: Scope
    flows: tuple[FlowGraph, ...]
    points: int
    code: Container[str]
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
        yield _entry(entry, run, test, self.points)

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


def _entry(name: str, run: str, test: t.Test, points: int) -> FlowGraph:
    """Return the flow that runs a test and then asks which points were reached."""
    result, marks = Value(0, test.run.result), Value(1, MARKS)
    both = Value(2, terms.Tuple((result.type, MARKS)))
    operations = (
        Operation("flow", result, (), run, (), test.span),
        Operation("covered", marks, (), points, (), test.span),
        Operation("make", both, (result, marks), None, (), test.span),
    )
    return FlowGraph(name, True, "", (), both.type, Region((), operations, both))  # noqa: FBT003 - exported

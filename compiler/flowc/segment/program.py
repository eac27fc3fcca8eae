"""What cutting gives: a graph of segments, and what is to be done at each cut.

`Program` is what there is of both on the way. Nothing here validates; `run.run` says what holds of
a `Segmented` that it gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from flowc.ir.graph import Callee, FlowGraph, Graph, Policies
from flowc.segment.places import Places
from flowc.text.span import Span

NO_POLICIES = Policies(None, None, None, isolate=False)

CutKind: TypeAlias = Literal["call", "flow", "service", "list", "tuple", "try", "sleep", "next"]
"""What is done at a cut: a call in an instance of its own, a flow that has cuts itself, a call of a
service, a flow for each item of a list or for each item of a tuple, a flow whose fault is a value,
a pause, or nothing but to go on."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A place where a flow is cut; its number is that of the step's case, `cut-N`.

    `targets` are the entries that do what is asked, `resume` is the one that goes on with what was
    live and with the outcome. The outcome is wrapped in a case where the entries may `leave` the
    flow, or where a `fallback` stands behind the call. What is called is the
    `function` of a component or a service, or the flow `called`; a pause takes `ms`.
    """

    kind: CutKind
    flow: str
    span: Span
    targets: tuple[str, ...] = ()
    function: Callee | None = None
    policies: Policies = NO_POLICIES
    fallback: bool = False
    leaves: bool = False
    resume: str = ""
    called: str = ""
    ms: int | None = None


@dataclass(frozen=True, slots=True)
class Segmented:
    """A graph whose flows wait for nothing, and its cuts by number.

    `flows` are the exported flows as they were, `cut` the names of those that have become their
    first segments; `origins` says which flow a made one is a part of.
    """

    graph: Graph
    cuts: tuple[Cut, ...]
    flows: tuple[FlowGraph, ...]
    cut: frozenset[str]
    origins: Mapping[str, str]


@dataclass(slots=True)
class Program:
    """What the routines of a package share: cuts by number, flows made, names given out."""

    graph: Graph
    places: Places
    flows: dict[str, FlowGraph]
    cuts: dict[int, Cut] = field(default_factory=dict)
    made: list[FlowGraph] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)
    reserved: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    span: Span = field(default_factory=lambda: Span("", 0, 0))

    def reserve(self) -> int:
        """Return the number of the next cut."""
        self.reserved += 1
        return self.reserved - 1

    def fresh(self, origin: str, kind: str, number: int | None = None) -> str:
        """Return a name that no flow has, with the next number of its kind, or that of a cut."""
        stem = f"{origin}.{kind}"
        count = self.counts.get(stem, 0) + 1 if number is None else number
        while (name := f"{stem}-{count}") in self.flows or name in self.origins:
            count += 1
        self.counts[stem] = count
        self.origins[name] = origin
        return name

    def add(self, flow: FlowGraph, origin: str) -> None:
        """Add a flow of the result."""
        self.origins[flow.name] = origin
        self.made.append(flow)

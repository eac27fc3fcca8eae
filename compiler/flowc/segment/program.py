"""What cutting gives: a graph of segments, and what is to be done at each cut.

Nothing here validates; `run.run` says what holds of a `Segmented` that it gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from flowc.ir.graph import Callee, FlowGraph, Graph, Policies
from flowc.text.span import Span

NO_POLICIES = Policies(None, None, None, isolate=False)

CutKind: TypeAlias = Literal["call", "flow", "service", "list", "tuple", "next"]
"""What is done at a cut: a call in an instance of its own, a flow that has cuts itself, a call of a
service, a flow for each item of a list or for each item of a tuple, or nothing but to go on."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A place where a flow is cut; its number is that of the step's case, `cut-N`.

    `targets` are the entries that do what is asked, `resume` is the one that goes on with what was
    live and with the outcome. The outcome is wrapped in a case where the entries may `leave` the
    flow, or where a `fallback` stands behind the call. What is called is the
    `function` of a component or a service, or the flow `called`.
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

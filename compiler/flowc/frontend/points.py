"""What the coverage of tests counts: flows, calls, arms, branches and written handlers of `?`.

`points_of` collects them from the flows of one file as they are written and as they were checked;
a point is found again by where the expression that it is reached with stands. `ir.lower` marks it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from flowc.frontend import tree, typed
from flowc.frontend.walk import inside
from flowc.text.span import Span

Kind: TypeAlias = Literal["flow", "call", "arm", "branch", "handler"]
KINDS: tuple[Kind, ...] = ("flow", "call", "arm", "branch", "handler")


@dataclass(frozen=True, slots=True)
class Point:
    """Something that a run comes to or not; `span` is what of it is shown to people."""

    kind: Kind
    span: Span


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a file, in source order, and their numbers by where they are reached.

    `calls` are reached once their arguments are known, what `entered` holds before its expression.
    """

    all: tuple[Point, ...] = ()
    calls: Mapping[Span, tuple[int, ...]] = field(default_factory=dict)
    entered: Mapping[Span, tuple[int, ...]] = field(default_factory=dict)


NO_POINTS = Points()


def points_of(flow: tree.Flow, package: typed.TypedFlow) -> Points:
    """Return the points of the flows that a file declares."""
    written = (found for decl in flow.flows for found in _written(decl))
    calls = ((Point("call", span), span) for span in _calls(flow.file, package))
    found = sorted((*written, *dict.fromkeys(calls)), key=lambda one: _order(one[0]))
    by_kind: tuple[dict[Span, tuple[int, ...]], dict[Span, tuple[int, ...]]] = ({}, {})
    for number, (point, span) in enumerate(found):
        known = by_kind[point.kind != "call"]
        known[span] = (*known.get(span, ()), number)
    return Points(tuple(point for point, _ in found), *by_kind)


def _order(point: Point) -> tuple[int, int]:
    return point.span.start, KINDS.index(point.kind)


def _calls(file: str, package: typed.TypedFlow) -> Iterator[Span]:
    for flow in package.flows:
        for node in inside(flow.body):
            if isinstance(node, typed.ComponentCall | typed.FlowCall) and node.span.file == file:
                yield node.span


def _written(decl: tree.FlowDecl) -> Iterator[tuple[Point, Span]]:
    """Yield the points of a flow that are no calls, each with where it is reached."""
    yield Point("flow", decl.name.span), _first(decl.body)
    for node in inside(decl.body):
        match node:
            case tree.Match(arms=arms):
                yield from ((Point("arm", arm.pattern.span), _first(arm.body)) for arm in arms)
            case tree.If(then=then, otherwise=otherwise):
                yield Point("branch", then.span), _first(then)
                if isinstance(otherwise, tree.Block):
                    yield Point("branch", otherwise.span), _first(otherwise)
            case tree.Try(handler=handler) if handler is not None:
                yield Point("handler", handler.span), _first(handler)


def _first(expr: tree.Expr) -> Span:
    """Return where the typed expression stands that an expression begins with."""
    while isinstance(expr, tree.Block):
        if expr.lets:
            return expr.lets[0].span
        expr = expr.result
    return expr.span

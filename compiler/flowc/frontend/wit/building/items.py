"""What the builders of `.wit` share: gates, where an item starts, typed parts, full lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flowc.frontend import errors
from flowc.frontend.parsing.building.children import Children, Refused, name_of, nodes
from flowc.frontend.parsing.tokens import Token
from flowc.frontend.wit import tree
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Gated:
    """The gates before an item, and the documentation that stands before them."""

    gates: tuple[tree.Gate, ...]
    doc: str


def start_of(gated: Gated, first: Token) -> tuple[tuple[tree.Gate, ...], str, Span]:
    """Return an item's gates, its documentation and where it starts."""
    span = gated.gates[0].span if gated.gates else first.span
    return gated.gates, gated.doc or first.doc, span


def given(children: Sequence[Any]) -> tuple[Any, ...]:
    """Return the nodes among children, some of which may be absent."""
    return nodes([one for one in children if one is not None])


def several(children: Sequence[Any], holder: str, what: str, span: Span) -> tuple[Any, ...]:
    """Return the nodes among children; refuse where there are none."""
    found = given(children)
    if not found:
        raise Refused(errors.EmptyInWit(holder, what, span=span))
    return found


def typed_part(c: Children) -> tree.Part:
    """Make the field or parameter of `name: type`."""
    return tree.Part(name_of(c[0]), c[2], c[0].doc, c[0].span.to(c[2].span))

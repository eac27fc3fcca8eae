"""What all builders use: children, their span, names, and the way to refuse."""

from typing import Any, TypeAlias

from flowc.frontend import tree
from flowc.frontend.parsing.tokens import Token
from flowc.text.diagnostic import Error
from flowc.text.span import Span

Children: TypeAlias = list[Any]
"""A rule's tokens and nodes in order; None where an optional part is absent."""


class Refused(Exception):  # noqa: N818 - it carries the user's error; it is none of ours
    """What stands here follows the grammar but not the language; `error` says why."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.label)
        self.error = error


def span_of(children: Children) -> Span:
    """Return the span from the first child to the last."""
    first: Span = children[0].span
    last: Span = children[-1].span
    return Span(first.file, first.start, last.end)


def name_of(token: Token) -> tree.Name:
    """Make the name that a NAME token says."""
    return tree.Name(token.text, token.span)


def labelled(children: Children) -> tuple[tree.Name, Any, Span]:
    """Return the name, the value or None, and the span of `name: value` or `name`."""
    name, _, value = children
    last = name if value is None else value
    return name_of(name), value, name.span.to(last.span)


def nodes(children: Children) -> tuple[Any, ...]:
    """Return the children that are nodes."""
    return tuple(one for one in children if not isinstance(one, Token))


def is_token(child: object, kind: str) -> bool:
    """Tell whether a child is a token of this kind."""
    return isinstance(child, Token) and child.type == kind

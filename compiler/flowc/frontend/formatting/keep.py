"""Makes sure that formatting lost nothing: compares what was read before and after.

Each function returns if all is well and raises `InternalError` otherwise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from flowc.frontend import tree
from flowc.frontend.formatting.trivia import Leaf
from flowc.frontend.parse import parse
from flowc.text.diagnostic import InternalError
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile
from flowc.text.span import Span

STAGE = "format"
_FREE = frozenset({"LPAREN", "RPAREN", "COMMA"})
"""What may come and go: the tree says whether that was right."""


def same_tree(before: tree.Flow, made: SourceFile) -> None:
    """Check that `made` parses to the tree `before`, spans apart."""
    try:
        after = parse(made, Report())
    except Stopped as stopped:
        first = stopped.report.errors[0]
        raise InternalError(STAGE, f"the result does not parse: {first.label}") from None
    if not alike(before, after):
        raise InternalError(STAGE, "the result means something else")


def same_words(before: Sequence[Leaf], after: Sequence[Leaf]) -> None:
    """Check that every word, string and comment stands in both, spelled alike and in order."""
    if _spelled(before) != _spelled(after):
        raise InternalError(STAGE, "the result spells something else")
    if list(_comments(before)) != list(_comments(after)):
        raise InternalError(STAGE, "the result has other comments")


def alike(one: Any, other: Any) -> bool:
    """Say whether two nodes of `tree` are the same but for spans."""
    waiting = [(one, other)]
    while waiting:
        a, b = waiting.pop()
        if type(a) is not type(b):
            return False
        if isinstance(a, Span):
            continue
        if isinstance(a, tuple):
            if len(a) != len(b):
                return False
            waiting.extend(zip(a, b, strict=True))
        elif is_dataclass(a):
            waiting.extend((getattr(a, of.name), getattr(b, of.name)) for of in fields(a))
        elif a != b:
            return False
    return True


def _spelled(words: Sequence[Leaf]) -> list[str]:
    text = ("> =" if one.type == "GE" else one.text for one in words if one.type not in _FREE)
    return " ".join(text).split(" ")


def _comments(words: Sequence[Leaf]) -> Iterator[str]:
    for one in words:
        yield from (comment.text for comment in one.lead)
        yield from (comment.text for comment in one.trail)

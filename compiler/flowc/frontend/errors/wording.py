"""Pieces of prose that several diagnostics share."""

from collections.abc import Iterable

from flowc.text.diagnostic import Edit, Help
from flowc.text.span import Span

MOST = 12
LONG = 160


def listed(names: Iterable[str], last: str = "and") -> str:
    """Return names as prose, in backticks: "`a`, `b` and `c`"; a long list is cut."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) > MOST:
        return f"{', '.join(quoted[:MOST])} {last} {len(quoted) - MOST} more"
    if len(quoted) < 2:  # noqa: PLR2004 - two names need a word between them
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


KINDS = {
    "number": "a number",
    "integer": "a whole number",
    "float": "a number with a point",
    "nothing": "nothing",
    "_": "a value of any type",
}


def kind(type_: str) -> str:
    """Return a type in backticks; what is no type yet is said in words."""
    return KINDS.get(type_, f"`{short(type_)}`")


def short(text: str) -> str:
    """Return a type's text, cut where it is too long to be read."""
    return text if len(text) <= LONG else f"{text[: LONG - 2]}.."


def counted(count: int, noun: str) -> str:
    """Return "1 item" or "3 items"."""
    return f"{count} {noun}" + ("" if count == 1 else "s")


def without(span: Span, before: Span | None, after: Span | None) -> Edit:
    """Return the edit that takes one of a list out, with the `,` beside it."""
    if after is not None:
        return Edit(Span(span.file, span.start, after.start), "")
    return Edit(span if before is None else Span(span.file, before.end, span.end), "")


def suggestion(near: tuple[str, ...], span: Span) -> tuple[Help, ...]:
    """Offer the nearest names, the nearest one as an edit of `span`."""
    if not near:
        return ()
    verb = "exists" if len(near) == 1 else "exist"
    return (Help(f"{listed(near)} {verb}", (Edit(span, near[0]),)),)


def around(span: Span, before: str, after: str) -> tuple[Edit, ...]:
    """Return the edits that put text before and after what stands at `span`."""
    start, end = (Span(span.file, at, at) for at in (span.start, span.end))
    return (Edit(start, before), Edit(end, after))

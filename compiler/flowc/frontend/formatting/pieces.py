"""What all layouts use: pieces, rows of them, and what a sign ends.

A piece keeps the comments before and after it apart from its document, so that a comment breaks
the lines around a construct and not the construct itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, TypeAlias

from flowc.frontend.formatting import docs
from flowc.frontend.formatting.docs import BREAK, EMPTY, FRESH, Doc, concat, group, nest
from flowc.frontend.formatting.render import width
from flowc.frontend.formatting.trivia import BLANK, Comment, Leaf

Comments: TypeAlias = tuple[Comment, ...]
Children: TypeAlias = list[Any]
"""A rule's leaves and pieces in order; None where an optional part is absent."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A construct laid out; `kind` is the rule that it follows."""

    kind: str
    doc: Doc
    lead: Comments = ()
    trail: Comments = ()
    blank: bool = False
    """Whether an empty line stands before it."""
    hug: Doc | None = None
    """`doc` with its last bracket broken: how it stands where it may hug the brackets around."""
    parts: "tuple[Piece, ...]" = ()
    """What a parent lays out in its own way."""

    @property
    def whole(self) -> Doc:
        """The document with the comments around it."""
        return concat(*_before(self), self.doc, *_after(self))


Item: TypeAlias = Piece | Leaf | Doc | str | None


def piece(item: Piece | Leaf) -> Piece:
    """Return a leaf as a piece; a piece stays as it is."""
    if isinstance(item, Piece):
        return item
    return Piece(item.type, docs.text(item.text), item.lead, item.trail, item.blank)


def row(kind: str, *items: Item) -> Piece:
    """Put items one after the other; the first and the last one are pieces or leaves."""
    held = [piece(one) if isinstance(one, Leaf) else one for one in items if one is not None]
    first, last = held[0], held[-1]
    if not isinstance(first, Piece) or not isinstance(last, Piece):
        raise TypeError(kind)
    shown = list[Doc | str]()
    for at, one in enumerate(held):
        if not isinstance(one, Piece):
            shown.append(one)
            continue
        shown += _before(one) if at else ()
        shown.append(one.doc)
        shown += _after(one) if at < len(held) - 1 else ()
    return Piece(kind, concat(*shown), first.lead, last.trail, first.blank)


def _before(one: Piece) -> Iterator[Doc]:
    if one.lead:
        yield leading(one.lead)


def _after(one: Piece) -> Iterator[Doc]:
    if one.trail:
        yield trailing(one.trail)


def leading(comments: Comments) -> Doc:
    """Show comments before what they belong to."""
    made = list[Doc | str]()
    for comment in comments:
        made.append(FRESH if comment.before else EMPTY)
        made.append(comment.text)
        blank = comment.after >= BLANK and not comment.doc
        made.append(docs.hard(blank=blank) if comment.after else " ")
    return concat(*made) if made else EMPTY


def trailing(comments: Comments) -> Doc:
    """Show comments after what they belong to."""
    return concat(*map(_trailing, comments)) if comments else EMPTY


def _trailing(comment: Comment) -> Doc:
    return docs.Suffix(comment.text) if comment.after else docs.text(f" {comment.text}")


# --- what a sign ends ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of a list, and the `,` or `;` after it, if there is one."""

    piece: Piece
    mark: Leaf | None = None


def closed(element: Element, shown: Doc) -> tuple[Doc, Comments]:
    """Return an element with its sign as `shown`, and the comments that go after the sign."""
    one, mark = element.piece, element.mark
    if mark and mark.lead:
        return concat(one.doc, trailing(one.trail), leading(mark.lead), shown), mark.trail
    early = tuple(takewhile(lambda comment: not comment.after, one.trail))
    late = one.trail[len(early) :] + (mark.trail if mark else ())
    return concat(one.doc, trailing(early), shown), late


def ended(kind: str, one: Piece, semicolon: Leaf) -> Piece:
    """End a piece with its `;`."""
    doc, trail = closed(Element(one, semicolon), docs.text(";"))
    return Piece(kind, doc, one.lead, trail, one.blank)


def assigned(kind: str, target: Item, sign: Leaf, value: Piece) -> Piece:
    """Put `sign` and a value after a target; the value goes to a new line if that helps."""
    gap = "" if sign.type == "COLON" else " "
    head = row(kind, target, gap, sign)
    if head.trail or value.lead:
        late = concat(trailing(head.trail), " ", leading(value.lead), value.doc)
        doc = concat(head.doc, nest(late))
    else:
        tight = concat(head.doc, " ", value.doc)
        doc = group(tight, docs.choice(tight, concat(head.doc, nest(concat(BREAK, value.doc)))))
    return Piece(kind, doc, head.lead, value.trail, head.blank)


def paired(kind: str, left: Piece, right: Piece, room: int = 0) -> Piece:
    """Put a piece beside another that starts `room` columns further, or after one space."""
    space = " " * (max(room - _columns(left), 0) + 1)
    return replace(row(kind, left, space, right), parts=(left, right))


def columns(held: Sequence[Piece]) -> tuple[Piece, ...]:
    """Line up the right sides of what `paired` made."""
    sides = [(one.kind, one.parts[0], one.parts[1]) for one in held]
    room = max(_columns(left) for _, left, _ in sides)
    return tuple(paired(kind, left, right, room) for kind, left, right in sides)


def _columns(left: Piece) -> int:
    return width(left.doc.flat or "")

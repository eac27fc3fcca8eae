"""What stands in brackets: elements with `,` between them, on one line or a line each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flowc.frontend.formatting import docs
from flowc.frontend.formatting.docs import BREAK, EMPTY, LINE, SOFT, Doc, concat, group, nest
from flowc.frontend.formatting.pieces import (
    Children,
    Element,
    Piece,
    closed,
    leading,
    piece,
    trailing,
)
from flowc.frontend.formatting.trivia import Leaf


def elements(children: Iterable[Any]) -> list[Element]:
    """Pair what stands between brackets with the `,` after each."""
    made = list[Element]()
    for child in children:
        if isinstance(child, Leaf) and child.type == "COMMA":
            made[-1] = Element(made[-1].piece, child)
        elif child is not None:
            made.append(Element(piece(child)))
    return made


@dataclass(frozen=True, slots=True)
class Brackets:
    """A pair of brackets. With `keeps`, a line break that follows the opening one stays."""

    opener: Leaf
    closer: Leaf
    padded: bool = False
    keeps: bool = False

    @property
    def gap(self) -> Doc:
        """What stands inside of either bracket."""
        return BREAK if self.keeps and self.opener.breaks else LINE if self.padded else SOFT

    @property
    def bare(self) -> bool:
        """Whether no comments stand right inside."""
        return not self.opener.trail and not self.closer.lead

    def around(self, kind: str, inside: Doc) -> Piece:
        """Put what `inside` shows, its own gaps included, in the brackets."""
        ends = ("" if inside is EMPTY and self.bare else self.gap), self.closer.text
        opener = (self.opener.text, trailing(self.opener.trail))
        inner = nest(concat(inside, self._dangling()))
        doc = group(concat(*opener, inner, *ends))
        hug = concat(*opener, inner, BREAK, self.closer.text)
        made = Piece(kind, doc, self.opener.lead, self.closer.trail, self.opener.blank)
        return replace(made, hug=hug if inside is not EMPTY else None)

    def _dangling(self) -> Doc:
        """Show the comments before the closing bracket."""
        lead = self.closer.lead
        if not lead:
            return EMPTY
        kept = (*lead[:-1], replace(lead[-1], after=0))
        blank = self.closer.blank
        return concat(docs.hard(blank=blank), *(leading((one,)) for one in kept))


COMMA: Final = docs.text(",")
LAST_COMMA: Final = docs.WhenBroken(",")


def inside(
    held: Sequence[Element], brackets: Brackets, *, mark: Doc = COMMA, last: Doc = LAST_COMMA
) -> Doc:
    """Show a list, a line each where it is broken, `mark` after each but the last."""
    made = list[Doc]()
    for at, one in enumerate(held):
        doc, trail = closed(one, last if at == len(held) - 1 else mark)
        made.append(docs.line(blank=one.piece.blank) if at else brackets.gap)
        made += (leading(one.piece.lead), doc, trailing(trail))
    return concat(*made) if made else EMPTY


def listed(kind: str, children: Children, *, padded: bool = False, keeps: bool = False) -> Piece:
    """Lay out a bracket, things with `,` between them, and a bracket."""
    brackets = Brackets(children[0], children[-1], padded, keeps)
    return brackets.around(kind, inside(elements(children[1:-1]), brackets))

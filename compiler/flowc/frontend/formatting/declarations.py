"""Layouts of a file and of what it declares."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from flowc.frontend.formatting.brackets import listed
from flowc.frontend.formatting.docs import BREAK, concat, group, nest, rows, text
from flowc.frontend.formatting.pieces import (
    Children,
    Piece,
    assigned,
    columns,
    ended,
    leading,
    piece,
    row,
    trailing,
)


class Declarations:
    """`file` down to `parameter`, in the order of the grammar."""

    def file(self, c: Children) -> Sequence[Piece]:
        """Give the declarations; aliases of neighbouring `use`s take the same room."""
        return tuple(_aligned(c))

    def package(self, c: Children) -> Piece:
        """`package owner:name@version;`."""
        return ended("package", row("package", c[0], " ", *c[1:-1]), c[-1])

    def record(self, c: Children) -> Piece:
        """`record name { fields }`."""
        return _declared("record", c)

    def field(self, c: Children) -> Piece:
        """`name: type`."""
        return assigned("field", *c)

    def variant(self, c: Children) -> Piece:
        """`variant name { cases }`."""
        return _declared("variant", c)

    def case(self, c: Children) -> Piece:
        """`name(payload)`."""
        return row("case", *c)

    def enum(self, c: Children) -> Piece:
        """`enum name { cases }`."""
        return _declared("enum", c)

    def flags(self, c: Children) -> Piece:
        """Lay out `flags name { labels }`."""
        return _declared("flags", c)

    def label(self, c: Children) -> Piece:
        """One case of an enum, one label of flags."""
        return piece(c[0])

    def alias(self, c: Children) -> Piece:
        """`type name = type;`."""
        keyword, name, sign, kind, semicolon = c
        made = assigned("type", row("type", keyword, " ", name), sign, kind)
        return ended("type", made, semicolon)

    def flow(self, c: Children) -> Piece:
        """`@annotations [export] flow name(params) -> result needs capabilities { body }`."""
        *notes, export, keyword, name, params, arrow, result, needs, body = c
        above = (part for note in notes for part in (note, BREAK))
        before = (*above, *((export, " ") if export else ()))
        head = row("flow", *before, keyword, " ", name, params, " ", arrow, " ", unbroken(result))
        if needs is None:
            return with_block("flow", head, body, flat=not body.parts)
        return needing(head, needs, body)

    def annotation(self, c: Children) -> Piece:
        """`@name(settings)`."""
        sign, name, *held = c
        return row("annotation", sign, name, *((listed("settings", held),) if held else ()))

    def parameters(self, c: Children) -> Piece:
        """`(params)`."""
        return listed("parameters", c)

    def parameter(self, c: Children) -> Piece:
        """`name: type = default`."""
        name, colon, kind, sign, default = c
        typed = assigned("parameter", name, colon, kind)
        return assigned("parameter", typed, sign, default) if sign else typed


def with_block(kind: str, head: Piece, body: Piece, *, flat: bool = True) -> Piece:
    """Put a block after its head: both on one line, or the block broken."""
    tight = row(kind, head, " ", body)
    broken = row(kind, head, " ", replace(body, doc=body.hug or body.doc))
    return replace(tight, doc=group(tight.doc, broken.doc) if flat else broken.doc)


def needing(head: Piece, needs: Piece, body: Piece) -> Piece:
    """Put what a flow needs on the line of its head, or else on a line of its own."""
    block = replace(body, doc=body.hug or body.doc)
    tight = row("flow", head, " ", needs, " ", body)
    broken = row("flow", head, " ", needs, " ", block).doc
    first = concat(row("flow", head, " ", needs).doc, trailing(needs.trail), " {")
    below = nest(concat(BREAK, leading(needs.lead), needs.doc, trailing(needs.trail)))
    loose = concat(head.doc, trailing(head.trail), below, BREAK, leading(block.lead), block.doc)
    chosen = rows((first,), broken, loose, leading=True)
    return replace(tight, doc=chosen if body.parts else group(tight.doc, chosen))


def _aligned(declared: Sequence[Piece]) -> Iterator[Piece]:
    for _, run in groupby(enumerate(declared), key=_Run()):
        held = tuple(one for _, one in run)
        yield from held if held[0].kind != "use" else columns(held)


class _Run:
    """Numbers the runs of `use`s that no empty line divides; anything else is one of its own."""

    def __init__(self) -> None:
        self.number = 0
        self.uses = False

    def __call__(self, counted: tuple[int, Piece]) -> int:
        one = counted[1]
        uses = one.kind == "use"
        if not uses or not self.uses or one.blank:
            self.number += 1
        self.uses = uses
        return self.number


def _declared(kind: str, c: Children) -> Piece:
    keyword, name, *held = c
    return row(kind, keyword, " ", name, " ", listed(kind, held, padded=True, keeps=True))


def unbroken(one: Piece) -> Piece:
    """Keep a type on one line if it can be."""
    flat = one.doc.flat
    return one if flat is None else replace(one, doc=concat(text(flat)))

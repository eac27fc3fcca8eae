"""Layouts of types, binders and patterns."""

from flowc.frontend.formatting.brackets import COMMA, LAST_COMMA, Brackets, elements, inside, listed
from flowc.frontend.formatting.docs import EMPTY
from flowc.frontend.formatting.pieces import Children, Piece, assigned, piece, row


class Types:
    """The rules of `type`."""

    def plain_type(self, c: Children) -> Piece:
        """`u32`."""
        return row("type", *c)

    def qualified_type(self, c: Children) -> Piece:
        """`pricing.priced`."""
        return row("type", *c)

    def generic_type(self, c: Children) -> Piece:
        """`list<u32>`."""
        return row("type", c[0], listed("types", c[1:]))


class Patterns:
    """The rules of `binder` and `pattern`."""

    def bind(self, c: Children) -> Piece:
        """Name what is bound."""
        return piece(c[0])

    def ignore(self, c: Children) -> Piece:
        """`_`."""
        return piece(c[0])

    def tuple_binder(self, c: Children) -> Piece:
        """Take a tuple apart: `(a, _)`."""
        return tupled("binder", c)

    tuple_pattern = tuple_binder

    def record_pattern(self, c: Children) -> Piece:
        """`{ name, other: pattern, .. }`; nothing may follow the `..`."""
        brackets = Brackets(c[0], c[-1], padded=True)
        held = elements(c[1:-1])
        comma = EMPTY if held[-1].piece.kind == "DOTS" else LAST_COMMA
        return brackets.around("pattern", inside(held, brackets, last=comma))

    def field_pattern(self, c: Children) -> Piece:
        """`name: pattern` or `name`."""
        return piece(c[0]) if c[2] is None else assigned("field", *c)

    def literal_pattern(self, c: Children) -> Piece:
        """`1`, `'c'`, `true`."""
        return piece(c[0])

    def negative_pattern(self, c: Children) -> Piece:
        """`-1`."""
        return row("pattern", *c)

    def text_pattern(self, c: Children) -> Piece:
        """`"text"`."""
        return piece(c[0])

    def case_pattern(self, c: Children) -> Piece:
        """`flagged(why)`, `screen.clear`."""
        return row("pattern", *c)


def tupled(kind: str, c: Children) -> Piece:
    """Lay out `(a, b)` or `(a,)`."""
    brackets = Brackets(c[0], c[-1])
    held = elements(c[1:-1])
    return brackets.around(
        kind, inside(held, brackets, last=COMMA if len(held) == 1 else LAST_COMMA)
    )

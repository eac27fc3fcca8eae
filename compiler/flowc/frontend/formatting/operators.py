"""Layouts of pipes, `?`, operators, and what follows a value.

Parentheses that group an operation inside another stay, needed or not, since they help a reader;
others go. A line that is too long breaks before each operator of one rank.
"""

from dataclasses import replace
from typing import Final

from flowc.frontend.formatting import docs
from flowc.frontend.formatting.brackets import Brackets, elements, inside, listed
from flowc.frontend.formatting.docs import BREAK, LINE, Doc, concat, group, nest
from flowc.frontend.formatting.pieces import (
    Children,
    Piece,
    assigned,
    leading,
    piece,
    row,
    trailing,
)
from flowc.frontend.formatting.trivia import Leaf

ATOMS: Final = frozenset(
    {"name", "literal", "text", "member", "item", "call", "attempt", "list", "record", "tuple"}
)
"""What needs no parentheses as an operand."""

RANKS: Final = {
    **dict.fromkeys(("OR",), 1),
    **dict.fromkeys(("AND",), 2),
    **dict.fromkeys(("EQ", "NE", "LT", "LE", "GT", "GE"), 3),
    **dict.fromkeys(("PLUS", "MINUS"), 4),
    **dict.fromkeys(("STAR", "SLASH", "PERCENT"), 5),
}


class Operators:
    """Pipes, `?` and the operators."""

    def handled(self, c: Children) -> Piece:
        """`value? else binder => handler`; on two lines if need be."""
        value, question, otherwise, binder, arrow, handler = c
        tried = self.attempt([value, question])
        bound = (" ", binder) if binder else ()
        rest = row("handler", otherwise, *bound, " ", arrow, " ", opened(handler))
        one = row("handled", tried, " ", rest)
        flat = tried.doc.flat
        if flat is None or (one.doc.flat is not None and tried.trail):
            return one
        lines = concat(
            flat, trailing(tried.trail), nest(concat(BREAK, leading(rest.lead), rest.doc))
        )
        return replace(one, doc=group(one.doc, docs.choice(lines, one.doc)))

    def attempt(self, c: Children) -> Piece:
        """`value?`."""
        value, question = c
        if value.kind == "pipe":
            *stages, last = value.parts
            return _chain("pipe", (*stages, row("stage", last, question)))
        return row("attempt", operand(value), question)

    def pipe(self, c: Children) -> Piece:
        """`value |> stage`."""
        value, sign, stage = c
        parts = value.parts if value.kind == "pipe" else (operand(value),)
        return _chain("pipe", (*parts, row("stage", sign, " ", stage)))

    def stage(self, c: Children) -> Piece:
        """`a.b(args) with { policies }`."""
        gap = (" ", c.pop()) if c[-1].kind == "policies" else ()
        return row("stage", *c, *gap)

    def path(self, c: Children) -> Piece:
        """`a.b.c`."""
        return row("path", *c)

    def binary(self, c: Children) -> Piece:
        """`left op right`; a chain of operators of one rank is laid out as one."""
        left, sign, right = c
        kind = f"binary {RANKS[sign.type]}"
        parts = left.parts if left.kind == kind else (operand(left),)
        return _chain(kind, (*parts, row("operand", sign, " ", operand(right))))

    def unary(self, c: Children) -> Piece:
        """`-operand`, `not operand`, `try operand`."""
        sign, value = c
        return row("unary", sign, "" if sign.type == "MINUS" else " ", operand(value))

    caught = unary


class Access:
    """Members, items and calls."""

    def member(self, c: Children) -> Piece:
        """`base.name`."""
        return row("member", based(c[0]), *c[1:])

    def item(self, c: Children) -> Piece:
        """`base.0`."""
        return row("item", based(c[0]), *c[1:])

    def call(self, c: Children) -> Piece:
        """`callee(args)`."""
        return row("call", based(c[0]), c[1])

    def governed(self, c: Children) -> Piece:
        """`callee(args) with { policies }`."""
        return row("governed", based(c[0]), " ", c[1])

    def policies(self, c: Children) -> Piece:
        """`with { policies }`."""
        keyword, *held = c
        return row("policies", keyword, " ", listed("policies", held, padded=True, keeps=True))

    def policy(self, c: Children) -> Piece:
        """`name: value`, `name: 200ms` or `name`."""
        name, colon, value = c
        return piece(name) if value is None else assigned("policy", name, colon, opened(value))

    def detailed(self, c: Children) -> Piece:
        """`name(setting: 5, setting: 2s)`."""
        return row("policy", *c)

    def settings(self, c: Children) -> Piece:
        """`(name: 5, name: 2s)`, the settings of a policy."""
        return listed("settings", c)

    def setting(self, c: Children) -> Piece:
        """`name: 5` or `name: 2s`."""
        name, colon, value = c
        return piece(name) if value is None else assigned("setting", name, colon, opened(value))

    def duration(self, c: Children) -> Piece:
        """`200ms`."""
        return replace(piece(c[0]), kind="literal")

    def arguments(self, c: Children) -> Piece:
        """`(args)`; where they do not fit on a line, the last one may hug the parentheses."""
        brackets = Brackets(c[0], c[-1])
        held = elements([one if isinstance(one, Leaf) else opened(one) for one in c[1:-1]])
        loose = brackets.around("arguments", inside(held, brackets))
        tight = _hugged(brackets, [one.piece for one in held]) if _plain(c) else None
        if tight is None:
            return loose
        return replace(loose, doc=group(loose.doc, docs.choice(tight, loose.doc)))

    def argument(self, c: Children) -> Piece:
        """`value` or `name: value`."""
        return labelled("argument", c)


def labelled(kind: str, c: Children) -> Piece:
    """Lay out `name: value`, where either may be missing."""
    name, colon, value = c
    if value is None:
        return piece(name)
    value = opened(value)
    if name is None:
        return replace(value, parts=())
    made = row(kind, name, colon, " ", value)
    hug = None if value.lead or value.hug is None else concat(name.text, ": ", value.hug)
    return replace(made, hug=hug if not (name.trail or colon.lead or colon.trail) else None)


def opened(value: Piece) -> Piece:
    """Return a value that needs no parentheses where it stands, without them."""
    return value.parts[0] if value.kind == "group" and value.parts else value


def words(kind: str, c: Children) -> Piece:
    """Put a space between parts, none of which needs parentheses."""
    first, *rest = (one if isinstance(one, Leaf) else opened(one) for one in c if one is not None)
    return row(kind, first, *(part for one in rest for part in (" ", one)))


def operand(value: Piece) -> Piece:
    """Return a value as an operand: parentheses around what binds tightest go."""
    held = opened(value)
    return held if held.kind in ATOMS else value


def based(value: Piece) -> Piece:
    """Return an operand that something follows; `(1).0` is no number."""
    return value if opened(value).kind == "literal" else operand(value)


def _chain(kind: str, parts: tuple[Piece, ...]) -> Piece:
    first, *rest = parts
    more = list[Doc]()
    for before, one in zip(parts, rest, strict=False):
        more += (trailing(before.trail), LINE, leading(one.lead), one.doc)
    doc = group(concat(first.doc, nest(concat(*more))))
    return Piece(kind, doc, first.lead, parts[-1].trail, first.blank, parts=parts)


def _plain(c: Children) -> bool:
    """Say whether no comment stands at a comma or a bracket."""
    signs = (one for one in c[1:-1] if isinstance(one, Leaf) and one.type == "COMMA")
    edge = c[0].trail or c[-1].lead
    return not edge and not any(one.lead or one.trail for one in signs)


def _hugged(brackets: Brackets, held: list[Piece]) -> Doc | None:
    """Return arguments of which all but the last stand on the first line."""
    if not held or held[-1].hug is None or any(one.lead or one.trail for one in held):
        return None
    flats = [one.doc.flat for one in held[:-1]]
    before = "".join(f"{flat}, " for flat in flats)
    if None in flats:
        return None
    return concat(brackets.opener.text, before, held[-1].hug, brackets.closer.text)

"""Layouts of `use`, what satisfies its imports, and capabilities."""

from dataclasses import replace

from flowc.frontend.formatting.brackets import listed
from flowc.frontend.formatting.docs import LINE, group, nest
from flowc.frontend.formatting.operators import words
from flowc.frontend.formatting.pieces import Children, Piece, assigned, ended, paired, piece, row
from flowc.frontend.formatting.trivia import Leaf


class Uses:
    """`use` down to `scope`, in the order of the grammar."""

    def use(self, c: Children) -> Piece:
        """`use alias from "path" as service with { fills } needs capabilities;`."""
        keyword, alias, *rest, semicolon = c
        origin = ended("from", words("from", rest), semicolon)
        return paired("use", row("use", keyword, " ", alias), origin)

    def fills(self, c: Children) -> Piece:
        """`{ fills }`."""
        return listed("fills", c, padded=True, keeps=True)

    supplies = fills

    def fill(self, c: Children) -> Piece:
        """`import: what satisfies it`."""
        return assigned("fill", *c)

    supply = fill

    def supplier(self, c: Children) -> Piece:
        """`alias.interface`."""
        return piece(c[0])

    def needs(self, c: Children) -> Piece:
        """`needs clock, random`."""
        keyword, *held = c
        parts = (part for one in held for part in ((one, LINE) if _is_comma(one) else (one,)))
        made = row("needs", keyword, " ", *parts)
        return replace(made, doc=group(nest(made.doc)))

    def capability(self, c: Children) -> Piece:
        """`files("data", read)`."""
        name, *held = c
        return piece(name) if held[0] is None else row("capability", name, listed("scopes", held))

    def scope(self, c: Children) -> Piece:
        """Show what a capability is limited to: `"data"`, `read`."""
        return piece(c[0])


def _is_comma(one: Piece | Leaf) -> bool:
    return isinstance(one, Leaf) and one.type == "COMMA"

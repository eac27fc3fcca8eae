"""Layouts of interfaces and tests: braces that are always broken, a line or more for each item."""

from flowc.frontend.formatting.brackets import Brackets, inside, listed
from flowc.frontend.formatting.declarations import unbroken, with_block
from flowc.frontend.formatting.docs import EMPTY
from flowc.frontend.formatting.operators import opened, words
from flowc.frontend.formatting.pieces import Children, Element, Piece, assigned, ended, row
from flowc.frontend.formatting.trivia import Leaf


class Interfaces:
    """`interface` and what it has."""

    def interface(self, c: Children) -> Piece:
        """`interface name { types and functions }`."""
        return _stacked("interface", c)

    def function(self, c: Children) -> Piece:
        """`name: async func(params) -> result;`."""
        name, colon, modifier, func, params, arrow, result, semicolon = c
        before = (modifier, " ") if modifier else ()
        after = (" ", arrow, " ", unbroken(result)) if arrow else ()
        made = row("function", name, colon, " ", *before, func, params, *after)
        return ended("function", made, semicolon)


class Tests:
    """`test` and what it has."""

    def test(self, c: Children) -> Piece:
        """`test "name" { givens and steps }`."""
        return _stacked("test", c)

    def given(self, c: Children) -> Piece:
        """`given alias.function(patterns) if guard = value;`; the value may be left out."""
        keyword, path, *held, word, guard, sign, value, semicolon = c
        call = row("call", path, listed("patterns", held))
        target = words("given", [keyword, call, word, guard])
        whole = assigned("given", target, sign, opened(value)) if sign else target
        return ended("given", whole, semicolon)

    def expect(self, c: Children) -> Piece:
        """`expect condition;`."""
        *stated, semicolon = c
        return ended("expect", words("expect", stated), semicolon)


def _stacked(kind: str, c: Children) -> Piece:
    start = next(at for at, one in enumerate(c) if isinstance(one, Leaf) and one.type == "LBRACE")
    brackets = Brackets(c[start], c[-1], padded=True, keeps=True)
    held = [Element(one) for one in c[start + 1 : -1]]
    body = brackets.around(kind, inside(held, brackets, mark=EMPTY, last=EMPTY))
    return with_block(kind, words(kind, c[:start]), body, flat=False)

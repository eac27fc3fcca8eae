"""The LALR parser, fed one token at a time and able to go back to where a construct began.

The only module besides `grammar` that touches Lark; what it raises is `Unfit`, and `Refused` from
the builders.
"""

from collections.abc import Sequence
from typing import Any

from lark import UnexpectedToken

from flowc.frontend import grammar, tree
from flowc.frontend.parsing.tokens import Token


class Unfit(Exception):  # noqa: N818 - it says that a token does not fit, for `parse` to explain
    """The token just fed cannot stand here; nothing but finished reductions was done with it."""


class Machine:
    """One run of the parser over one file."""

    def __init__(self) -> None:
        self._lark = grammar.parser().parse_interactive()

    def feed(self, token: Token) -> tree.Flow | None:
        """Take a token; return the file after `$END`. Raises `Unfit` or `Refused`."""
        try:
            made: tree.Flow | None = self._lark.feed_token(token)  # type: ignore[arg-type]  # Lark reads only its type
        except UnexpectedToken:
            raise Unfit from None
        return made

    def accepts(self) -> frozenset[str]:
        """Return the kinds of token that could come next."""
        kinds: set[str] = self._lark.accepts()  # type: ignore[no-untyped-call]  # Lark's gap
        return frozenset(kinds)

    @property
    def held(self) -> Sequence[Any]:
        """The tokens and nodes that are not part of a finished construct yet, outermost first."""
        return self._lark.parser_state.value_stack

    def rewind(self, count: int) -> None:
        """Forget all but the first `count` of `held`."""
        state = self._lark.parser_state
        del state.value_stack[count:]
        del state.state_stack[count + 1 :]

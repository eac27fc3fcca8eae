"""Builds the parser from `wit.lark`, once; its reductions build the nodes of `wit.tree`.

The file is found as `flow.lark` is: in the package, or in `grammar/` of a checkout.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from lark import Lark
from lark.lexer import Lexer, LexerState, PatternStr
from lark.lexer import Token as LarkToken

from flowc.frontend.wit.build import Build
from flowc.text.diagnostic import InternalError

FILE = "wit.lark"
RESERVED = "FROM"
"""The kind of `from`, a keyword that no rule has."""


class _Fed(Lexer):
    """In place of Lark's lexer: tokens come from `scan`, one by one."""

    def __init__(self, lexer_conf: object) -> None:
        """Need nothing of the grammar."""

    def lex(self, lexer_state: LexerState, parser_state: object) -> Iterator[LarkToken]:
        """Give nothing: the parser is fed."""
        del lexer_state, parser_state
        return iter(())


@cache
def parser() -> Lark:
    """Return the LALR parser."""
    return Lark(
        text(),
        parser="lalr",
        lexer=_Fed,
        start="file",
        keep_all_tokens=True,
        transformer=Build(),
        cache=_cache(),
    )


def _cache() -> str | bool:
    """Return where the finished tables are kept, or False for nowhere.

    As those of flows do, they lie among the compiled modules of this package.
    """
    module = __spec__.cached
    if module is None:
        return False
    tables = Path(module).with_suffix(".lark")
    may_write = not sys.dont_write_bytecode and os.access(tables.parent, os.W_OK)
    return str(tables) if may_write or tables.is_file() else False


@cache
def fixed_tokens() -> Mapping[str, str]:
    """Return the kind of every keyword and sign by its text."""
    terminals = parser().terminals
    fixed = {
        one.pattern.value: one.name for one in terminals if isinstance(one.pattern, PatternStr)
    }
    return fixed | {"from": RESERVED}


def text() -> str:
    """Return the grammar; raises `InternalError` if this copy of flowc has none."""
    package = Path(__file__).parents[2]
    for folder in (package / "grammar", package.parents[1] / "grammar"):
        file = folder / FILE
        if file.is_file():
            return file.read_text(encoding="utf-8")
    raise InternalError("parse", f"{FILE} is missing from this copy of flowc")

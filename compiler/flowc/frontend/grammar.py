"""Finds `flow.lark` and builds the parser from it, once; the only module that knows where it is.

The file is in the package when installed from a wheel, and in `grammar/` of a checkout otherwise.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from lark import Lark
from lark.lexer import Lexer, LexerState, PatternStr
from lark.lexer import Token as LarkToken

from flowc.frontend.parsing.building import Build
from flowc.text.diagnostic import InternalError

FILE = "flow.lark"


class _Fed(Lexer):
    """In place of Lark's lexer: tokens come from `scan`, one by one."""

    def __init__(self, lexer_conf: object) -> None:
        """Need nothing of the grammar."""

    def lex(self, lexer_state: LexerState, parser_state: object) -> Iterator[LarkToken]:
        """Give nothing: the parser is fed."""
        del lexer_state, parser_state
        return iter(())


@cache
def parser(builder: type = Build) -> Lark:
    """Return the LALR parser, whose reductions call a builder's methods; `Build` makes the tree."""
    return Lark(
        text(),
        parser="lalr",
        lexer=_Fed,
        start="file",
        keep_all_tokens=True,
        transformer=builder(),
        cache=_cache(),
    )


def _cache() -> str | bool:
    """Return where the finished tables are kept, or False for nowhere.

    They lie among the compiled modules of this package: who can write there can change its code
    as well. Lark builds them anew where they are missing, unreadable or of another grammar.
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
    return {one.pattern.value: one.name for one in terminals if isinstance(one.pattern, PatternStr)}


def text() -> str:
    """Return the grammar; raises `InternalError` if this copy of flowc has none."""
    for folder in _folders():
        file = folder / FILE
        if file.is_file():
            return file.read_text(encoding="utf-8")
    raise InternalError("parse", f"{FILE} is missing from this copy of flowc")


def _folders() -> tuple[Path, Path]:
    package = Path(__file__).parents[1]
    return (package / "grammar", package.parents[1] / "grammar")

"""Grammars to LALR parsers that are fed with tokens; where grammars and finished tables lie.

A grammar is in the package when installed from a wheel, and in `grammar/` of a checkout otherwise;
this is the only module that knows. Finished tables are kept among the compiled modules.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from lark import Lark
from lark.lexer import Lexer, LexerState, PatternStr
from lark.lexer import Token as LarkToken

from flowc.text.diagnostic import InternalError


class _Fed(Lexer):
    """In place of Lark's lexer: tokens come from a scanner of ours, one by one."""

    def __init__(self, lexer_conf: object) -> None:
        """Need nothing of the grammar."""

    def lex(self, lexer_state: LexerState, parser_state: object) -> Iterator[LarkToken]:
        """Give nothing: the parser is fed."""
        del lexer_state, parser_state
        return iter(())


def lalr(grammar: str, builder: type, *, cache: str | bool) -> Lark:
    """Return the LALR parser of a grammar, whose reductions call a builder's methods."""
    return Lark(
        grammar,
        parser="lalr",
        lexer=_Fed,
        start="file",
        keep_all_tokens=True,
        transformer=builder(),
        cache=cache,
    )


def kept_beside(module: str | None) -> str | bool:
    """Return where finished tables are kept for a module, given its compiled file, or False.

    They lie among the compiled modules of this package: who can write there can change its code
    as well. Lark builds them anew where they are missing, unreadable or of another grammar.
    """
    if module is None:
        return False
    tables = Path(module).with_suffix(".lark")
    may_write = not sys.dont_write_bytecode and os.access(tables.parent, os.W_OK)
    return str(tables) if may_write or tables.is_file() else False


def fixed_tokens(parser: Lark) -> Mapping[str, str]:
    """Return the kind of every keyword and sign of a grammar by its text."""
    terminals = parser.terminals
    return {one.pattern.value: one.name for one in terminals if isinstance(one.pattern, PatternStr)}


def grammar_text(file: str) -> str:
    """Return a grammar; raises `InternalError` if this copy of flowc has none of that name."""
    for folder in _folders():
        path = folder / file
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise InternalError("parse", f"{file} is missing from this copy of flowc")


def _folders() -> tuple[Path, Path]:
    package = Path(__file__).parents[2]
    return (package / "grammar", package.parents[1] / "grammar")

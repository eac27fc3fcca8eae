"""Builds the parser from `flow.lark`, once; its reductions build the nodes of `tree`."""

from collections.abc import Mapping
from functools import cache

from lark import Lark

from flowc.frontend.parsing import tables
from flowc.frontend.parsing.building import Build

FILE = "flow.lark"


@cache
def parser(builder: type = Build) -> Lark:
    """Return the LALR parser, whose reductions call a builder's methods; `Build` makes the tree."""
    return tables.lalr(text(), builder, cache=_cache())


def _cache() -> str | bool:
    return tables.kept_beside(__spec__.cached)


@cache
def fixed_tokens() -> Mapping[str, str]:
    """Return the kind of every keyword and sign by its text."""
    return tables.fixed_tokens(parser())


def text() -> str:
    """Return the grammar; raises `InternalError` if this copy of flowc has none."""
    return tables.grammar_text(FILE)

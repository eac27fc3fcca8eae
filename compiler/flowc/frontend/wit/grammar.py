"""Builds the parser from `wit.lark`, once; its reductions build the nodes of `wit.tree`."""

from collections.abc import Mapping
from functools import cache

from lark import Lark

from flowc.frontend.parsing import tables
from flowc.frontend.wit.building import Build

FILE = "wit.lark"
RESERVED = "FROM"
"""The kind of `from`, a keyword that no rule has."""


@cache
def parser() -> Lark:
    """Return the LALR parser."""
    return tables.lalr(text(), Build, cache=tables.kept_beside(__spec__.cached))


@cache
def fixed_tokens() -> Mapping[str, str]:
    """Return the kind of every keyword and sign by its text."""
    return {**tables.fixed_tokens(parser()), "from": RESERVED}


def text() -> str:
    """Return the grammar; raises `InternalError` if this copy of flowc has none."""
    return tables.grammar_text(FILE)

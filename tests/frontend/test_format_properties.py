"""Formatting any text keeps its tree, words and comments, and formatting again changes nothing."""

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frontend import declaration_strategies as declarations
from tests.frontend import parse_strategies as some

from flowc.frontend.format import format_source
from flowc.frontend.parse import parse
from flowc.text.report import Report
from flowc.text.source import SourceFile

SPACES = st.sampled_from(
    (
        *(" ",) * 8,
        "\n",
        "\n\n\n",
        "\t\r\n",
        " /* é */ ",
        " /* a\n     b */ ",
        " // 漢字\n ",
        "\n// own line\n",
        "\n\n/// doc\n  ///   more\n\n",
        "// a\r\n\r\n/* b */",
    )
)


def formatted(text: str) -> str:
    """Format; that words, comments and the tree stay is checked inside."""
    return format_source(SourceFile("a.flow", text), Report())


def tree(text: str) -> Any:
    return some.plain(parse(SourceFile("a.flow", text), Report()))


@st.composite
def spaced(draw: st.DrawFn, text: str) -> str:
    """Put other space and comments wherever space stands outside of strings."""
    parts = re.split(r"""("(?:.*)"|'(?:.*)'| )""", text)
    return "".join(draw(SPACES) if part == " " else part for part in parts)


@st.composite
def files(draw: st.DrawFn) -> str:
    """Return a file with one flow and a type, well-formed and badly laid out."""
    body, kind, pattern = draw(some.exprs), draw(some.types), draw(some.patterns)
    flow = (
        'package a:b ;\n use z from "p" ; flow f ( p : u8 = 1 , q : u8 , ) -> '
        f"{some.written(kind)} {{ let x = {some.written(body)} ; "
        f"match x {{ {some.written(pattern)} => {some.written(body)} , _ => 1 }} }}"
        f" record r {{ a : {some.written(kind)} , b : u8 }}"
    )
    return draw(spaced(flow))


@st.composite
def declared(draw: st.DrawFn) -> str:
    """Return a file with every kind of declaration, badly laid out."""
    text = declarations.written_file(draw(declarations.files()))
    return draw(spaced(text))


@settings(max_examples=25)  # each a file of a hundred lines
@given(declared())
def test_any_declarations_keep_their_meaning_and_settle_at_once(text: str) -> None:
    made = formatted(text)
    assert tree(made) == tree(text)
    assert formatted(made) == made


@settings(max_examples=100)
@given(files())
def test_any_text_keeps_its_meaning_and_settles_at_once(text: str) -> None:
    made = formatted(text)
    assert tree(made) == tree(text)
    assert formatted(made) == made


@settings(max_examples=100)
@given(some.exprs.map(some.written))
def test_a_written_tree_formats_to_itself(expr: str) -> None:
    text = f"package a:b; flow f() -> u8 {{ {expr} }}"
    made = formatted(text)
    assert tree(made) == tree(text)
    assert formatted(made) == made
    assert formatted(f"package a:b; flow f() -> u8 {{ (({expr})) }}") == made

"""Whatever the text, the parser answers with a tree or with errors about places in it."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowc.frontend import grammar
from flowc.frontend.parse import parse
from flowc.frontend.parsing.outline import MOST_DEPTH
from flowc.text.diagnostic import Error
from flowc.text.render import terminal
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile

CASES = Path(__file__).parent / "cases" / "parse"
SEEDS = [file.read_text("utf-8") for file in sorted(CASES.glob("*/*.flow"))]
WORDS = [
    *grammar.fixed_tokens(),
    *[
        "a",
        "b-c",
        "u32",
        "1",
        "2.5",
        "20ms",
        "1.5s",
        '"',
        "'",
        "{{",
        "}}",
        "\\",
        "/*",
        "*/",
        "//",
        "///",
        "\n",
        "\ufeff",
        "é",
        "%type",
        "0x",
    ],
]


def survives(text: str) -> None:
    report = Report()
    source = SourceFile("a.flow", text)
    try:
        parse(source, report)
    except Stopped:
        assert report.errors
        for one in report.diagnostics:
            assert isinstance(one, Error)
            assert 0 <= one.span.start <= one.span.end <= len(text)
        assert terminal.render(report.diagnostics, {"a.flow": source}, colour=False)
    else:
        assert not report.diagnostics


@settings(max_examples=300)
@given(st.text())
def test_any_text(text: str) -> None:
    survives(text)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_tokens(words: list[str]) -> None:
    survives("package a:b;" + " ".join(words))


@settings(max_examples=300)
@given(st.sampled_from(SEEDS), st.data())
def test_any_small_change_of_a_flow(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    survives(text[:start] + data.draw(st.sampled_from([*WORDS, ""])) + text[end:])


@pytest.mark.parametrize("text", SEEDS)
def test_a_flow_cut_off_anywhere(text: str) -> None:
    for end in range(0, len(text), 7):
        survives(text[:end])


MANY = 4_000


@pytest.mark.parametrize(
    "body",
    [
        "(" * MANY,
        "(" * MANY + "1" + ")" * MANY,
        "[" * MANY,
        "{ let a = " * MANY,
        "{ a: " * MANY,
        "- " * MANY + "1",
        "not " * MANY + "a",
        "1 + " * MANY + "1",
        "a" + ".b" * MANY,
        "a" + "?" * MANY,
        "a" + "? else => b" * MANY,
        "a" + " |> f" * MANY,
        "if a { 1 } else " * MANY + "{ 2 }",
        '"{' * MANY,
        "f(" * MANY,
        "/*" * MANY,
        "match a { b => " * MANY,
        "1 }" * MANY,
        "let a = ; " * MANY,
        ") " * MANY,
        "$ " * MANY,
        '"' * MANY,
    ],
    ids=lambda body: body[:12].strip(),
)
def test_deep_or_long_input_is_refused_in_time(body: str) -> None:
    begun = time.process_time()
    survives(f"package a:b; flow f() -> u32 {{ {body} }}")
    survives(f"package a:b; type t = {'list<' * MANY}u8{'>' * MANY};")
    assert time.process_time() - begun < 20


def test_nesting_up_to_the_limit_parses() -> None:
    deep = MOST_DEPTH - 3
    text = "package a:b; flow f() -> u32 { " + "- " * deep + "1 }"
    assert parse(SourceFile("a.flow", text), Report()).flows
    with pytest.raises(Stopped):
        parse(SourceFile("a.flow", text.replace("1", "- - - 1")), Report())

"""The language reference and the grammar keep their promises."""

import logging
import re
from pathlib import Path

import lark
import pytest

from flowc.frontend import grammar
from flowc.frontend.check import check
from flowc.frontend.parse import parse
from flowc.text.report import Report
from flowc.text.source import SourceFile

LANGUAGE = (Path(__file__).parents[2] / "grammar" / "LANGUAGE.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```flow\n(.*?)^```", LANGUAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split(";")[0])
def test_an_example_parses(text: str) -> None:
    flow = parse(SourceFile("LANGUAGE.md", text), Report())
    assert flow.flows


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split(";")[0])
def test_an_example_is_sound(text: str) -> None:
    """What a component gives is not known here; all else is checked."""
    report = Report()
    flow = parse(SourceFile("LANGUAGE.md", text), report)
    check(flow, {one.alias.text: None for one in flow.uses}, report)
    assert not report.errors


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 8


def test_the_reference_lists_the_keywords() -> None:
    listed = LANGUAGE.split("These words are keywords:")[1].split("After a `.`")[0]
    keywords = {word for word in grammar.fixed_tokens() if word.isalpha()}
    assert set(re.findall(r"`(\w+)`", listed)) == keywords


def test_the_grammar_has_no_conflict(caplog: pytest.LogCaptureFixture) -> None:
    """Lark settles a shift and a reduction silently; only its debug log tells."""
    lark.logger.addHandler(caplog.handler)
    level = lark.logger.level
    lark.logger.setLevel(logging.DEBUG)
    try:
        lark.Lark(grammar.text(), parser="lalr", start="file", lexer="basic", debug=True)
    finally:
        lark.logger.setLevel(level)
        lark.logger.removeHandler(caplog.handler)
    assert not [one for one in caplog.messages if "conflict" in one.lower()]

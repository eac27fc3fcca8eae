"""The language reference and the grammar keep their promises."""

import logging
import re
from contextlib import suppress
from copy import copy
from functools import partial
from pathlib import Path, PurePath
from typing import Any

import lark
import pytest
from lark.grammar import Rule
from lark.parsers.lalr_parser_state import ParserState
from tests.frontend.check import checker

from flowc.frontend import grammar
from flowc.frontend.check import examine
from flowc.frontend.checking.packages.outside import Library
from flowc.frontend.parse import parse
from flowc.frontend.parsing.scan import scan
from flowc.frontend.parsing.tokens import END
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile

LANGUAGE = (Path(__file__).parents[2] / "grammar" / "LANGUAGE.md").read_text("utf-8")
BLOCKS = re.findall(r"^```flow((?: F\d{3})*)\n(.*?)^```", LANGUAGE, re.DOTALL | re.MULTILINE)
EXAMPLES: list[str] = [text for codes, text in BLOCKS if not codes]
WRONG: list[tuple[list[str], str]] = [(codes.split(), text) for codes, text in BLOCKS if codes]


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split(";")[0])
def test_an_example_parses(text: str) -> None:
    flow = parse(SourceFile("LANGUAGE.md", text), Report())
    assert flow.flows


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split(";")[0])
def test_an_example_is_sound(text: str) -> None:
    """What most components give is not known here; all else is checked."""
    report = Report()
    looked_at(text, report)
    assert not report.errors


@pytest.mark.parametrize(("codes", "text"), WRONG, ids=lambda one: str(one).split(";")[0])
def test_a_wrong_example_has_the_mistakes_it_is_marked_with(codes: list[str], text: str) -> None:
    report = Report()
    with suppress(Stopped):
        looked_at(text, report)
    assert {one.code for one in report.diagnostics} == set(codes)


def looked_at(text: str, report: Report) -> Library:
    """Check an example; `x.flow` is the example that is the package `x`.

    Components are those that the checker's own cases use, if they have them.
    """
    flow = parse(SourceFile("LANGUAGE.md", text), report)
    used = {
        one.alias.text: looked_at(named(PurePath(one.path).stem), report)
        if one.is_package
        else checker.used(one)
        for one in flow.uses
        if one.interface is None
    }
    return examine(flow, {one.alias.text: used.get(one.alias.text) for one in flow.uses}, report)


def named(package: str) -> str:
    return next(text for text in EXAMPLES if re.match(rf"package \w+:{package}[@;]", text))


def test_every_construct_of_the_grammar_is_in_a_sound_example() -> None:
    """All forms, by their own name or their rule's, are used with each of their words and signs."""
    start = grammar.parser().parse_interactive().parser_state
    used: set[tuple[str, str]] = set()
    conf: Any = copy(start.parse_conf)  # its callbacks go by rules, whatever its type says
    conf.callbacks = {rule: partial(noted, used, rule) for rule in conf.callbacks}
    for text in EXAMPLES:
        state = ParserState(conf, start.lexer, [conf.start_state], [])
        scanned = scan(SourceFile("LANGUAGE.md", text), grammar.fixed_tokens(), Report())
        for token in scanned.tokens:
            state.feed_token(lark.Token(token.type, token.text), is_end=token.type == END)
    known = {part for rule in conf.callbacks for part in parts(rule)}
    assert len(known) > 150
    assert known - used == set()


def parts(rule: Rule) -> set[tuple[str, str]]:
    """Return the form that a rule gives with each word and sign in it; none of a mere list."""
    name = rule.alias or rule.origin.name
    if name.startswith("_") and name not in ("_comparator", "_adder", "_multiplier", "_handler"):
        return set()
    return {(name, ""), *((name, one.name) for one in rule.expansion if one.is_term)}


def noted(used: set[tuple[str, str]], rule: Rule, _children: object) -> None:
    used |= parts(rule)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 8
    assert len(WRONG) > 8
    assert LANGUAGE.count("```") == 2 * len(BLOCKS)


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

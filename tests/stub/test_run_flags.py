"""Flags made from parameters: what a person types becomes the JSON that the flow's types want."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Golden
from tests.stub import door_archive as door
from tests.stub import forge

from flowrt.cli.flags import object_of, read_flags
from flowrt.cli.manual import flow_help, flows_help
from flowrt.cli.nearest import nearest
from flowrt.cli.options import Option, Usage, split
from flowrt.cli.run import OPTIONS
from flowrt.plan.plan import Entry, Parameter
from flowrt.plan.shapes import Prim
from flowrt.problems.report import BadInput

FILES = {"a.txt": b"from a file\n", "n.json": b" 7 \n", "bad": b"\xff"}


def given_words(*words: str) -> dict[str, object]:
    values = read_flags(door.EVERYTHING, words, FILES.__getitem__)
    result: dict[str, object] = json.loads(object_of(values))
    return result


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (["--text", "plain"], {"text": "plain"}),
        (["--text=--number"], {"text": "--number"}),
        (["--text", ""], {"text": ""}),
        (["--text", "null"], {"text": "null"}),
        (["--text", "@a.txt"], {"text": "from a file\n"}),
        (["--text", "@@a.txt"], {"text": "@a.txt"}),
        (["--number", "-5"], {"number": -5}),
        (["--number", "@n.json"], {"number": 7}),
        (["--number", "null"], {"number": None}),
        (["--quick"], {"quick": True}),
        (["--no-quick"], {"quick": False}),
        (["--quick", "false", "--number", "1"], {"quick": False, "number": 1}),
        (["--quick=true"], {"quick": True}),
        (["--quick", "--number", "1"], {"quick": True, "number": 1}),
        (["--letter", "é"], {"letter": "é"}),
        (["--colour", "red"], {"colour": "red"}),
        (["--rights", "read, write"], {"rights": ["read", "write"]}),
        (["--rights", ""], {"rights": []}),
        (["--rights", '["read"]'], {"rights": ["read"]}),
        (["--choice", "none"], {"choice": "none"}),
        (["--choice", '{"some":3}'], {"choice": {"some": 3}}),
        (["--twice", '{"some":null}'], {"twice": {"some": None}}),
        (["--json", "[1,2]"], {"json": [1, 2]}),
        ([], {}),
    ],
)
def test_words_become_json(words: list[str], value: dict[str, object]) -> None:
    assert given_words(*words) == value


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--number", "five"], "R402"),
        (["--number", "1,2"], "R402"),
        (["--number", "0x10"], "R402"),
        (["--quick=yes"], "R402"),
        (["--json", "[1"], "R401"),
        (["--json", '[1],"text":"x"'], "R401"),
        (["--json", "[" * 100_000], "R401"),
        (["--choice", "some"], "R401"),
        (["--text", "@bad"], "R401"),
        (["--text", "\udcff"], "R401"),
    ],
)
def test_a_value_that_cannot_be_one_names_its_flag(words: list[str], said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        given_words(*words)
    assert caught.value.place.startswith(words[0].split("=")[0])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--txt", "x"], "`--text` exists"),
        (["--zzzzzzzz", "x"], "there are --text, --number"),
        (["plain"], "takes its parameters as flags"),
        (["--text"], "write --text and a option<string>"),
        (["--text", "a", "--text", "b"], "give --text once"),
        (["--quick", "--no-quick"], "give --quick once"),
        (["--no-text"], "--no-text"),
        (["--no-quick=true"], "--no-quick"),
    ],
)
def test_a_word_that_is_no_flag_is_a_usage_mistake(words: list[str], said: str) -> None:
    with pytest.raises(Usage, match=said) as caught:
        given_words(*words)
    assert caught.value.exit_code == 2


def test_a_flag_of_a_flow_that_has_none_is_to_be_left_out() -> None:
    with pytest.raises(Usage, match="leave it out: there are none"):
        read_flags(Entry("quiet", 0, "", (), Prim("bool")), ["--text"], FILES.__getitem__)


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda t: not t.startswith("@")))
def test_any_text_arrives_as_it_stands(text: str) -> None:
    assert given_words("--text", text) == {"text": text}
    assert given_words(f"--text={text}") == {"text": text}
    assert given_words("--text", f"@@{text}") == {"text": f"@{text}"}


@given(
    st.lists(st.sampled_from(["--text", "--quick", "-", "x", "--json", "[1]", "--", "@bad", ""]))
)
def test_any_words_give_an_object_or_one_message(words: list[str]) -> None:
    try:
        assert isinstance(given_words(*words), dict)
    except (BadInput, Usage) as problem:
        assert problem.help  # noqa: PT017 - either outcome is right


KNOWN = (Option("trust", "FILE", ""), Option("lines", "", ""), Option("mode", "M", "", ("a", "b")))


def test_options_are_taken_from_among_the_words() -> None:
    words = split(
        ["app", "--trust", "t", "--x", "1", "--mode=a", "--lines", "--", "--trust"], KNOWN
    )
    assert words.options == {"trust": "t", "mode": "a", "lines": ""}
    assert words.rest == ("app", "--x", "1")
    assert words.last == ("--trust",)


@pytest.mark.parametrize(
    "words",
    [["--trust"], ["--lines=1"], ["--mode", "c"], ["--trust", "a", "--trust", "b"]],
)
def test_options_are_read_strictly(words: list[str]) -> None:
    with pytest.raises(Usage):
        split(words, KNOWN)


def test_nearest_names_come_nearest_first() -> None:
    assert nearest("chekout", ["count", "checkout", "check"]) == ("checkout",)
    assert nearest("CHECKOUT", ["checkout"]) == ("checkout",)
    assert nearest("rnu", ["run", "verify"]) == ("run",)
    assert nearest("zzz", ["checkout"]) == ()


@pytest.mark.parametrize("entry", [door.CHECKOUT, door.EVERYTHING], ids=lambda entry: entry.name)
def test_help_of_a_flow(entry: Entry, golden: Golden) -> None:
    golden(
        Path(__file__).parent / "cases" / f"help-{entry.name}.txt", flow_help(entry, OPTIONS) + "\n"
    )


def test_no_text_of_an_archive_speaks_to_the_terminal() -> None:
    """`inspect` shows what nobody vouched for; what stands there is read, and nothing else."""
    said = "one\xa0line\x1b[2J\u202e\nand\tanother\x9b\u2028"
    taken = Parameter("p", Prim("u32"), said, required=False, default=f'"{said}"')
    flow = Entry("f", 1, said, (taken,), Prim("u32"))
    plan = replace(forge.PLAN, entries=(flow,))
    shown = flow_help(flow, OPTIONS) + flows_help(plan)
    assert shown.count(r"line\x1b[2J\u202e") == 4
    assert not {c for c in shown if not c.isprintable()} - set("\n\t\xa0")

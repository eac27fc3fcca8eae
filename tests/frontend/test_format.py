"""What the canonical layout looks like: goldens, rules in small, and what is never changed."""

import os
import re
from pathlib import Path

import pytest

from flowc.frontend import grammar
from flowc.frontend.format import format_source
from flowc.frontend.formatting import docs, keep
from flowc.frontend.formatting.layout import Layout
from flowc.frontend.formatting.render import render
from flowc.frontend.parse import parse
from flowc.text.diagnostic import InternalError
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile

CASES = Path(__file__).parent / "cases" / "format"
ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "samples").glob("*/*.flow"))
EXAMPLES = re.findall(
    r"^```flow\n(.*?)^```", (ROOT / "grammar" / "LANGUAGE.md").read_text(), re.DOTALL | re.MULTILINE
)
HEAD = "package a:b;\n\n"


def formatted(text: str) -> str:
    return format_source(SourceFile("a.flow", text), Report())


def body(text: str) -> str:
    """Return a flow's body formatted, without its indentation."""
    made = formatted(f"{HEAD}flow f() -> u8 {{\n{text}\n}}\n")
    lines = made.removeprefix(f"{HEAD}flow f() -> u8 {{\n").removesuffix("\n}\n").split("\n")
    return "\n".join(line.removeprefix("  ") for line in lines)


@pytest.mark.parametrize("given", sorted(CASES.glob("*.in.flow")), ids=lambda path: path.stem)
def test_goldens(given: Path) -> None:
    golden = given.with_name(given.name.replace(".in.", ".out."))
    made = formatted(given.read_text())
    if os.environ.get("BLESS"):
        golden.write_text(made)
    assert made == golden.read_text()
    assert formatted(made) == made


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_formatted(sample: Path) -> None:
    assert formatted(sample.read_text()) == sample.read_text()


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_of_the_language_settle_at_once(example: str) -> None:
    try:
        made = formatted(example)
    except Stopped:
        pytest.skip("an example of what does not parse")
    assert formatted(made) == made


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("((a))", "a"),
        ("(a + b)", "a + b"),
        ("(a * b) + c", "(a * b) + c"),
        ("(a) + (f(b))", "a + f(b)"),
        ("(x.y).z", "x.y.z"),
        ("(1).0", "(1).0"),
        ("(x |> f)?", "(x |> f)?"),
        ("((x |> f)?)", "(x |> f)?"),
        ("- (- a)", "-(-a)"),
        ("( /* why */ a)", "/* why */ a"),
        ("(a /* why */)", "a /* why */"),
        ("/* why */ (a + b)", "/* why */ (a + b)"),
        ("(a,)", "(a,)"),
        ("f(a,)", "f(a)"),
        ("[ ]", "[]"),
        ("{ }", "{}"),
        ("{a}", "{ a }"),
        ("x ? ? . y", "x??.y"),
        ("0XfF + 1_0e+05 + '\\u{41}'", "0XfF + 1_0e+05 + '\\u{41}'"),
        ('"{ a+b }"', '"{ a+b }"'),
        ("%if", "%if"),
        ("{ %type: 1 }", "{ %type: 1 }"),
    ],
)
def test_on_one_line(given: str, expected: str) -> None:
    assert body(given) == expected


def test_a_line_of_the_full_width_stays_and_a_wider_one_breaks() -> None:
    fits = f"f({'a' * 50}, {'b' * 42})"
    assert len(f"  {fits}") == docs.WIDTH - 1
    assert body(fits) == fits
    assert body(fits.replace("aa", "aaa", 1)).count("\n") == 0
    assert body(fits.replace("aa", "aaaa", 1)) == f"f(\n  {'a' * 52},\n  {'b' * 42},\n)"


def test_wide_characters_count_twice() -> None:
    assert body(f'[1, "{"漢" * 45}"]').count("\n") == 0
    assert body(f'[1, "{"漢" * 46}"]').count("\n") == 3


def test_empty_lines_are_kept_once_in_bodies_and_none_at_the_edges() -> None:
    assert body("\n\nlet a = 1;\n\n\n\nlet b = 2;\n\na\n\n") == "let a = 1;\n\nlet b = 2;\n\na"


def test_line_ends_and_indentation_are_ours() -> None:
    assert formatted("package a:b;\r\n\r\n\r\n\tenum e {a}") == "package a:b;\n\nenum e { a }\n"


def test_a_file_that_does_not_parse_is_refused_with_its_mistakes() -> None:
    with pytest.raises(Stopped) as stopped:
        formatted("package a:b; flow f() -> u8 { 1 + }")
    assert stopped.value.report.errors


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("brackets", "(" * 60 + "a" + ")" * 60),
        ("calls", "f([" * 30 + "a" + "])" * 30),
        ("members", "a" + ".b" * 100),
        ("sum", "a" + " + b" * 100),
        ("pipes", "a" + " |> f" * 100),
        ("else if", "if a { 1 } else " * 60 + "{ 2 }"),
        ("blocks", "{ let x = " * 40 + "a" + "; b }" * 40),
    ],
)
def test_deep_nesting_needs_no_recursion(name: str, code: str) -> None:
    made = body(code)
    assert body(made) == made, name


def test_every_rule_of_the_grammar_has_a_layout() -> None:
    makes = {
        rule.alias or rule.options.template_source or rule.origin.name
        for rule in grammar.parser().rules
        if rule.alias or not (rule.options.expand1 and len(rule.expansion) == 1)
    }
    assert {str(name) for name in makes if not name.startswith("_")} - set(dir(Layout)) == set()


# --- what must never happen ------------------------------------------------------------------


def source(text: str) -> SourceFile:
    return SourceFile("a.flow", HEAD + text)


@pytest.mark.parametrize(
    "other",
    [
        "flow f() -> u8 { 2 }",
        "flow f() -> u8 { 1",
        "flow f() -> u8 { 1 } enum e { a }",
        "/// doc\nflow f() -> u8 { 1 }",
        "flow g() -> u8 { 1 }",
    ],
)
def test_a_tree_that_differs_is_noticed(other: str) -> None:
    before = parse(source("flow f() -> u8 { 1 }"), Report())
    keep.same_tree(before, source("flow f()   -> u8 { (1) }"))
    with pytest.raises(InternalError):
        keep.same_tree(before, source(other))


def test_text_that_cannot_be_broken_is_kept_whole() -> None:
    long = "x" * 150
    assert render(docs.group(docs.concat(long, docs.LINE, "y"))) == f"{long}\ny"


def test_a_comment_lets_a_comma_pass_and_nothing_else() -> None:
    shown = docs.concat("a", docs.Suffix("// c"), ",", " b")
    assert render(shown) == "a, // c\nb"

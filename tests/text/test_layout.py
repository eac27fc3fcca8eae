"""How a message is laid out on a terminal, a rule at a time, each counted by hand."""

# ruff: noqa: N818 - a diagnostic is no exception

from dataclasses import dataclass

import pytest

from flowc.text.diagnostic import Edit, Error, Help, Label
from flowc.text.render import github, terminal
from flowc.text.source import SourceFile
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Slip(Error):
    """A slip: `x`."""

    code = "F698"
    title = "a slip"
    others: tuple[Label, ...] = ()
    advice: tuple[Help, ...] = ()
    told: tuple[str, ...] = ()
    text: str = "here"

    @property
    def label(self) -> str:
        return self.text

    @property
    def secondary(self) -> tuple[Label, ...]:
        return self.others

    @property
    def notes(self) -> tuple[str, ...]:
        return self.told

    @property
    def help(self) -> tuple[Help, ...]:
        return self.advice


def rows(text: str, slip: Slip, **others: str) -> list[str]:
    """Return the rows of a message about `a.flow`, without the title and the summary."""
    sources = {"a.flow": SourceFile("a.flow", text)}
    sources |= {f"{name}.wit": SourceFile(f"{name}.wit", other) for name, other in others.items()}
    return terminal.render([slip], sources).splitlines()[1:-2]


def at(start: int, end: int, file: str = "a.flow") -> Span:
    return Span(file, start, end)


def test_the_gutter_is_as_wide_as_the_largest_number_shown() -> None:
    text = "\n" * 8 + "nine\nten!\n"
    assert rows(text, Slip(span=at(8, 12))) == [
        " --> a.flow:9:1",
        "  |",
        "9 | nine",
        "  | ^^^^ here",
    ]
    assert rows(text, Slip((Label(at(13, 17), "there"),), span=at(8, 12))) == [
        "  --> a.flow:9:1",
        "   |",
        " 9 | nine",
        "   | ^^^^ here",
        "10 | ten!",
        "   | ---- there",
    ]


def test_an_edit_further_down_widens_the_gutter_too() -> None:
    advice = (Help("say ten", (Edit(at(13, 16), "TEN"),)),)
    assert rows("\n" * 8 + "nine\nten!\n", Slip(advice=advice, span=at(8, 12))) == [
        "  --> a.flow:9:1",
        "   |",
        " 9 | nine",
        "   | ^^^^ here",
        "   |",
        "help: say ten",
        "   |",
        "10 | TEN!",
        "   | ~~~",
    ]


def test_lines_stand_in_the_files_order_and_gaps_are_dots() -> None:
    text = "first\nsecond\nthird\nfourth\n"
    others = (Label(at(0, 5), "one"), Label(at(6, 12), "two"))
    assert rows(text, Slip(others, span=at(19, 25))) == [
        " --> a.flow:4:1",
        "  |",
        "1 | first",
        "  | ----- one",
        "2 | second",
        "  | ------ two",
        "...",
        "4 | fourth",
        "  | ^^^^^^ here",
    ]


def test_the_primary_stands_first_under_a_line_that_it_shares() -> None:
    assert rows("ab cd", Slip((Label(at(0, 2), "there"),), span=at(3, 5)))[2:] == [
        "1 | ab cd",
        "  |    ^^ here",
        "  | -- there",
    ]


def test_an_empty_span_is_one_caret() -> None:
    assert rows("ab", Slip(span=at(1, 1)))[3] == "  |  ^ here"
    assert rows("ab", Slip(span=at(2, 2)))[3] == "  |   ^ here"
    assert rows("", Slip(span=at(0, 0)))[2:] == ["1 |", "  | ^ here"]


def test_a_long_span_underlines_its_first_and_its_last_line() -> None:
    assert rows("  one {\n    two\n    three\n  } after", Slip(span=at(2, 29))) == [
        " --> a.flow:1:3",
        "  |",
        "1 |   one {",
        "  |   ^^^^^",
        "...",
        "4 |   } after",
        "  |   ^ here",
    ]


def test_a_span_that_ends_with_its_line_stays_on_it() -> None:
    assert rows("one\ntwo\n", Slip(span=at(0, 4)))[2:] == ["1 | one", "  | ^^^ here"]


def test_another_file_has_a_heading_of_its_own() -> None:
    others = (Label(at(4, 7, "b.wit"), "there"), Label(at(0, 3, "c.wit"), "and there"))
    assert rows("ab", Slip(others, span=at(0, 2)), b="one two", c="abc")[3:] == [
        "  | ^^ here",
        " ::: b.wit:1:5",
        "  |",
        "1 | one two",
        "  |     --- there",
        " ::: c.wit:1:1",
        "  |",
        "1 | abc",
        "  | --- and there",
    ]


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("\tx", 4),
        ("a\tx", 5),
        ("名x", 2),
        ("\uff21B", 2),
        ("😀x", 2),
        ("e\u0301x", 1),
        ("\u202ex", len("\\u{202e}")),
        ("\x07x", len("\\u{7}")),
        ("\ufeffx", len("\\u{feff}")),
    ],
    ids=ascii,
)
def test_carets_stand_under_what_they_point_at(text: str, before: int) -> None:
    shown = rows(text, Slip(span=at(len(text) - 1, len(text))))
    assert shown[3] == "  | " + " " * before + "^ here"


def test_a_mark_covers_every_column_of_what_is_wide() -> None:
    assert rows("a名前b", Slip(span=at(1, 3)))[3] == "  |  ^^^^ here"
    assert rows("a\tb", Slip(span=at(1, 2)))[3] == "  |  ^^^^ here"


def test_what_could_move_the_cursor_is_shown_escaped_everywhere() -> None:
    evil = "\x1b[31m\u202e"
    slip = Slip((Label(at(0, 1), evil),), (Help(evil),), (evil,), evil, span=at(0, 1))
    text = terminal.render([slip], {"a.flow": SourceFile("a.flow", evil)})
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.count("\\u{1b}[31m\\u{202e}") == 5


def test_notes_come_before_help_and_later_lines_are_indented() -> None:
    told = ("one\ntwo",)
    assert rows("ab", Slip((), (Help("do it\nor not"),), told, span=at(0, 2)))[4:] == [
        "  |",
        "  = note: one",
        "          two",
        "help: do it",
        "      or not",
    ]


def test_edits_are_marked_by_what_they_do() -> None:
    edits = (Edit(at(0, 0), "+"), Edit(at(1, 2), "BB"), Edit(at(3, 4), ""))
    assert rows("abcd", Slip(advice=(Help("edit", edits),), span=at(0, 1)))[6:] == [
        "  |",
        "1 | +aBBc",
        "  | + ~~ ~",
    ]


def test_github_gets_columns_only_within_a_line() -> None:
    source = {"a.flow": SourceFile("a.flow", "one\ntwo")}
    assert "col=1,endColumn=3" in github.render([Slip(span=at(0, 2))], source)
    assert "ol" not in github.render([Slip(span=at(0, 6))], source).split("::")[1].split("flowc")[1]

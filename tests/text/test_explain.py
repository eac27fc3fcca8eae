import pytest

from flowc.text.errors import NotUtf8, UnknownCode, UnreadableFile
from flowc.text.explain import all_codes, explain
from flowc.text.render import terminal
from flowc.text.report import Report, Stopped


def test_explain_prints_the_page_of_a_code() -> None:
    text = explain("f004", Report())
    assert text.startswith("F004: there is no such code\n\n`flowc explain` was asked for")
    assert "\n```\nflowc explain F203\n```\n" in text
    assert text.endswith("in brackets:\n\n```\nflowc explain F203\n```\n")


def test_explain_offers_near_codes() -> None:
    with pytest.raises(Stopped) as stopped:
        explain("F0O4", Report())
    text = terminal.render(stopped.value.report.diagnostics, {})
    assert text.startswith(
        "error[F004]: there is no such code\n"
        "  = `F0O4` names no message of flowc\n"
        "help: there is `F004`"
    )


def test_explain_of_something_else_says_what_a_code_is() -> None:
    with pytest.raises(Stopped) as stopped:
        explain("help me", Report())
    (error,) = stopped.value.report.errors
    assert [each.text for each in error.help] == [
        "give a code as it stands in a message, such as `F004`"
    ]


def test_codes_are_listed_once_and_in_order() -> None:
    codes = all_codes()
    assert list(codes) == sorted(codes)
    assert codes["F001"] is UnreadableFile
    assert codes["F004"] is UnknownCode


def test_the_command_lines_mistakes_read_well() -> None:
    told = {
        UnreadableFile("x.flow", "there is no such file").label,
        NotUtf8("x.flow", 255, 2).label,
    }
    assert told == {
        "`x.flow`: there is no such file",
        "`x.flow`: byte 2 is 0xff, which is not UTF-8 here",
    }

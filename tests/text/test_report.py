# ruff: noqa: N818 - a diagnostic is no exception

from dataclasses import dataclass
from itertools import permutations

import pytest

from flowc.text.diagnostic import (
    Caution,
    Diagnostic,
    Error,
    InternalError,
    Label,
    Placeless,
)
from flowc.text.render import short, terminal
from flowc.text.report import Report, Stopped
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Wrong(Error):
    """Something is wrong: `x`."""

    code = "F694"
    title = "this is wrong"
    word: str

    @property
    def label(self) -> str:
        return self.word


@dataclass(frozen=True, slots=True)
class Odd(Caution):
    """Something is odd: `y`."""

    code = "F695"
    title = "this is odd"

    @property
    def label(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Lost(Placeless):
    """Something is lost: `z`."""

    code = "F696"
    title = "this is lost"

    @property
    def label(self) -> str:
        return "nowhere"


def wrong(file: str, start: int, word: str = "w") -> Wrong:
    return Wrong(word, span=Span(file, start, start + 1))


def collected(*diagnostics: Diagnostic) -> Report:
    report = Report()
    report.extend(diagnostics)
    return report


def test_ordered_by_file_start_and_code_and_equal_ones_merged() -> None:
    odd = Odd(span=Span("a", 3, 4))
    ordered = (Lost(), wrong("a", 3), odd, wrong("a", 20), wrong("b", 1, "v"), wrong("b", 1))
    for mixed in permutations(ordered):
        assert collected(*mixed, *mixed).diagnostics == ordered


def test_errors_stop_and_warnings_do_not() -> None:
    report = collected(Odd(span=Span("a", 3, 4)))
    report.stop_if_errors()
    assert [one.code for one in report.diagnostics] == ["F695"]
    report.add(Lost())
    with pytest.raises(Stopped) as stopped:
        report.stop_if_errors()
    assert stopped.value.report is report
    assert report.errors == (Lost(),)


def test_after_twenty_the_rest_is_counted_and_errors_go_first() -> None:
    cautions = [Odd(span=Span("a", start, start)) for start in range(30)]
    report = collected(*cautions, *(wrong("b", start) for start in range(4)))
    lines = short.render(report.diagnostics, {}).splitlines()
    assert len(lines) == 21
    assert sum("error[F694]" in line for line in lines) == 4
    assert lines[-1] == "flowc: and 14 more"
    text = terminal.render(report.diagnostics, {})
    assert text.endswith(
        "\n\nand 14 more\n\nflowc: 4 errors, 30 warnings; run `flowc explain F694` to read more\n"
    )


def test_a_class_without_a_label_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="label"):
        Error(span=Span("a", 0, 1))  # type: ignore[abstract]


def test_what_a_diagnostic_says_is_no_field() -> None:
    with pytest.raises(TypeError, match="Bad: notes, secondary must be properties, not fields"):

        class Bad(Error):
            secondary: tuple[Label, ...]
            notes: tuple[str, ...]


def test_the_stage_follows_from_the_code() -> None:
    assert (wrong("a", 0).stage, Lost().level, Odd.level) == ("seal", "error", "warning")


def test_a_fault_of_ours_asks_for_a_report() -> None:
    text = str(InternalError("ir", "edge 3 has no source"))
    assert "stage `ir`: edge 3 has no source" in text
    assert "please report this" in text

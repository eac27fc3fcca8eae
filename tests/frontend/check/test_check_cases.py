"""Every flow in `cases/pass` checks in silence; each in `cases/fail` says what is beside it."""

from pathlib import Path

import pytest
from tests.conftest import Golden
from tests.frontend.check.checker import CASES, checked

from flowc.text.diagnostic import Placed
from flowc.text.render import terminal
from flowc.text.source import Place, SourceFile

PASS = sorted((CASES / "pass").glob("*.flow"))
FAIL = sorted((CASES / "fail").glob("*.flow"))


def stem(path: Path) -> str:
    return path.stem


def source_of(path: Path) -> SourceFile:
    return SourceFile(path.name, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PASS, ids=stem)
def test_a_sound_flow_checks_in_silence(path: Path) -> None:
    flow, report = checked(source_of(path))
    assert report.diagnostics == ()
    assert flow is not None


@pytest.mark.parametrize("path", FAIL, ids=stem)
def test_a_mistake_is_told(path: Path, golden: Golden) -> None:
    source = source_of(path)
    _, report = checked(source)
    assert report.diagnostics
    text = terminal.render(report.diagnostics, {source.path: source})
    golden(path.with_suffix(".err"), text)


# Counted by hand in the sources of the cases; `tests/frontend/cases/README.md` lists them, too.
@pytest.mark.parametrize(
    ("case", "start", "end"),
    [
        ("f201-near-a-parameter", Place(4, 3), Place(4, 7)),
        ("f203-function", Place(6, 8), Place(6, 12)),
        ("f204-two-lets", Place(5, 7), Place(5, 10)),
        ("f220-branches", Place(4, 34), Place(4, 37)),
        ("f222-in-a-pattern", Place(4, 13), Place(4, 18)),
        ("f232-widths", Place(4, 5), Place(4, 6)),
        ("f250-one", Place(6, 3), Place(6, 10)),
        ("f264-nested", Place(7, 3), Place(7, 10)),
        ("f269-nested", Place(4, 27), Place(4, 33)),
        ("f277-enum", Place(7, 28), Place(7, 32)),
    ],
)
def test_places_counted_by_hand(case: str, start: Place, end: Place) -> None:
    source = source_of(CASES / "fail" / f"{case}.flow")
    _, report = checked(source)
    (one,) = report.diagnostics
    assert isinstance(one, Placed)
    assert one.code == case[:4].upper()
    assert (source.place(one.span.start), source.place(one.span.end)) == (start, end)


def test_no_golden_is_left_over() -> None:
    flows = {path.with_suffix("") for path in FAIL}
    assert {path.with_suffix("") for path in (CASES / "fail").glob("*.err")} == flows

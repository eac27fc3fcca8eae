"""Every flow in `cases/pass` checks in silence; each in `cases/fail` says what is beside it."""

from pathlib import Path

import pytest
from tests.conftest import Golden
from tests.frontend.check.checker import CASES, checked

from flowc.text.render import terminal
from flowc.text.source import SourceFile

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


def test_no_golden_is_left_over() -> None:
    flows = {path.with_suffix("") for path in FAIL}
    assert {path.with_suffix("") for path in (CASES / "fail").glob("*.err")} == flows

"""What a `use` cannot have: `cases/fail/*.flow`, read beside the files of `cases`."""

from pathlib import Path

import pytest
from tests.conftest import Golden

from flowc.frontend.checked import check_flow
from flowc.text.render import terminal
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile

CASES = Path(__file__).parent / "cases"
FILES = sorted((CASES / "fail").glob("*.flow"))


def load(path: str) -> bytes:
    return (CASES / path).read_bytes()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_mistake_is_shown_as_its_golden(file: Path, golden: Golden) -> None:
    source = SourceFile(file.name, file.read_text(encoding="utf-8"))
    report = Report()
    with pytest.raises(Stopped):
        check_flow(source, load, report)
    wits = {path.name: path.read_text("utf-8", "replace") for path in CASES.glob("*.wit")}
    sources = {path: SourceFile(path, text) for path, text in wits.items()}
    shown = terminal.render(report.diagnostics, {**sources, source.path: source})
    golden(file.with_suffix(".err"), shown)


def test_every_golden_has_its_input() -> None:
    assert {one.stem for one in (CASES / "fail").glob("*.err")} == {one.stem for one in FILES}

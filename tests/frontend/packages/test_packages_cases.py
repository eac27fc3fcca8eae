"""Each folder of `cases/fail` is a program, `main.flow` and what it uses, beside what is said."""

from pathlib import Path

import pytest
from tests.conftest import Golden
from tests.frontend.packages.programs import beside, check, root_of

from flowc.text.render import terminal

CASES = Path(__file__).parent / "cases" / "fail"
FOLDERS = sorted(path.parent for path in CASES.glob("*/main.flow"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_program_is_told_what_is_wrong_with_it(folder: Path, golden: Golden) -> None:
    _, report, sources = check(root_of(folder), beside(folder))
    assert report.diagnostics
    golden(folder / "main.err", terminal.render(report.diagnostics, sources))


def test_every_case_has_a_program() -> None:
    assert {path for path in CASES.iterdir() if path.is_dir()} == set(FOLDERS)

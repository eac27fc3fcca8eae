"""What `flowc test` says of each flow in `cases`: its exit code, then stdout, then stderr."""

from pathlib import Path

import pytest
from tests.conftest import Golden
from tests.trials.conftest import CASES, Flowc

FLOWS = sorted(CASES.glob("*.flow"))
OPTIONS = {"coverage": ("--coverage",)}


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_a_run_is_told(path: Path, flowc: Flowc, golden: Golden) -> None:
    code, out, err = flowc(path.name, *OPTIONS.get(path.stem, ()))
    golden(path.with_suffix(".txt"), f"{out}{'-' * 80}\n{err}{'-' * 80}\nexit {code}\n")


def test_no_golden_is_left_over() -> None:
    stems = {path.stem for path in FLOWS}
    assert {path.stem for path in CASES.glob("*.txt")} == stems

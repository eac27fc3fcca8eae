"""Readers take any bytes: what a fuzzer found is read again, and it looks on for a minute."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fuzz.targets import TARGETS, found, seeds

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 15


@pytest.mark.parametrize("name", TARGETS)
def test_what_was_found_is_read_or_refused(name: str) -> None:
    inputs = [*seeds(name), *(path.read_bytes() for path in found(name))]
    assert len(inputs) > 10
    for data in inputs:
        TARGETS[name](data)


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_a_fuzzer_finds_nothing(name: str, tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris is not there; `make setup` installs it where it can be")
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", name, str(SECONDS), str(tmp_path / "corpus")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=SECONDS + 120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert "stat::number_of_executed_units" in done.stderr

"""Every sample is laid out in the one form and has tests that reach all of it."""

from pathlib import Path

import pytest
from samples import build

from flowc.cli.main import main

FLOWS = sorted(build.SAMPLES.glob("*/*.flow"))
PYTHON = "site"
"""Its tests run a component that is built on demand."""


def by_sample(flow: Path) -> object:
    marks = [pytest.mark.slow] if flow.stem == PYTHON else []
    return pytest.param(flow, id=flow.stem, marks=marks)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda path: path.stem)
def test_a_sample_is_laid_out(flow: Path) -> None:
    assert main(["fmt", "--check", str(flow)]) == 0


@pytest.mark.parametrize("flow", [by_sample(flow) for flow in FLOWS])
def test_a_sample_is_tested_whole(flow: Path, capfd: pytest.CaptureFixture[str]) -> None:
    if flow.stem == PYTHON:
        build.ensure(next(one for one in build.sources() if one.suffix == ".py"))
    assert main(["test", "--threshold", "100", str(flow)]) == 0
    assert "100.0 %" in capfd.readouterr().out

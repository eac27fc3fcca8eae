"""The committed meters are what their source builds to."""

import runpy
from pathlib import Path

import pytest

BUILD = Path(__file__).parents[2] / "runtime_stub" / "meter" / "build.py"


@pytest.mark.parametrize("machine", ["x86_64-linux", "aarch64-linux"])
def test_the_committed_bytes_are_those_of_the_source(machine: str) -> None:
    script = runpy.run_path(str(BUILD))
    built = script["build"](machine)
    assert built == script["committed"](machine).read_bytes(), "run runtime_stub/meter/build.py"

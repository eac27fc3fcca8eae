"""The committed meter is what its source builds to."""

import runpy
from pathlib import Path

import flowrt

METER = Path(__file__).parents[2] / "runtime_stub" / "meter"
COMMITTED = Path(flowrt.__file__).parent / "engine" / "meter-x86_64-linux"


def test_the_committed_bytes_are_those_of_the_source() -> None:
    built = runpy.run_path(str(METER / "build.py"))["build"]()
    assert built == COMMITTED.read_bytes(), "run runtime_stub/meter/build.py and commit"

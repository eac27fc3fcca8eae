"""The committed guard is what its text assembles to."""

import runpy
from pathlib import Path

import flowrt

GUARD = Path(__file__).parents[2] / "runtime_stub" / "guard"
COMMITTED = Path(flowrt.__file__).parent / "engine" / "guard.wasm"


def test_the_committed_bytes_are_those_of_the_text() -> None:
    built = runpy.run_path(str(GUARD / "build.py"))["build"]()
    assert built == COMMITTED.read_bytes(), "run runtime_stub/guard/build.py and commit"

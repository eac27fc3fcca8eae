"""The committed guard and relays are what their sources give."""

import runpy
from pathlib import Path

import flowrt

GUARD = Path(__file__).parents[2] / "runtime_stub" / "guard"
COMMITTED = Path(flowrt.__file__).parent / "engine" / "system"


def test_the_committed_bytes_are_those_of_the_sources() -> None:
    for name, built in runpy.run_path(str(GUARD / "build.py"))["build"]().items():
        committed = (COMMITTED / f"{name}.wasm").read_bytes()
        assert built == committed, "run runtime_stub/guard/build.py and commit"

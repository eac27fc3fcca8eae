"""The committed codec is what its sources build to."""

import runpy
from pathlib import Path

from flowc.produce import codec

BUILD = Path(__file__).parents[2] / "runtime_stub" / "codec" / "build.py"


def test_the_committed_bytes_are_those_of_the_sources() -> None:
    built = runpy.run_path(str(BUILD))["build"]()
    assert built == codec.module(), f"run `python {BUILD.name}` and commit codec.wasm"

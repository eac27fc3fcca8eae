"""The committed launcher is what its sources build to, and its messages are flowrt's."""

import runpy
from pathlib import Path

import flowc.bundle

LAUNCHER = Path(__file__).parents[2] / "runtime_stub" / "launcher"
COMMITTED = Path(flowc.bundle.__file__).with_name("launcher-x86_64-linux")


def test_the_committed_bytes_are_those_of_the_sources() -> None:
    built = runpy.run_path(str(LAUNCHER / "build.py"))["build"]()
    assert built == COMMITTED.read_bytes(), "run runtime_stub/launcher/build.py and commit"


def test_the_launcher_says_what_flowrt_says() -> None:
    codes = runpy.run_path(str(LAUNCHER / "build.py"))["codes"]()
    assert codes == (LAUNCHER / "codes.zig").read_text(), "run runtime_stub/launcher/build.py"

"""The committed launchers are what their sources build to, and their messages are flowrt's."""

import runpy
from pathlib import Path

import pytest

import flowc.bundle

LAUNCHER = Path(__file__).parents[2] / "runtime_stub" / "launcher"


@pytest.mark.parametrize("machine", flowc.bundle.TARGETS)
@pytest.mark.parametrize("name", ["launcher", "packed"])
def test_the_committed_bytes_are_those_of_the_sources(machine: str, name: str) -> None:
    built = runpy.run_path(str(LAUNCHER / "build.py"))["build"](machine, name)
    committed = Path(flowc.bundle.__file__).with_name(f"{name}-{machine}").read_bytes()
    assert built == committed, "run runtime_stub/launcher/build.py and commit"


def test_the_launcher_says_what_flowrt_says() -> None:
    codes = runpy.run_path(str(LAUNCHER / "build.py"))["codes"]()
    assert codes == (LAUNCHER / "codes.zig").read_text(), "run runtime_stub/launcher/build.py"

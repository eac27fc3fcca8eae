"""The committed launchers are what their sources build to, and their messages are flowrt's."""

import runpy
from pathlib import Path

import pytest

import flowc.bundle

LAUNCHER = Path(__file__).parents[2] / "runtime_stub" / "launcher"


BUILDER = runpy.run_path(str(LAUNCHER / "build.py"))
MOST_USED = ("launcher", "x86_64-linux")
"""Built in every run of the tests; the others take a minute each."""


@pytest.mark.parametrize(
    ("name", "machine"),
    [
        pytest.param(*one, marks=() if one == MOST_USED else pytest.mark.slow)
        for one in BUILDER["BUILDS"]
    ],
)
def test_the_committed_bytes_are_those_of_the_sources(name: str, machine: str) -> None:
    built = BUILDER["build"](machine, name)
    committed = Path(flowc.bundle.__file__).with_name(f"{name}-{machine}").read_bytes()
    assert built == committed, "run runtime_stub/launcher/build.py and commit"


def test_there_is_a_launcher_for_every_target() -> None:
    assert tuple(BUILDER["CPUS"]) == flowc.bundle.TARGETS


def test_the_launcher_says_what_flowrt_says() -> None:
    codes = BUILDER["codes"]()
    assert codes == (LAUNCHER / "codes.zig").read_text(), "run runtime_stub/launcher/build.py"

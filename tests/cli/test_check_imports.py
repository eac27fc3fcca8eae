"""`flowc check` imports what it needs and no more: most of a short run is imports."""

import subprocess
import sys

import pytest
from tests.cli.conftest import HELLO

PROGRAM = """
import sys
from flowc.cli import main
assert main(["check", "hello.flow"]) == 0
print(*sys.modules)
"""
NEEDLESS = (
    "wasmtime",
    "jinja2",
    "flowc.frontend.wit",
    "flowc.ir",
    "flowc.optimise",
    "flowc.plan",
    "flowc.produce",
    "flowc.seal",
    "flowrt.engine.engine",
)


@pytest.fixture(scope="module")
def imported() -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=HELLO, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


@pytest.mark.parametrize("module", NEEDLESS)
def test_check_leaves_out(imported: list[str], module: str) -> None:
    assert module not in imported


def test_check_imports_the_checker(imported: list[str]) -> None:
    assert "flowc.frontend.check" in imported

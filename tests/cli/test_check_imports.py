"""`flowc check` imports what it needs and no more: most of a short run is imports."""

import subprocess
import sys

import pytest
from tests.cli.conftest import HELLO

from flowc.frontend import errors
from flowc.frontend.errors import types

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


def test_check_imports_no_mistakes_where_none_are_found(imported: list[str]) -> None:
    kept = {"wording", "certain"}  # functions, and a type, of which the checker has need
    found = {one.rpartition(".")[2] for one in imported if one.startswith("flowc.frontend.errors.")}
    assert found <= kept


def test_a_mistake_is_found_by_its_name() -> None:
    assert errors.TypeMismatch is types.TypeMismatch
    assert not hasattr(errors, "NoSuchMistake")
    assert not hasattr(errors, "no_such_mistake")


def test_check_imports_the_checker(imported: list[str]) -> None:
    assert "flowc.frontend.check" in imported

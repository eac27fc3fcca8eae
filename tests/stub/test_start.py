"""What `flowrt run` imports on its way to a result: a small known set, since that is its start."""

import subprocess
import sys

import pytest
from tests.stub import door_archive as door

from flowrt import problems, proof
from flowrt.problems import faults
from flowrt.problems.refusals import trust

SLOW = frozenset(
    [
        "argparse",
        "asyncio",
        "collections",
        "contextlib",
        "cryptography",
        "dataclasses",
        "datetime",
        "email",
        "enum",
        "functools",
        "hashlib",
        "importlib.metadata",
        "importlib.util",
        "inspect",
        "itertools",
        "json",
        "logging",
        "math",
        "msgpack",
        "operator",
        "pathlib",
        "random",
        "re",
        "shutil",
        "signal",
        "socket",
        "ssl",
        "subprocess",
        "tempfile",
        "threading",
        "tomllib",
        "typing",
        "urllib",
        "wasmtime",
        "weakref",
    ]
)
"""Modules of which each takes a hundredth of the start or more."""
MOST = 51
"""Modules of ours at most."""
SCRIPT = """\
import sys
before = set(sys.modules)
from flowrt.__main__ import main
code = main(sys.argv[1:])
print(code, *sorted(set(sys.modules) - before))
"""


def imported(*words: str) -> list[str]:
    command = [sys.executable, "-I", "-c", SCRIPT, *words]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    code, *modules = done.stdout.splitlines()[-1].split()
    assert code == "0", done.stderr
    return modules


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    archive, trust = door.write_files(tmp_path_factory.mktemp("start"))
    return imported("run", str(archive), "count", "--trust", str(trust))


def test_nothing_slow_is_imported_to_run_a_flow(modules: list[str]) -> None:
    slow = SLOW if proof.is_native() else SLOW - {"cryptography", "hashlib"}
    assert sorted(slow.intersection(modules)) == []


def test_few_modules_of_ours_are_imported_to_run_a_flow(modules: list[str]) -> None:
    ours = [module for module in modules if module.partition(".")[0] == "flowrt"]
    assert "flowrt.run.runner" in ours
    assert len(ours) <= MOST, ours


def test_what_can_be_said_is_imported_when_there_is_something_to_say(modules: list[str]) -> None:
    assert not set(problems.MODULES).intersection(modules)
    assert problems.Changed is trust.Changed
    assert problems.NotStarted is faults.NotStarted
    with pytest.raises(AttributeError, match="has no `NoSuchThing`"):
        _ = problems.NoSuchThing  # type: ignore[attr-defined]  # that is the point
    assert not hasattr(problems, "no_such_thing")


def test_help_needs_less(modules: list[str]) -> None:
    assert len(imported("--help")) < len(modules) / 2

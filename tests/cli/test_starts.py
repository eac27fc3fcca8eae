"""What commands of `flowc` import: help, and what was found well before, come at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HELLO = Path(__file__).parents[2] / "samples" / "hello" / "hello.flow"
LARGE = frozenset(
    [
        "asyncio",
        "cryptography",
        "email",
        "jinja2",
        "json",
        "lark",
        "logging",
        "msgpack",
        "pygls",
        "socket",
        "ssl",
        "subprocess",
        "tempfile",
        "unittest",
        "urllib3",
        "wasmtime",
        "yaml",
    ]
)
"""Modules that these commands have no use for."""
VALUES = frozenset(["dataclasses", "hashlib", "inspect"])
SCRIPT = """\
import sys
before = set(sys.modules)
from flowc.cli import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print(code, *sorted(set(sys.modules) - before))
"""


def imported(*words: str, cache: Path | None = None) -> list[str]:
    environment = os.environ | {"FLOWC_CACHE": "off" if cache is None else str(cache)}
    command = [sys.executable, "-c", SCRIPT, *words]
    done = subprocess.run(command, capture_output=True, check=True, text=True, env=environment)
    code, *modules = done.stdout.splitlines()[-1].split()
    assert code == "0", done.stderr
    return modules


def of_flow(modules: list[str]) -> list[str]:
    return [module for module in modules if module.partition(".")[0] in {"flowc", "flowrt"}]


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("build", "--help")])
def test_help_needs_the_words_alone(words: tuple[str, ...]) -> None:
    modules = imported(*words)
    assert sorted((LARGE | VALUES | {"datetime"}).intersection(modules)) == []
    assert len(of_flow(modules)) < 20, of_flow(modules)


@pytest.mark.parametrize("code", ["F203", "F001", "R203", "R412"])
def test_an_explanation_needs_the_module_that_defines_it(code: str) -> None:
    modules = imported("explain", code)
    assert sorted(LARGE.intersection(modules)) == []
    assert len(of_flow(modules)) < 60, of_flow(modules)


def test_what_was_found_well_is_not_read_again(tmp_path: Path) -> None:
    words = ("check", str(HELLO))
    imported(*words, cache=tmp_path / "cache")
    modules = imported(*words, cache=tmp_path / "cache")
    assert sorted(LARGE.intersection(modules)) == []
    assert "flowc.text.diagnostic" not in modules
    assert len(of_flow(modules)) <= 31, of_flow(modules)

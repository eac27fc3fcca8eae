"""Large native code in an executable: the engine maps it, out of the program where it can."""

import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop
from tests.cli.executables import Case, Done, bare_root, compare, start, start_in_root
from wasmtime import wat2wasm

from flowc.bundle.elf import Elf
from flowrt.archive.archive import open_archive
from flowrt.archive.format import Blob
from flowrt.archive.header import read_header
from flowrt.target import this_target

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
FLOW = """\
package acme:large@1.0.0;

use first from "first.wasm";
use second from "second.wasm";

export flow sum(at: u32) -> u32 { first.byte-at(at) + second.byte-at(at) }
export flow second-alone(at: u32) -> u32 { second.byte-at(at) }
"""
SIZES = {"first": 2_500_000, "second": 1_500_000}
"""Bytes of data, each of which the native code has, too."""


def component(size: int, letter: str) -> bytes:
    """A component of so many letters, that traps for a place behind all of its memory."""
    pages = size // 65536 + 1
    return bytes(
        wat2wasm(f"""(component
  (core module $m
    (memory {pages})
    (data (i32.const 0) "{letter * size}")
    (func (export "f") (param i32) (result i32) (i32.load8_u (local.get 0))))
  (core instance $i (instantiate $m))
  (func (export "byte-at") (param "at" u32) (result u32) (canon lift (core func $i "f"))))""")
    )


@pytest.fixture(scope="module")
def large(built: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    folder = tmp_path_factory.mktemp("large")
    shutil.copytree(built.folder, folder, dirs_exist_ok=True)
    workshop = Workshop(folder)
    for (name, size), letter in zip(SIZES.items(), "AB", strict=True):
        workshop.path(f"{name}.wasm").write_bytes(component(size, letter))
    workshop.path("large.flow").write_text(FLOW)
    for words in (("-o", "large.flowpack"), ("-o", "app", "--target", "exe")):
        workshop.well("flowc", "build", "large.flow", "-k", "flowc.key", *words)
    return workshop


def modules(archive: bytes) -> list[tuple[int, Blob]]:
    """The code of modules, the largest first, and where in the archive it begins."""
    opened = open_archive(archive)
    found = [blob for blob in read_header(opened.header).blobs if blob.module]
    return [
        (opened.region + one.offset, one)
        for one in sorted(found, key=lambda blob: blob.size, reverse=True)
    ]


CASES = [
    Case(("sum", "--at", "3")),
    Case(("second-alone", "--at", "1499999")),
    Case(("second-alone", "--at", "1500000")),
    Case(("sum", "--at", "4000000")),
    Case(("second-alone", "--at", "4000000")),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case.words))
def test_it_does_as_flowrt_does_and_traps_where_it_does(large: Workshop, case: Case) -> None:
    compare(large, "app", "large.flowpack", case)


def test_the_sections_are_of_the_code_of_which_most_would_be_copied(large: Workshop) -> None:
    program, archive = (large.path(name).read_bytes() for name in ("app", "large.flowpack"))
    (at, blob), _ = modules(archive)
    code = archive[at : at + blob.size]
    named = Elf(program).sections
    assert len(named) == len(Elf(code).sections)
    for one, other in zip(named, Elf(code).sections, strict=True):
        assert (one.name, one.kind, one.size) == (other.name, other.kind, other.size)
        assert program[one.offset : one.offset + one.size] == (
            code[other.offset : other.offset + other.size] if one.kind else b""
        )
    assert program[48:52] == code[48:52]


def test_machine_code_is_run_out_of_the_program(large: Workshop) -> None:
    app, archive = (large.path(name) for name in ("app", "large.flowpack"))
    archive_at = app.read_bytes().index(archive.read_bytes())
    places = [archive_at + at for at, _ in modules(archive.read_bytes())]
    words = [str(app), "sum", "--lines"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"0\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"131\n"
        maps = Path(f"/proc/{process.pid}/maps").read_text().splitlines()
        process.stdin.close()
    runnable = [line.split() for line in maps if " r-xp " in line]
    assert not [line for line in runnable if "memfd:" in line[-1]]
    starts = {int(line[2], 16) for line in runnable if line[-1] == str(app)}
    for place in places:
        assert any(place <= one < place + (1 << 16) for one in starts), maps


def without(program: bytearray) -> None:
    struct.pack_into("<Q", program, 40, 0)
    struct.pack_into("<HH", program, 60, 0, 0)


def all_empty(program: bytearray) -> None:
    table, size = place(program)
    program[table : table + size] = bytes(size)


def elsewhere(program: bytearray) -> None:
    """Name other machine code, which is not what was verified."""
    table, size = place(program)
    for at in range(table, table + size, 64):
        (offset,) = struct.unpack_from("<Q", program, at + 24)
        if program[at + 8] & 4:
            struct.pack_into("<Q", program, at + 24, offset - 4096)


def outside(program: bytearray) -> None:
    struct.pack_into("<Q", program, 40, len(program) - 8)


def place(program: bytearray) -> tuple[int, int]:
    """Where the section headers lie, and how many bytes they have."""
    (table,), (count,) = (
        struct.unpack_from("<Q", program, 40),
        struct.unpack_from("<H", program, 60),
    )
    return table, 64 * count


def sum_by(program: bytearray, large: Workshop) -> Done:
    """Run a program that was made of the executable."""
    path = large.path("changed")
    path.write_bytes(program)
    path.chmod(0o755)
    return start(path, "sum", "--at", "3")


@pytest.mark.parametrize("change", [without, all_empty, elsewhere, outside])
def test_sections_that_are_not_those_of_the_code_are_not_used(
    large: Workshop, change: Callable[[bytearray], None]
) -> None:
    program = bytearray(large.path("app").read_bytes())
    change(program)
    done = sum_by(program, large)
    assert (done.stdout, done.stderr) == (b"131\n", b"")


def test_it_runs_where_the_program_cannot_be_opened_once_more(
    large: Workshop, tmp_path: Path
) -> None:
    """Without /proc the engine is given bytes."""
    bare_root(tmp_path, large.path("app"))
    done = start_in_root(tmp_path, "/app", "sum", "--at", "3")
    assert (done.stdout, done.stderr) == (b"131\n", b"")


def test_a_changed_byte_of_what_is_mapped_is_refused(large: Workshop) -> None:
    archive = large.path("large.flowpack").read_bytes()
    program = large.path("app").read_bytes()
    for at, blob in modules(archive):
        changed = bytearray(program)
        place = program.index(archive) + at + 4096
        changed[place] ^= 1
        done = sum_by(changed, large)
        assert (done.returncode, done.stdout) == (3, b"")
        assert b"R204" in done.stderr
        assert blob.id.encode() in done.stderr

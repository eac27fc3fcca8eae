"""Executables beside their archives, and what it means that they behave alike."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cli import forked
from tests.cli.workshop import Workshop

Done = subprocess.CompletedProcess[bytes]


@dataclass(frozen=True)
class Case:
    words: tuple[str, ...]
    stdin: bytes = b""


KINDS = """\
package acme:kinds@1.2.3;

enum size { small, large }
record line { sku: string, qty: u32 }

/// Divides.
export flow div(a: u32, b: u32) -> u32 { a / b }

/// Says what it was given, in part.
export flow kinds(
  c: char,
  big: bool = false,
  size: size = small,
  n: s64 = -3,
  f: f64 = 1.5,
  o: option<u8>,
  l: list<line> = [],
) -> string {
  "{big} {n} {c}"
}

export flow few(n: u32) -> result<u32, string> { if n > 3 { err("too many") } else { ok(n) } }
"""


def furnished(built: Workshop, folder: Path) -> Workshop:
    """Make a copy of a workshop that has executables, too."""
    shutil.copytree(built.folder, folder, dirs_exist_ok=True)
    workshop = Workshop(folder)
    workshop.well("flowc", "build", "hello.flow", "-k", "flowc.key", "--target", "exe", "-o", "app")
    workshop.path("kinds.flow").write_text(KINDS)
    for more in (("-o", "kinds.flowpack"), ("-o", "kinds", "--target", "exe")):
        workshop.well("flowc", "build", "kinds.flow", "-k", "flowc.key", *more)
    workshop.path("name.txt").write_text("from a file")
    return workshop


def start(
    path: Path,
    *words: str,
    case: Case | None = None,
    at: Workshop | None = None,
    **environment: str,
) -> Done:
    folder = path.parent if at is None else at.folder
    return subprocess.run(
        [path, *words],
        input=b"" if case is None else case.stdin,
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
        env={"FLOWC_CACHE": str(folder / "cache"), **environment},
    )


LIBRARIES = tuple(
    f"lib/x86_64-linux-gnu/{name}"
    for name in (
        "libc.so.6",
        "libm.so.6",
        "libdl.so.2",
        "libpthread.so.0",
        "librt.so.1",
        "libgcc_s.so.1",
    )
)


def bare_root(folder: Path, *programs: Path) -> None:
    """Put the C library and programs into a folder that becomes a root; skips without the right."""
    if os.geteuid() != 0:
        pytest.skip("chroot needs root")
    for program in programs:
        shutil.copy(program, folder)
    for name in ("lib64/ld-linux-x86-64.so.2", *LIBRARIES):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path("/") / name, folder / name)


def start_in_root(root: Path, *command: str) -> Done:
    """Run a command whose root a folder is."""
    words = ["/usr/sbin/chroot", str(root), *command]
    return subprocess.run(words, capture_output=True, timeout=120, check=False, env={})


def compare(exe: Workshop, app: str, archive: str, case: Case) -> None:
    command = ("flowrt", "run", archive, "--trust", "trust.toml", *case.words)
    flowrt = forked.run(command, exe.folder, {"FLOWC_CACHE": str(exe.path("cache"))}, case.stdin)
    found = start(exe.path(app), *case.words, case=case, at=exe)
    assert found.returncode == flowrt.returncode, found.stderr
    assert found.stdout == flowrt.stdout
    if b"R400" not in found.stderr:  # of which flowrt names the nearest flows, not all
        assert told(found.stderr) == told(flowrt.stderr)


def told(message: bytes) -> list[str]:
    """Return a message without its last line, which says what to do."""
    return [line for line in message.decode().splitlines() if not line.startswith("help:")]

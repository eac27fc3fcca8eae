"""`flowc build --target exe`: one file that does as `flowrt run` does, and loads what is whole."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop

from flowrt.target import this_target

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
Done = subprocess.CompletedProcess[bytes]


@dataclass(frozen=True)
class Case:
    words: tuple[str, ...]
    stdin: bytes = b""


CASES = [
    Case(()),
    Case((), b'{"name": "Grace"}'),
    Case((), b'{"name": 7}'),
    Case((), b'{"name": "a'),
    Case((), b'{"nome": "a"}'),
    Case((), b'{"name": "\xff"}'),
    Case(("-",), b' {"name": "Zo\\u00eb"} '),
    Case(("--name", "Ada")),
    Case(("hello", "--name", "Ada")),
    Case(('--name=A "quoted" \\ line\n',)),
    Case(("--name", "Zoë")),
    Case(("--name", "@@home")),
    Case(("--name", "@name.txt")),
    Case(("--name", "@none.txt")),
    Case(("--name", "a", "--name", "b")),
    Case(("--name",)),
    Case(("goodbye",)),
    Case(("hello", "Ada")),
    Case(("--", "--name", "Ada")),
]


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
OF_KINDS = [
    "",
    "many --n 3",
    "div --a 6 --b 3",
    "div --a 6 --b 0",
    "div --a -1 --b 3",
    "div --a x --b 3",
    "div --a 4294967296 --b 3",
    "div --a 6",
    "few --n 2",
    "few --n 9",
    "kinds",
    "kinds --c x",
    "kinds --c xy",
    "kinds --c x --big",
    "kinds --c x --no-big",
    "kinds --c x --big true --n 7",
    "kinds --c x --big=false",
    "kinds --c x --big maybe",
    "kinds --c x --no-n",
    "kinds --c x --size large",
    "kinds --c x --size huge",
    "kinds --c x --f 1e3",
    "kinds --c x --f 01",
    "kinds --c x --o null",
    "kinds --c x --o 5",
    "kinds --c x --o 300",
    'kinds --c x --l [{"sku":"a","qty":2}]',
    "kinds --c x --l [1]",
    "kinds --c x --l",
    "kinds -c x",
]


@pytest.fixture(scope="module")
def exe(built: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Return a workshop with an executable, too."""
    folder = tmp_path_factory.mktemp("exe")
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
        timeout=60,
        check=False,
        env={"FLOWC_CACHE": str(folder / "cache"), **environment},
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_executable_and_flowrt_behave_alike(exe: Workshop, case: Case) -> None:
    compare(exe, "app", "hello.flowpack", case)


@pytest.mark.parametrize("words", OF_KINDS)
def test_flags_of_every_kind_are_read_alike(exe: Workshop, words: str) -> None:
    compare(exe, "kinds", "kinds.flowpack", Case(tuple(words.split())))


def compare(exe: Workshop, app: str, archive: str, case: Case) -> None:
    program = Path(sys.executable).with_name("flowrt")
    flowrt = start(program, "run", archive, "--trust", "trust.toml", *case.words, case=case, at=exe)
    found = start(exe.path(app), *case.words, case=case, at=exe)
    assert found.returncode == flowrt.returncode, found.stderr
    assert found.stdout == flowrt.stdout
    if b"R400" not in found.stderr:  # of which flowrt names the nearest flows, not all
        assert told(found.stderr) == told(flowrt.stderr)


def told(message: bytes) -> list[str]:
    """Return a message without its last line, which says what to do."""
    return [line for line in message.decode().splitlines() if not line.startswith("help:")]


def test_help_and_version_come_from_the_plan(exe: Workshop) -> None:
    shown = start(exe.path("app"), "--help").stdout.decode()
    assert "usage: app [--name STRING]" in shown
    assert "Greets somebody." in shown
    assert '--name STRING  string, default "world"' in shown
    assert start(exe.path("app"), "--version").stdout == b"hello:app 0.1.0\n"


def test_it_leaves_no_file(exe: Workshop, tmp_path: Path) -> None:
    home = str(tmp_path)
    done = start(exe.path("app"), FLOWC_CACHE=home, HOME=home, XDG_CACHE_HOME=home, TMPDIR=home)
    assert (done.stdout, done.stderr) == (b'"Hello, world!"\n', b"")
    assert not list(tmp_path.iterdir())


def test_a_library_beside_it_or_on_the_path_is_not_loaded(exe: Workshop, tmp_path: Path) -> None:
    for name in ("libwasmtime.so", "_libwasmtime.so"):
        (tmp_path / name).write_bytes(b"no library")
    done = start(exe.path("app"), LD_LIBRARY_PATH=str(tmp_path))
    assert (done.stdout, done.stderr) == (b'"Hello, world!"\n', b"")


def test_it_runs_in_a_root_with_the_c_library_alone(exe: Workshop, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("chroot needs root")
    shutil.copy(exe.path("app"), tmp_path)
    for name in ("lib64/ld-linux-x86-64.so.2", *LIBRARIES):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path("/") / name, tmp_path / name)
    done = subprocess.run(
        ["/usr/sbin/chroot", tmp_path, "/app", "--name", "Ada"],
        capture_output=True,
        timeout=60,
        check=False,
        env={},
    )
    assert (done.stdout, done.stderr) == (b'"Hello, Ada!"\n', b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["app", "lib", "lib64"]


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


def test_a_flow_that_waits_is_no_executable(workshop: Workshop) -> None:
    done = workshop.run(
        "flowc", "build", "hello.flow", "-k", "flowc.key", "--target", "exe", "--cut", "greeting"
    )
    assert done.returncode == 1
    assert "F028" in done.stderr

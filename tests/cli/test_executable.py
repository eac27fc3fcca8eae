"""`flowc build --target exe`: one file that does as `flowrt run` does, and loads what is whole."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop
from tests.cli.executables import Case, bare_root, compare, start, start_in_root
from tests.processes import interruptible

from flowrt.target import this_target

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
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
    Case(("--n\udce9me", "Ada")),
    Case(("--name\udce9", "Ada")),
    Case(("--name", "Ad\udcff")),
    Case(("\udce9",)),
    Case(("--name", "@/dev/zero")),
    Case(("--name", "@/dev/null")),
    Case(("--lines", "--input", "/dev/zero")),
]


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


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_executable_and_flowrt_behave_alike(exe: Workshop, case: Case) -> None:
    compare(exe, "app", "hello.flowpack", case)


@pytest.mark.parametrize("words", OF_KINDS)
def test_flags_of_every_kind_are_read_alike(exe: Workshop, words: str) -> None:
    compare(exe, "kinds", "kinds.flowpack", Case(tuple(words.split())))


def test_help_and_version_come_from_the_plan(exe: Workshop) -> None:
    shown = start(exe.path("app"), "--help").stdout.decode()
    assert "usage: app [--name STRING]" in shown
    assert "Greets somebody." in shown
    assert '--name STRING  string, default "world"' in shown
    assert start(exe.path("app"), "--version").stdout == b"hello:app 0.1.0\n"


def both(exe: Workshop) -> list[list[str | Path]]:
    """Return the commands that run the same lines, endlessly while stdin is open."""
    flowrt = Path(sys.executable).with_name("flowrt")
    lines = ["few", "--lines"]
    archive = [str(exe.path("kinds.flowpack")), "--trust", str(exe.path("trust.toml"))]
    return [[exe.path("kinds"), *lines], [flowrt, "run", *archive, *lines]]


def test_an_interrupt_ends_it_and_keeps_whole_lines(exe: Workshop) -> None:
    for command in both(exe):
        with interruptible():
            started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with started as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(b"3\n")
            process.stdin.flush()
            assert process.stdout.readline() == b'{"ok":3}\n'
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=120) == 130


def test_a_reader_that_goes_away_is_no_mistake(exe: Workshop) -> None:
    for command in both(exe):
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            command, input=b"3\n", stdout=writing, stderr=subprocess.PIPE, timeout=120, check=False
        )
        os.close(writing)
        assert (done.returncode, done.stderr) == (0, b"")


def test_the_environment_denies_as_the_option_does(exe: Workshop) -> None:
    for command in both(exe):
        done = subprocess.run(
            command, input=b"3\n", capture_output=True, env={"FLOWRT_DENY": "what"}, check=False
        )
        assert done.returncode == 2
        assert b"= found FLOWRT_DENY what" in done.stderr


def test_no_message_has_colours_where_none_reads_them(exe: Workshop) -> None:
    for extra in ({}, {"NO_COLOR": "1"}):
        done = start(exe.path("app"), "--nome", "a", case=None, at=None, **extra)
        assert b"\x1b" not in done.stdout + done.stderr


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
    bare_root(tmp_path, exe.path("app"), exe.path("kinds"))
    for command, said in (
        (["/app", "--name", "Ada"], b'"Hello, Ada!"\n'),
        (["/kinds", "few", "--n", "2"], b'{"ok":2}\n'),
    ):
        done = start_in_root(tmp_path, *command)
        assert (done.stdout, done.stderr) == (said, b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["app", "kinds", "lib", "lib64"]


def test_the_report_says_what_it_is_made_of(workshop: Workshop) -> None:
    words = ("flowc", "build", "hello.flow", "-k", "flowc.key", "--target", "exe", "-o", "app")
    done = workshop.run(*words, "--report")
    rows = dict(re.findall(r"(?m)^(engine|launcher|archive|in all) +([0-9,]{6,})$", done.stderr))
    sizes = {name: int(size.replace(",", "")) for name, size in rows.items()}
    assert sizes["engine"] + sizes["launcher"] + sizes["archive"] == sizes["in all"]
    assert sizes["in all"] == workshop.path("app").stat().st_size
    assert sizes["engine"] > 20_000_000

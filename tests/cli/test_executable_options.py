"""An executable's options do what those of `flowrt run` do: one table, two drivers."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.audits import ready
from tests.cli.conftest import Workshop
from tests.cli.executables import Case, compare, start, told
from tests.stub import door_archive as door

from flowrt.plan.plan import Entry, Parameter
from flowrt.plan.shapes import Prim
from flowrt.target import this_target

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")

NUMBERS = b'{"a": 6, "b": 3}\n\n{"a": 1, "b": 0}\n{"a": 9, "b": 3}\nnot json\n{"a": 8, "b": 2}'
LONG = b"".join(b'{"a": %d, "b": 7}\n' % n for n in range(4000))
OPTIONS = [
    ("div --lines", NUMBERS),
    ("div --lines --keep-going", NUMBERS),
    ("div --lines --keep-going --json", NUMBERS),
    ("div --lines --keep-going --isolation stream", NUMBERS),
    ("div --lines --isolation stream", NUMBERS),
    ("div --lines --isolation stream", LONG),
    ("div --lines --into a --b 3", b"6\n9\n\n12"),
    ("div --lines --into a --b 3", b'6,"b":1\n'),
    ("div --lines --into a --isolation stream --b 3 --keep-going", b"6\nx\n\xff\n12\n"),
    ("div --lines --into a", b"6\n"),
    ("div --lines --into c", b"6\n"),
    ("div --lines --into a --a 3 --b 1", b"6\n"),
    ("div --lines --b 3", b"6\n"),
    ("few --lines", b"2\n9\n"),
    ("few --lines --n 3", b"2\n9\n"),
    ("few --lines --input lines.txt", b""),
    ("few --lines --input none.txt", b""),
    ("few --lines", b""),
    ("few --lines", b"\n \n"),
    ("kinds --lines --into c", b'"x"\n"yy"\n"z"'),
    ("kinds --lines --into n --c x --isolation stream", b"1\n2\n"),
    ("few --into n", b""),
    ("few --keep-going", b""),
    ("few --n 3 --timeout 5", b""),
    ("few --n 3 --timeout 0", b""),
    ("few --n 3 --timeout soon", b""),
    ("few --n 3 --timeout", b""),
    ("few --n 3 --isolation thread", b""),
    ("few --n 3 --limit memory_bytes=64M --limit wall_ms=2s,input_bytes=1_000", b""),
    ("few --n 3 --limit fuel=1", b""),
    ("few --n 3 --limit memory_bytes=1", b""),
    ("few --n 3 --limit total_memory_bytes=4K", b""),
    ("few --n 3 --limit output_bytes=2", b""),
    ("few --lines --limit input_bytes=4", b'{"n": 3}\n'),
    ("few --n 3 --limit wall_ms=2h", b""),
    ("few --n 3 --limit memory=1", b""),
    ("few --n 3 --limit memory_bytes", b""),
    ("few --n 3 --limit memory_bytes=0", b""),
    ("few --n 3 --lines=yes", b""),
    ("few --n 3 --json --json", b""),
    ("few --n x --json", b""),
    ("few --n 3 --deny all", b""),
    ("few --n 3 --deny nothing", b""),
    ("few --n 3 --folder a", b""),
    ("few -- --n 3", b""),
    ("kinds --c x --n 5 --big-integers string", b""),
    ("kinds --c x --n 5 --big-integers words", b""),
    ("--timeout 3 few --n 2", b""),
    ("--json many", b""),
]


@pytest.mark.parametrize(("words", "stdin"), OPTIONS)
def test_options_do_what_those_of_flowrt_do(exe: Workshop, words: str, stdin: bytes) -> None:
    compare(exe, "kinds", "kinds.flowpack", Case(tuple(words.split()), stdin))


def test_no_text_of_an_archive_speaks_to_the_terminal(tmp_path: Path) -> None:
    said = "one\xa0line\x1b[2J\u202e\nand\tanother\x9b\u2028"
    taken = Parameter("p", Prim("u32"), said, required=False, default=f'"{said}"')
    flows = tuple(Entry(name, n, said, (taken,), Prim("u32")) for n, name in enumerate("ab"))
    program = ready(tmp_path, "app", door.seal(entries=flows)[1])
    shown = "".join(
        start(program, *words).stdout.decode() for words in (["--help"], ["a", "--help"])
    )
    assert shown.count(r"line\x1b[2J\u202e") == 5
    assert not {c for c in shown if not c.isprintable()} - set("\n\t\xa0")


@pytest.mark.parametrize(
    ("words", "streams"),
    [
        ("few -", "<&-"),
        ("few -", "< /dev/zero"),
        ("few --lines", "<&-"),
        ("few --n 2", "<&-"),
        ("few --n 2", ">&-"),
        ("few --n 2", "2>&-"),
        ("few --n 2 --audit log", ">&-"),
        ("few --n 2 --audit log", "> /dev/full"),
        ("few --lines --input lines.txt --audit log", "> /dev/full"),
        ("few --m 2 --audit log", "2>&-"),
        ("few --n 2 --audit log", "<&- >&- 2>&-"),
        ("few --lines --input lines.txt --audit log", "<&- >&-"),
    ],
)
def test_streams_that_are_closed_stay_closed(
    exe: Workshop, tmp_path: Path, words: str, streams: str
) -> None:
    """What is opened first must not be taken for one of them."""
    trusted = f"{exe.path('kinds.flowpack')} --trust {exe.path('trust.toml')}"
    flowrt = f"{Path(sys.executable).with_name('flowrt')} run {trusted}"
    found = []
    for name, program in (("flowrt", flowrt), ("executable", str(exe.path("kinds")))):
        here = tmp_path / name
        here.mkdir()
        (here / "lines.txt").write_text("2\n9\n")
        command = ["sh", "-c", f"{program} {words} {streams}"]
        done = subprocess.run(command, cwd=here, capture_output=True, timeout=120, check=False)
        log = here / "log"
        exits = (
            [json.loads(line)["exit"] for line in log.read_text().splitlines()]
            if log.exists()
            else []
        )
        found.append((done.returncode, done.stdout, told(done.stderr), exits))
    assert found[0] == found[1]

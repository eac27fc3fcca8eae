"""An executable's audit is that of `flowrt run`: what was used, as far as a flow uses no files."""

import json
import subprocess
from pathlib import Path

import pytest
from tests.cli.audits import both
from tests.cli.executables import Case, compare, start
from tests.cli.workshop import Workshop
from tests.isolation.grounds import binary
from tests.isolation.test_fixed import TEXT

from flowrt.target import this_target

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
CASES = (
    "times",
    "wait --nanoseconds 1",
    "drawn --size 33",
    "drawn --size 4 --fixed clock,random=secret",
    "times --fixed clock=7",
    "variables",
    "rest --fixed random",
    "rest --deny env",
    "rest --fixed soon",
    "nowhere",
    "drawn --sise 1",
    "drawn --size no",
    "drawn --lines",
    "drawn --lines --isolation stream --keep-going",
    "rest --lines --into nothing",
    "rest --input lines",
)
LINES = b'{"size": 3}\n{"size": "no"}\n{"size": 4}\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    workshop = Workshop(tmp_path_factory.mktemp("audited"))
    workshop.path("system.wasm").write_bytes(binary("system.wasm"))
    workshop.path("system.flow").write_text(TEXT)
    workshop.path("lines").write_bytes(LINES)
    workshop.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml")
    for more in (("-o", "system.flowpack"), ("-o", "system", "--target", "exe")):
        workshop.well("flowc", "build", "system.flow", "-k", "flowc.key", *more)
    return workshop


@pytest.mark.parametrize("words", CASES)
def test_an_audit_says_what_that_of_flowrt_says(made: Workshop, words: str) -> None:
    given = (*words.split(), *(("--input", str(made.path("lines"))) if "--lines" in words else ()))
    audited = both(made.path("system"), *given)
    one, other = audited.flowrt, audited.executable
    assert other == one
    assert "secret" not in audited.written
    if words == "variables":
        assert other["variables"] == ["FLOW_NAME"]
    if words.startswith("drawn --size 33"):
        assert other["used"]["wasi:random/random@0.2.3"] == {
            "get-random-bytes": 2,
            "get-random-u64": 1,
        }


def test_real_values_are_real(made: Workshop) -> None:
    """What is answered here is what the engine would answer: no two runs draw the same."""
    words = ("drawn", "--size", "40", "--audit", str(made.path("real.jsonl")))
    first, second = (start(made.path("system"), *words) for _ in range(2))
    assert first.returncode == second.returncode == 0, first.stderr
    assert first.stdout != second.stdout
    times = start(made.path("system"), "times", "--audit", str(made.path("real.jsonl")))
    now, _, look, again, step = json.loads(times.stdout)
    (line,) = made.path("real.jsonl").read_text().splitlines()[-1:]
    assert 0 <= now - json.loads(line)["time"] <= 60
    assert look <= again
    assert step == 1


def test_nothing_runs_that_cannot_be_audited(made: Workshop) -> None:
    """What says so names the file, as `flowrt run` does."""
    compare(made, "system", "system.flowpack", Case(("rest", "--audit", "none/log")))
    found = start(made.path("system"), "rest", "--audit", str(made.path("none") / "log"))
    assert (found.returncode, found.stdout) == (1, b"")
    assert f"error[R111]: the file cannot be written\n --> {made.path('none')}/log\n" in str(
        found.stderr, "utf-8"
    )


@pytest.mark.parametrize("words", ["rest --sise 1", "rest --lines --into nothing"])
def test_a_flow_without_flags_has_none_to_name(made: Workshop, words: str) -> None:
    trusted = ("system.flowpack", "--trust", "trust.toml", "--allow", "all")
    one = made.run("flowrt", "run", *trusted, *words.split())
    other = start(made.path("system"), *words.split())
    assert (one.returncode, one.stderr) == (other.returncode, other.stderr.decode())
    assert "help: leave it out: there are none" in one.stderr


def test_an_audit_that_no_disk_has_room_for_is_named(made: Workshop) -> None:
    trusted = ("system.flowpack", "--trust", "trust.toml", "--allow", "all")
    for what in ("rest", "nowhere"):
        words = (what, "--audit", "/dev/full")
        one, other = made.run("flowrt", "run", *trusted, *words), start(made.path("system"), *words)
        assert other.returncode == one.returncode == 1
        assert (other.stdout.decode(), other.stderr.decode()) == (one.stdout, one.stderr)
        told, refused = one.stderr.split("error[R581]: the system refused to read or write\n")
        assert refused.startswith(" --> /dev/full\n  = found No space left on device\n")
        assert told.startswith("error[R400]") == (what == "nowhere"), "what else came of it"


def test_an_audit_is_not_written_behind_the_input(made: Workshop) -> None:
    lines = made.path("lines")
    made.path("linked").symlink_to("lines")
    before = lines.read_bytes()
    for name in ("lines", "./lines", "linked"):
        words = ("drawn", "--lines", "--input", "lines", "--audit", name)
        compare(made, "system", "system.flowpack", Case(words))
        found = start(made.path("system"), *words)
        assert found.stderr.startswith(b"error[R580]")
        assert (found.returncode, lines.read_bytes()) == (1, before)


def test_what_is_refused_at_once_is_audited_too(made: Workshop, tmp_path: Path) -> None:
    """Its program is what was changed: a byte of the archive."""
    data = bytearray(made.path("system").read_bytes())
    data[data.rindex(b"get-random-bytes")] ^= 1
    changed, log = tmp_path / "changed", tmp_path / "log"
    changed.write_bytes(data)
    changed.chmod(0o755)
    assert start(changed, "rest", "--audit", str(log)).returncode == 3
    changed.unlink()
    line = json.loads(log.read_text())
    assert (line["exit"], line["problem"]) == (3, "R204")
    assert "flow" not in line


def test_whoever_stops_reading_is_told_of_as_one_who_was_served(made: Workshop) -> None:
    """An audit has its line however a run ends, short of a signal."""
    log = made.path("gone.jsonl")
    command = [str(made.path("system")), "drawn", "--size", "9", "--audit", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
    assert process.returncode == json.loads(log.read_text())["exit"] == 0

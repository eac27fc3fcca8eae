"""An executable's audit is that of `flowrt run`, but for files, whose uses it cannot tell."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.cli.executables import Case, start
from tests.cli.workshop import Workshop
from tests.isolation.grounds import binary
from tests.isolation.test_fixed import TEXT
from tests.stub import door_archive as door
from tests.stub.test_denials import CODE, ENTRIES, READ

from flowc.bundle import executable, installed
from flowrt.__main__ import main
from flowrt.target import this_target
from flowrt.trust.text import encode_trust

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
ITS_OWN = ("archive", "publisher", "time")
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


def both(folder: Path, name: str, *words: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Return what `flowrt run` and an executable audit of the same words, and what both wrote."""
    logs = folder / "flowrt.jsonl", folder / "executable.jsonl"
    archive, trust = str(folder / f"{name}.flowpack"), str(folder / "trust.toml")
    run = ["run", archive, "--trust", trust, "--allow", "all", "--audit", str(logs[0]), *words]
    code = main(run)
    audited = (*words, "--audit", str(logs[1]))
    found = start(folder / name, *audited, case=Case(words), FLOW_NAME="secret")
    assert found.returncode == code, found.stderr
    one, other = (json.loads(log.read_text().splitlines()[-1]) for log in logs)
    assert one["exit"] == other["exit"] == code
    for its in ITS_OWN:
        assert (its in one) == (its in other)
        one.pop(its, None), other.pop(its, None)
    return one, other, "".join(log.read_text() for log in logs)


@pytest.mark.parametrize("words", CASES)
def test_an_audit_says_what_that_of_flowrt_says(
    made: Workshop, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOW_NAME", "secret")
    given = (*words.split(), *(("--input", str(made.path("lines"))) if "--lines" in words else ()))
    one, other, written = both(made.folder, "system", *given)
    assert other == one
    assert "secret" not in written
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
    found = start(made.path("system"), "rest", "--audit", str(made.path("none") / "log"))
    assert (found.returncode, found.stdout) == (1, b"")
    assert b"refused to read or write" in found.stderr


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


def test_of_files_it_says_that_it_does_not_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "file").write_text("ours")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FLOW_NAME", "secret")
    needs = ("env", "files:data=read", "stdio")
    data, verified = door.seal(CODE, entries=ENTRIES, has_sites=False, capabilities=needs)
    (tmp_path / "files.flowpack").write_bytes(data)
    (tmp_path / "trust.toml").write_text(encode_trust(door.TRUST))
    package = verified.plan.package
    program = tmp_path / "files"
    program.write_bytes(executable(data, package, verified.keys, installed()))
    program.chmod(0o755)
    (tmp_path / "lines").write_text("file\n")
    words = (ENTRIES[READ].name, "--lines", "--input", str(tmp_path / "lines"))
    one, other, _ = both(tmp_path, "files", *words)
    program.unlink()
    assert one.pop("files")
    assert other.pop("used") == {}
    assert all(name.startswith("wasi:filesystem/") for name in one.pop("used"))
    assert other.pop("files") == one.pop("missed") == other.pop("missed") == {}
    assert (one.pop("unseen"), other.pop("unseen")) == ([], ["files"])
    assert other == one

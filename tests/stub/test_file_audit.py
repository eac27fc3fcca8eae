"""An audit tells which files a run used, through a relay that changes nothing of what they are."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.network.programs import made_of
from tests.segment.waiting import KEY
from tests.stub import door_archive as door
from tests.stub import test_denials as denials
from tests.stub.test_denials import CODE, ENTRIES, FOLDER, FOLDERS, LINK, MOVE, READ, SYMLINK, WRITE
from wasmtime import wat2wasm

from flowc.seal import describe, write
from flowrt.__main__ import main
from flowrt.app import App
from flowrt.engine import engine
from flowrt.engine.system import count as counting
from flowrt.engine.system.count import Count
from flowrt.engine.system.files import PIECE
from flowrt.rights.capabilities import Allowed
from flowrt.run.runner import Runner
from flowrt.trust.text import encode_trust

Try = Callable[[int, str], int]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder beside a secret one, with links that lead there."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "file").write_text(denials.HIDDEN)
    made = tmp_path / "data"
    (made / "sub").mkdir(parents=True)
    (made / "file").write_text("ours")
    for name, target in (("out", "../secret/file"), ("far", "../secret"), ("up", "..")):
        (made / name).symlink_to(target)
    monkeypatch.chdir(tmp_path)
    return made


def trying(count: Count | None, *needs: str) -> Try:
    """Return what makes one attempt, in an instance of its own."""
    every = tuple(sorted({"env", "stdio", *needs}))
    verified = door.seal(CODE, entries=ENTRIES, has_sites=False, capabilities=every)[1]
    runner = Runner(verified, allowed=Allowed(("all",), count=count))
    return lambda what, path: int(runner.call(ENTRIES[what], path.encode()))


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("mode", ["read", "write"])
def test_whoever_is_audited_is_answered_as_whoever_is_not(mode: str) -> None:
    need = f"files:data={mode}"
    plain, audited = trying(None, need), trying(Count(), need)
    for path in (
        *denials.ESCAPES,
        "file",
        "sub",
        "no",
        "x" * 300,
        "",
        ".",
        "./sub/../file",
        "s\u00fcb",
    ):
        for what in (READ, FOLDERS):
            assert audited(what, path) == plain(what, path), path
    for what, path in ((WRITE, "../made"), (LINK, "../x"), (MOVE, "far/x"), (FOLDER, "sub")):
        assert audited(what, path) == plain(what, path)


def test_each_file_is_told_with_what_was_done(data: Path) -> None:
    count = Count()
    attempt = trying(count, "files:data=write")
    for what, path in (
        (READ, "file"), (READ, "./sub/../file"), (READ, "file"), (WRITE, "new"),
        (FOLDER, "sub/more"), (SYMLINK, "file"), (MOVE, "sub/moved"),
    ):  # fmt: skip
        assert attempt(what, path) == denials.OPENED
    assert count.missed == {}
    assert count.files == {
        "data/file": {"read": 2, "remove": 1},
        "data/sub/../file": {"read": 1},
        "data/new": {"create": 1, "write": 1},
        "data/sub/more": {"create": 1},
        "data/made": {"create": 1},
        "data/sub/moved": {"create": 1},
    }
    assert (data / "sub" / "moved").read_text() == "ours"
    opened = "[method]descriptor.open-at"
    assert count.calls["wasi:filesystem/types@0.2.0"][opened] == 4


@pytest.mark.usefixtures("data")
def test_what_was_asked_for_in_vain_is_named_where_it_is_there() -> None:
    """Nothing else is: such a name could be anything."""
    count = Count()
    attempt = trying(count, "files:data=read")
    for path in ("file", "secret-of-the-input", "sub/secret-of-the-input"):
        assert attempt(WRITE, path) != denials.OPENED
    for path in ("no-such-secret", "../no-such-secret", "/no-such-secret", "\0secret", "out",
                 "far/file", "../secret/file", "/etc/passwd"):  # fmt: skip
        assert attempt(READ, path) != denials.OPENED
    assert count.files == {}
    named = {"data/file", "data/out", "data/far/file", "data/../secret/file", "/etc/passwd"}
    assert count.missed.keys() == {"data", *named}
    assert all(count.missed[name] == {"not-permitted": 1} for name in named)
    assert sum(count.missed["data"].values()) == 6
    assert count.missed["data"]["no-entry"] >= 1


@pytest.mark.usefixtures("data")
def test_files_beyond_so_many_are_not_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_FILES", 1)
    count = Count()
    attempt = trying(count, "files:data=write")
    for path in ("new", "file", "new", "sub/new"):
        assert attempt(WRITE, path) == denials.OPENED
    assert count.files.keys() == {"data/new", counting.OTHER_FILES}
    assert count.files[counting.OTHER_FILES]["write"] == 2


@pytest.mark.usefixtures("data")
def test_whole_folders_are_told_by_the_names_that_components_have() -> None:
    count = Count()
    assert trying(count, "files")(READ, "data/file") == denials.OPENED
    assert count.files == {"./data/file": {"read": 1}}


def test_a_folder_is_told_by_its_name_wherever_it_lies(data: Path) -> None:
    _, verified = door.seal(
        CODE, entries=ENTRIES, has_sites=False, capabilities=("env", "files:in=read", "stdio")
    )
    count = Count()
    allowed = Allowed(("all",), folders={"in": str(data)}, count=count)
    runner = Runner(verified, allowed=allowed)
    assert runner.call(ENTRIES[READ], b"file") == b"100"
    assert runner.call(ENTRIES[READ], b"out") != b"100"
    assert (count.files, count.missed) == (
        {"in/file": {"read": 1}},
        {"in/out": {"not-permitted": 1}},
    )


@pytest.mark.usefixtures("data")
def test_the_audit_has_files_and_variables_and_nothing_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    capabilities = ("env:FLOW_TOKEN", "files:data=read", "stdio")
    sealed = door.seal(CODE, entries=ENTRIES, has_sites=False, capabilities=capabilities)[0]
    (tmp_path / "hostile.flowpack").write_bytes(sealed)
    (tmp_path / "trust.toml").write_text(encode_trust(door.TRUST))
    monkeypatch.setenv("FLOW_TOKEN", denials.HIDDEN)
    run = ["run", "hostile.flowpack", "--trust", "trust.toml", "--allow", "all", "--audit", "log"]
    for what in (READ, denials.VARIABLES):
        assert main([*run[:2], ENTRIES[what].name, *run[2:]]) in (0, 1)
    read, looked = map(json.loads, (tmp_path / "log").read_text().splitlines())
    assert (read["files"], read["missed"]) == ({}, {"data": {"no-entry": 1}})
    assert (read["variables"], looked["variables"]) == ([], ["FLOW_TOKEN"])
    assert "files" not in {*read["unseen"], *looked["unseen"]}
    assert denials.HIDDEN not in (tmp_path / "log").read_text()


ENGINES_PIECE = 1 << 16
"""Bytes that the engine itself reads at once, at most."""
PIECES = """package test:pieces@1.0.0;
use pieces from "pieces.wasm" needs files;
export flow wrote(size: u32) -> u32 needs files { pieces.wrote(size) }
export flow read(size: u32) -> u32 needs files { pieces.read(size) }
"""


def test_what_is_written_at_once_is_taken_in_part(data: Path) -> None:
    """It is copied byte by byte; whoever writes goes on with the rest, as when a disk is full."""
    made = made_of(PIECES, bytes(wat2wasm((Path(__file__).parent / "pieces.wat").read_text())))
    needs = ("files:data=write",)
    manifest = describe(made.plan, made.inputs, engine.host().engine, capabilities=needs)
    verified = write(made.plan, made.component, {}, manifest, [KEY]).verified
    plain, count = App(Runner(verified, allowed=Allowed(needs))), Count()
    audited = App(Runner(verified, allowed=Allowed(needs, count=count)))
    for size in (0, 10, PIECE, PIECE + 1, 200_000):
        (data / "big").unlink(missing_ok=True)
        assert audited.call("wrote", {"size": size}) == min(size, PIECE)
        assert (data / "big").stat().st_size == min(size, PIECE)
        assert plain.call("wrote", {"size": size}) == size
        most = plain.call("read", {"size": 300_000})
        assert audited.call("read", {"size": 300_000}) == most == min(size, ENGINES_PIECE)
    assert count.files == {"data/big": {"create": 5, "read": 5, "write": 5}}

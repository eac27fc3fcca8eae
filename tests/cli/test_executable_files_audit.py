"""An executable's audit tells files as that of `flowrt run` does, and changes nothing of them."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.cli.audits import both, ready
from tests.cli.executables import Case, start
from tests.cli.workshop import Workshop
from tests.stub import door_archive as door
from tests.stub.test_denials import (
    CODE,
    ENTRIES,
    ESCAPES,
    FOLDER,
    FOLDERS,
    HIDDEN,
    LINK,
    MOVE,
    READ,
    SYMLINK,
    VARIABLES,
    WRITE,
)

from flowrt.engine.system.count import MOST_FILES, OTHER_FILES
from flowrt.target import this_target

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
SOME = (*ESCAPES, "file", "./sub/../file", "no", "sub", ".", "s\u00fcb", "x" * 300, "\0no", "file")
TO_BE_MADE = ("made", "sub/made", "../made", "far/made", "file", "no/made", "sub")
CASES = (
    ("files:data=read", READ, SOME),
    ("files:data=read", WRITE, SOME),
    ("files:data=write", WRITE, (*SOME, *TO_BE_MADE)),
    ("files:data=write", FOLDERS, ("any",)),
    ("files:data=write", SYMLINK, ("file", "../secret", "/etc/passwd")),
    ("files:data=write", LINK, ("sub/file", "out", "../secret/file", "no")),
    ("files:data=write", MOVE, TO_BE_MADE),
    ("files:data=write", FOLDER, TO_BE_MADE),
    ("files", READ, ("data/file", "secret/file", "../no", "data/no")),
    ("files:in/there=read", READ, ("file", "out", "no")),
)


@dataclass
class Stage:
    """Executables by what they may use, each made once."""

    folder: Path
    made: dict[str, Path] = field(default_factory=dict)

    def program(self, need: str) -> Path:
        if need not in self.made:
            place = self.folder / str(len(self.made))
            place.mkdir()
            needs = ("env", need, "stdio")
            _, verified = door.seal(CODE, entries=ENTRIES, has_sites=False, capabilities=needs)
            self.made[need] = ready(place, "hostile", verified)
        return self.made[need]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("files"))
    yield stage
    for program in stage.made.values():
        program.unlink()


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Return two folders that have the same in them."""
    return grounds(tmp_path / "flowrt"), grounds(tmp_path / "executable")


def grounds(root: Path) -> Path:
    """Make a folder with a granted one in it, beside a secret one, with links that lead there."""
    (root / "secret").mkdir(parents=True)
    (root / "secret" / "file").write_text(HIDDEN)
    data = root / "data"
    (data / "sub").mkdir(parents=True)
    for name in ("file", "sub/file"):
        (data / name).write_text("ours")
    for name, target in (("out", "../secret/file"), ("far", "../secret"), ("up", "..")):
        (data / name).symlink_to(target)
    return root


def tree(root: Path) -> dict[str, str]:
    """Return what is in a folder, but for what was written there for a run, and its audit."""
    found = (one for one in root.rglob("*") if one.parent != root)
    return {
        str(one.relative_to(root)): str(one.readlink())
        if one.is_symlink()
        else "" if one.is_dir() else one.read_text()
        for one in found
    }  # fmt: skip


@pytest.mark.parametrize(("need", "what", "paths"), CASES)
def test_files_are_told_alike(
    stage: Stage, folders: tuple[Path, Path], need: str, what: int, paths: tuple[str, ...]
) -> None:
    for folder in folders:
        (folder / "lines").write_text("".join(f"{path}\n" for path in paths))
    words = (ENTRIES[what].name, "--lines", "--input", "lines", "--folder", "in/there=data")
    found = both(stage.program(need), *words, at=folders)
    assert found.executable == found.flowrt
    assert found.executable["unseen"] == []
    assert found.answers[0] == found.answers[1]
    assert len(found.answers[1].splitlines()) == len(paths)
    assert tree(folders[1]) == tree(folders[0])
    assert HIDDEN not in found.written
    told = {*found.executable["files"], *found.executable["missed"]}
    assert bool(told) == (what != FOLDERS)
    if what == READ:
        assert not any("no" in name.split("/") for name in told), "it is not there"


def test_what_is_told_is_what_was_done(stage: Stage, folders: tuple[Path, Path]) -> None:
    for folder in folders:
        (folder / "lines").write_text("new\n../secret/file\nsub/no/new\n")
    words = (ENTRIES[WRITE].name, "--lines", "--input", "lines")
    said = both(stage.program("files:data=write"), *words, at=folders).executable
    assert said["files"] == {"data/new": {"create": 1, "write": 1}}
    assert said["missed"] == {
        "data": {"no-entry": 1},
        "data/../secret/file": {"not-permitted": 1},
    }
    opened = "[method]descriptor.open-at"
    assert said["used"]["wasi:filesystem/types@0.2.0"][opened] == 3
    assert said["used"]["wasi:filesystem/preopens@0.2.0"] == {"get-directories": 3}


def test_what_is_put_beside_is_compiled_once_and_trusted_as_long_as_it_is_ours(
    stage: Stage, folders: tuple[Path, Path]
) -> None:
    home, program = folders[0], stage.program("files:data=read")
    environment = {"HOME": str(home), "FLOWC_CACHE": str(home / "cache")}

    def code() -> tuple[int, bytes]:
        case = Case((), b"file\n")
        words = (ENTRIES[READ].name, "--lines", "--audit", "log")
        done = start(program, *words, case=case, at=Workshop(home), **environment)
        assert (done.returncode, done.stdout) == (0, b"100\n"), done.stderr
        (kept,) = (home / "cache").rglob("*.code")
        return kept.stat().st_mtime_ns, kept.read_bytes()

    first = code()
    assert code() == first
    (kept,) = (home / "cache").rglob("*.code")
    kept.write_bytes(first[1][:-1] + bytes([first[1][-1] ^ 1]))
    assert code()[1] == first[1]


def test_no_pipe_and_nothing_endless_is_waited_for(
    stage: Stage, folders: tuple[Path, Path]
) -> None:
    home, program = folders[0], stage.program("files:data=read")
    environment = {"HOME": str(home), "FLOWC_CACHE": str(home / "cache")}
    words = (ENTRIES[READ].name, "--lines", "--audit", "log")

    def runs() -> bool:
        case = Case((), b"file\n")
        done = start(program, *words, case=case, at=Workshop(home), **environment)
        return done.stdout == b"100\n"

    assert runs()
    (kept,) = (home / "cache").rglob("*.code")
    for path in (kept, home / ".local" / "state" / "flowc" / "secret"):
        path.unlink()
        os.mkfifo(path, 0o600)
        assert runs()
        path.unlink(missing_ok=True)
    kept.touch(0o600)
    os.truncate(kept, 1 << 40)
    assert runs()


def test_variables_that_are_no_text_are_not_there(stage: Stage) -> None:
    program, name = stage.program("files:data=read"), ENTRIES[VARIABLES].name
    (program.parent / "data").mkdir()
    odd = {os.fsdecode(b"A_\xff"): "x", "A_B": os.fsdecode(b"\xff"), "A_C": "\u00fc"}
    found = both(program, name, more=odd)
    assert found.executable == found.flowrt
    assert found.answers == (b"103\n", b"103\n")
    assert found.executable["variables"] == ["A_C", "FLOWC_CACHE", "FLOW_NAME"]
    plain = start(program, name, case=None, at=None, **odd)
    assert plain.stdout == b"102\n"


def test_a_program_may_have_any_name(stage: Stage, tmp_path: Path) -> None:
    program = tmp_path / os.fsdecode(b"caf\xe9")
    program.symlink_to(stage.program("files:data=read"))
    (tmp_path / "data").mkdir()
    assert start(program, ENTRIES[VARIABLES].name, "--audit", "log").returncode == 0
    assert json.loads((tmp_path / "log").read_text())["archive"] == "caf\\udce9"
    archive = program.with_name(f"{program.name}.flowpack")
    archive.symlink_to(f"{stage.program('files:data=read')}.flowpack")
    trust = str(stage.program("files:data=read").parent / "trust.toml")
    run = ("flowrt", "run", str(archive), "--trust", trust, "--allow", "all", "--audit", "log")
    Workshop(tmp_path).well(*run, ENTRIES[VARIABLES].name)
    line = json.loads((tmp_path / "log").read_text().splitlines()[-1])
    assert line["archive"] == str(archive)


@pytest.mark.slow
def test_files_beyond_so_many_are_not_told_apart(stage: Stage, folders: tuple[Path, Path]) -> None:
    for folder in folders:
        (folder / "lines").write_text("".join(f"{n}\n" for n in (*range(MOST_FILES + 3), 0)))
    words = (ENTRIES[WRITE].name, "--lines", "--input", "lines")
    found = both(stage.program("files:data=write"), *words, at=folders)
    assert found.executable == found.flowrt
    assert len(found.executable["files"]) == MOST_FILES + 1
    assert found.executable["files"][OTHER_FILES] == {"create": 3, "write": 3}

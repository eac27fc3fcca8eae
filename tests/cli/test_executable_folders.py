"""Folders in an executable are those of `flowrt run`, and refused for the same reasons."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.cli import forked
from tests.cli.audits import ready
from tests.cli.executables import Case, start, told
from tests.cli.test_executable_files_audit import grounds
from tests.cli.workshop import Workshop
from tests.stub import door_archive as door
from tests.stub.test_denials import CODE, ENTRIES, READ

from flowrt.target import this_target

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
OPENED = b"100\n"
INNER = ("files:data/far=read", "files:data=write")
CASES = (
    (("files:secret=read",), "--deny files:secret", 3),
    (("files:secret=read",), "--deny files:secret=read", 3),
    (("files:secret=read",), "--deny files:secret=write", 0),
    (("files:secret=read",), "--deny files:./secret//", 3),
    (("files:secret=read",), "--deny files:data/far", 3),
    (("files:secret=read",), "--deny files:data/up", 3),
    (("files:secret=read",), "--deny files:none/such", 0),
    (("files:secret=read",), "--deny files:secret/later", 3),
    (("files:secret=read",), "--deny files:a:b", 3),
    (("files:secret=read",), "--deny files:secre,files:secrets", 0),
    (("files:secret=read",), "--deny all", 3),
    (("files:secret=read",), "--folder secret=data/sub --deny files:data", 3),
    (("files:secret=read",), "--folder secret=none", 1),
    (("files:data/far=read",), "--deny files:secret", 3),
    (("files:data/far=read",), "--deny files:secret=write", 0),
    (("files:data/far=read",), "", 0),
    (INNER, "", 3),
    (INNER, "--folder data/far=secret", 0),
    (INNER, "--folder data/far=data/far", 0),
    (INNER, "--folder data=.", 0),
    (("files:data/sub=read", "files:data=write"), "", 0),
    (("files:data/sub=read", "files:data=write"), "--folder data=secret", 3),
    (("files",), "--deny files:secret", 3),
)


@dataclass
class Stage:
    """Executables by what they may use, each made once."""

    folder: Path
    made: dict[tuple[str, ...], Path] = field(default_factory=dict)

    def program(self, *needs: str) -> Path:
        if needs not in self.made:
            place = self.folder / str(len(self.made))
            place.mkdir()
            everything = tuple(sorted(("env", "stdio", *needs)))
            sealed = door.seal(CODE, entries=ENTRIES, has_sites=False, capabilities=everything)
            self.made[needs] = ready(place, "hostile", sealed[1])
        return self.made[needs]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("folders"))
    yield stage
    for program in stage.made.values():
        program.unlink()


@pytest.mark.parametrize(("needs", "words", "code"), CASES)
def test_the_same_folders_are_refused(
    stage: Stage, tmp_path: Path, needs: tuple[str, ...], words: str, code: int
) -> None:
    home, program = grounds(tmp_path / "here"), stage.program(*needs)
    case = Case((ENTRIES[READ].name, "--lines", *words.split()), b"file\n")
    environment = {"FLOWC_CACHE": str(tmp_path / "cache")}
    granted = ("--trust", str(program.with_name("trust.toml")), "--allow", "all")
    command = ("flowrt", "run", f"{program}.flowpack", *granted, *case.words)
    flowrt = forked.run(command, home, environment, case.stdin)
    found = start(program, *case.words, case=case, at=Workshop(home), **environment)
    assert (found.returncode, flowrt.returncode) == (code, code), found.stderr
    assert found.stdout == flowrt.stdout
    assert [line.replace(f"{program}.flowpack", "") for line in told(flowrt.stderr)] == told(
        found.stderr
    )


def test_a_folder_that_is_replaced_between_transactions_stays_what_it_was(
    stage: Stage, tmp_path: Path
) -> None:
    home = grounds(tmp_path / "here")
    program = stage.program("files:data/sub=read", "files:data=write")
    words = [str(program), ENTRIES[READ].name, "--lines"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, cwd=home) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"file\n")
        process.stdin.flush()
        assert process.stdout.readline() == OPENED
        (home / "data" / "sub").rename(home / "data" / "gone")
        (home / "data" / "sub").symlink_to("../secret")
        (home / "secret" / "other").touch()
        process.stdin.write(b"file\nother\n")
        process.stdin.flush()
        assert process.stdout.readline() == OPENED
        assert process.stdout.readline() != OPENED
        shutil.rmtree(home / "data" / "gone")
        process.stdin.write(b"file\n")
        process.stdin.close()
        assert process.stdout.readline() == b""
        assert process.stderr is not None
        assert b"the folder is gone" in process.stderr.read()

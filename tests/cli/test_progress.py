"""The line about long work: drawn on a terminal once it takes long, and wiped when it is over."""

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flowc.cli import progress
from flowc.cli.main import main
from flowc.cli.progress import Progress
from flowc.cli.registry import Moving
from flowc.cli.sources import flow_files

FLOW = "package a:b;\n\nexport flow f() -> u8 {\n  1\n}\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each step told of."""
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setattr(progress, "PERIOD", 0)


def steps(stream: io.StringIO) -> None:
    with Progress(lambda: "at it", stream) as far:
        far.step()


def moves(stream: io.StringIO) -> None:
    with Moving("pulling", 3_000_000, stream) as more:
        more(1_500_000)


def test_what_is_short_says_nothing() -> None:
    steps(stream := Terminal())
    assert stream.getvalue() == ""


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    ("work", "line"), [(steps, "flowc: at it"), (moves, "flowc: pulling: 1.5 of 3.0 MB")]
)
def test_what_is_long_is_drawn_and_wiped(work: Callable[[io.StringIO], None], line: str) -> None:
    work(terminal := Terminal())
    assert terminal.getvalue() == f"\r{line}\r{' ' * len(line)}\r"
    work(elsewhere := io.StringIO())
    assert elsewhere.getvalue() == ""


@pytest.mark.usefixtures("at_once")
def test_looking_and_checking_are_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one.flow").write_text(FLOW)
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 0
    lines = [one.strip() for one in terminal.getvalue().split("\r")]
    assert [one for one in lines if one] == [
        "flowc: looking for flow files: 0 in 1 folders",
        "flowc: looking for flow files: 1 in 2 folders",
        "flowc: checked 1 of 1 flow files",
        "flowc: checked 1 flow file",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a leave there")
def test_links_are_not_followed_in_circles(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one.flow").write_text(FLOW)
    (tmp_path / "deep" / "up").symlink_to("..")
    (tmp_path / "again").symlink_to("deep")
    (tmp_path / "round.flow").symlink_to("round.flow")
    found = [one.relative_to(tmp_path).as_posix() for one in flow_files([tmp_path])]
    assert found == ["deep/one.flow", "round.flow"]
    (again,) = flow_files([tmp_path / "again"])
    assert again == tmp_path / "again" / "one.flow"


def test_folders_may_be_as_deep_as_there_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(1500):
        os.mkdir("d")  # noqa: PTH102 - relative to where we are, which is too deep to be named
        os.chdir("d")
    Path("one.flow").write_text(FLOW)
    os.chdir(tmp_path)
    (found,) = flow_files([])
    found.unlink()
    os.removedirs(found.parent)  # nothing that calls itself for each would come to its end
    assert len(found.parts) == 1501


def test_a_folder_that_cannot_be_read_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    (tmp_path / "one.flow").write_text(FLOW)
    look = os.scandir

    def refused(path: str | Path) -> object:
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", refused)
    assert main(["check", str(tmp_path)]) == 0
    assert main(["check", str(locked)]) == 1
    assert "error[F001]: a file cannot be read" in capsys.readouterr().err


@pytest.mark.usefixtures("at_once")
def test_an_interrupt_of_a_long_walk_leaves_no_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    look = os.scandir

    def interrupted(path: str | Path) -> object:
        if Path(path) != tmp_path:
            raise KeyboardInterrupt
        return look(path)

    (tmp_path / "deep").mkdir()
    monkeypatch.setattr(os, "scandir", interrupted)
    assert main(["check", str(tmp_path)]) == 130
    assert terminal.getvalue().strip(" \r") == "flowc: looking for flow files: 0 in 1 folders"
    assert terminal.getvalue().endswith(" \r")

"""`flowc fmt`: in place and whole, or not at all; `--check`, `--diff` and stdin."""

import subprocess
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop

UGLY = "package a:b;\nexport flow f( )->u8{\n1 // one\n}"
FORMATTED = "package a:b;\n\nexport flow f() -> u8 {\n  1 // one\n}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Workshop:
    made = Workshop(tmp_path)
    made.path("ugly.flow").write_text(UGLY)
    made.path("fine.flow").write_text(FORMATTED)
    return made


def test_files_are_formatted_in_place_and_keep_their_mode(folder: Workshop) -> None:
    folder.path("ugly.flow").chmod(0o640)
    done = folder.run("flowc", "fmt", "ugly.flow", "fine.flow")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "flowc: formatted 1 of 2 flow files\n"
    assert folder.path("ugly.flow").read_text() == FORMATTED
    assert folder.path("ugly.flow").stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in folder.folder.iterdir()) == ["fine.flow", "ugly.flow"]


def test_a_file_that_is_formatted_is_not_written(folder: Workshop) -> None:
    before = folder.path("fine.flow").stat()
    folder.well("flowc", "fmt", "fine.flow")
    assert folder.path("fine.flow").stat().st_mtime_ns == before.st_mtime_ns
    assert folder.path("fine.flow").stat().st_ino == before.st_ino


def test_a_link_stays_a_link(folder: Workshop) -> None:
    folder.path("link.flow").symlink_to("ugly.flow")
    folder.well("flowc", "fmt", "link.flow")
    assert folder.path("link.flow").is_symlink()
    assert folder.path("ugly.flow").read_text() == FORMATTED


def test_check_names_what_would_change_and_writes_nothing(folder: Workshop) -> None:
    done = folder.run("flowc", "fmt", "--check", "ugly.flow", "fine.flow")
    assert done.returncode == 1
    assert "error[F008]: this flow is not formatted\n --> ugly.flow:2:1\n" in done.stderr
    assert "help: run `flowc fmt ugly.flow`" in done.stderr
    assert "fine.flow" not in done.stderr
    assert folder.path("ugly.flow").read_text() == UGLY
    assert folder.run("flowc", "fmt", "--check", "fine.flow").returncode == 0


@pytest.mark.parametrize(
    ("text", "place"),
    [(FORMATTED[:-1], "5:1"), (FORMATTED + "\n", "6:1"), (FORMATTED.replace("\n", "\r\n"), "1:1")],
)
def test_check_sees_how_lines_end(folder: Workshop, text: str, place: str) -> None:
    folder.path("ends.flow").write_bytes(text.encode())
    done = folder.run("flowc", "fmt", "--check", "--format", "short", "ends.flow")
    assert done.returncode == 1
    assert done.stderr.startswith(f"ends.flow:{place}: error[F008]")
    folder.well("flowc", "fmt", "ends.flow")
    assert folder.path("ends.flow").read_bytes() == FORMATTED.encode()


def test_diff_can_be_applied(folder: Workshop) -> None:
    shown = folder.well("flowc", "fmt", "--diff", "ugly.flow", "fine.flow")
    assert folder.path("ugly.flow").read_text() == UGLY
    command = ["patch", "-s", "ugly.flow"]
    subprocess.run(command, cwd=folder.folder, input=shown, text=True, check=True)
    assert folder.path("ugly.flow").read_text() == FORMATTED
    assert folder.run("flowc", "fmt", "--diff", "--check", "ugly.flow").stdout == ""


def test_stdin_goes_to_stdout(folder: Workshop) -> None:
    done = folder.run("flowc", "fmt", "-", stdin=UGLY)
    assert (done.returncode, done.stdout, done.stderr) == (0, FORMATTED, "")
    assert folder.run("flowc", "fmt", "--check", "-", stdin=UGLY).returncode == 1


def test_a_file_that_does_not_parse_stays_and_the_others_are_formatted(folder: Workshop) -> None:
    folder.path("bad.flow").write_text("package a:b;  flow f() -> u8 { 1")
    done = folder.run("flowc", "fmt", "bad.flow", "ugly.flow", "missing.flow")
    assert done.returncode == 1
    assert "bad.flow:1:" in done.stderr
    assert "error[F001]" in done.stderr
    assert folder.path("bad.flow").read_text() == "package a:b;  flow f() -> u8 { 1"
    assert folder.path("ugly.flow").read_text() == FORMATTED


def test_a_folder_that_cannot_be_written_to_is_said(folder: Workshop) -> None:
    done = folder.run("flowc", "fmt", "ugly.flow/none.flow")
    assert done.returncode == 1
    assert "error[F001]" in done.stderr

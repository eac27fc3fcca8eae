"""What commands on flows work on: files, folders, or the folder they are run in."""

from pathlib import Path

import pytest
from tests.cli.conftest import Workshop

FLOW = "package a:b;\n\nexport flow f() -> u8 {\n  1\n}\n"
MISTAKE = 1


@pytest.fixture
def folder(tmp_path: Path) -> Workshop:
    made = Workshop(tmp_path)
    for name in ("one.flow", "deep/er/two.flow", ".hidden/three.flow"):
        path = made.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FLOW)
    return made


@pytest.mark.parametrize("paths", [(), (".",), ("one.flow", "deep"), (".", "one.flow", "deep")])
def test_folders_stand_for_their_flows_and_none_for_this_one(
    folder: Workshop, paths: tuple[str, ...]
) -> None:
    checked = folder.run("flowc", "check", *paths)
    assert (checked.returncode, checked.stderr) == (0, "flowc: checked 2 flow files\n")


def test_a_hidden_folder_that_is_named_is_meant(folder: Workshop) -> None:
    assert folder.run("flowc", "check", ".hidden").stderr == "flowc: checked 1 flow file\n"


def test_what_is_wrong_in_a_folder_is_found(folder: Workshop) -> None:
    folder.path("deep/er/two.flow").write_text(FLOW.replace("1", '"one"'))
    done = folder.run("flowc", "check")
    assert done.returncode == MISTAKE
    assert " --> deep/er/two.flow:4:3\n" in done.stderr


def test_a_folder_is_formatted(folder: Workshop) -> None:
    folder.path("deep/er/two.flow").write_text(FLOW.replace(" {", "{"))
    assert folder.run("flowc", "fmt").stderr == "flowc: formatted 1 of 2 flow files\n"
    assert folder.path("deep/er/two.flow").read_text() == FLOW


def test_a_folder_is_drawn(folder: Workshop) -> None:
    assert folder.well("flowc", "graph", "deep").startswith("flowchart TB\n")


@pytest.mark.parametrize("command", ["check", "fmt", "graph", "lock", "fetch"])
def test_a_folder_without_flows_is_a_mistake(folder: Workshop, command: str) -> None:
    folder.path("empty").mkdir()
    done = folder.run("flowc", command, "empty")
    assert (done.returncode, done.stdout) == (MISTAKE, "")
    assert done.stderr.splitlines()[:2] == [
        "error[F029]: there is no flow file",
        "  = no file named `*.flow` is in `empty`",
    ]


def test_what_does_not_exist_is_said(folder: Workshop) -> None:
    done = folder.run("flowc", "check", "nowhere")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        MISTAKE,
        "error[F001]: a file cannot be read",
    )


@pytest.mark.parametrize(
    ("command", "found"),
    [
        (("build", "deep/er"), "deep/er/two.flow"),
        (("check", "deep/er/two.flo"), "deep/er/two.flow"),
    ],
)
def test_what_may_be_meant_is_offered(
    folder: Workshop, command: tuple[str, ...], found: str
) -> None:
    done = folder.run("flowc", *command)
    assert (done.returncode, "error[F001]" in done.stderr) == (MISTAKE, True)
    assert f"help: `{found}` exists\n" in done.stderr

"""Where messages go, in which colours, under which names, and the exit codes beside them."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop

from flowc.cli import check as command
from flowc.cli.main import main

WRONG = 'package a:b;\n\nexport flow main(n: u32) -> u32 { "one" }\n'
CAUTION = "package a:b;\n\nexport flow main(n: u32) -> u32 {\n  let m = n;\n  n\n}\n"
SOUND = "package a:b;\n\nexport flow main(n: u32) -> u32 { n }\n"
MACHINES = ("json", "sarif", "github")


@pytest.fixture
def desk(tmp_path: Path) -> Workshop:
    for name, text in (("wrong", WRONG), ("caution", CAUTION), ("sound", SOUND)):
        (tmp_path / f"{name}.flow").write_text(text, encoding="utf-8")
    return Workshop(tmp_path)


@pytest.mark.parametrize("form", MACHINES)
def test_what_machines_read_stands_alone_on_stdout(desk: Workshop, form: str) -> None:
    done = desk.run("flowc", "check", "wrong.flow", f"--format={form}")
    assert done.returncode == 1
    assert "F220" in done.stdout
    assert "flowc: 1 error" not in done.stdout
    assert done.stderr == "flowc: 1 error; run `flowc explain F220` to read more\n"


@pytest.mark.parametrize("form", ["human", "short"])
def test_what_people_read_stands_on_stderr(desk: Workshop, form: str) -> None:
    done = desk.run("flowc", "check", "wrong.flow", f"--format={form}")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "error[F220]" in done.stderr
    assert done.stderr.endswith("flowc: 1 error; run `flowc explain F220` to read more\n")


def test_each_line_of_json_is_one_message(desk: Workshop) -> None:
    done = desk.run("flowc", "check", "wrong.flow", "caution.flow", "--format=json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["code"], row["span"]["file"]) for row in rows] == [
        ("F213", "caution.flow"),
        ("F220", "wrong.flow"),
    ]


def test_a_caution_stops_nothing(desk: Workshop) -> None:
    done = desk.run("flowc", "check", "caution.flow")
    assert done.returncode == 0
    assert done.stderr.startswith("warning[F213]: ")
    assert done.stderr.endswith("to read more\nflowc: checked 1 flow file\n")


def test_a_mistake_is_1_usage_is_2_and_all_well_is_0(desk: Workshop) -> None:
    assert desk.run("flowc", "check", "sound.flow").returncode == 0
    assert desk.run("flowc", "check", "sound.flow", "wrong.flow").returncode == 1
    assert desk.run("flowc", "check", "--formt=json", "sound.flow").returncode == 2


def test_a_fault_of_ours_is_70_and_asks_for_a_report(
    desk: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> int:
        raise RuntimeError("a broken promise")

    monkeypatch.setattr(command, "check", broken)
    assert main(["check", str(desk.path("sound.flow"))]) == 70
    said = capsys.readouterr().err
    assert "RuntimeError at test_how_it_is_shown.py:" in said
    assert "a broken promise" not in said
    assert "please report this" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, False),  # no terminal
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
    ],
    ids=str,
)
def test_colours_are_asked_for(
    desk: Workshop, environment: dict[str, str], *, coloured: bool
) -> None:
    done = desk.run("flowc", "check", "wrong.flow", **environment)
    assert ("\x1b[1;31merror[F220]\x1b[0m" in done.stderr) == coloured


def test_machines_are_never_sent_colours(desk: Workshop) -> None:
    for form in MACHINES:
        done = desk.run("flowc", "check", "wrong.flow", f"--format={form}", FORCE_COLOR="1")
        assert "\x1b" not in done.stdout


def test_a_file_has_one_name_however_it_was_given(desk: Workshop) -> None:
    ways = ("wrong.flow", "./wrong.flow", str(desk.path("wrong.flow")))
    done = desk.run("flowc", "check", *ways, "--format=short")
    assert done.stderr.splitlines()[0].startswith("wrong.flow:3:35: error[F220] ")
    assert done.stderr.splitlines()[1].startswith("flowc: 1 error;")


def test_a_mistake_in_another_file_is_shown_there(desk: Workshop) -> None:
    desk.path("wit").mkdir()
    desk.path("wit/tax.wit").write_text(
        "package a:tax;\ninterface tax {\n  rate: func(of: strng) -> u32;\n}\n", encoding="utf-8"
    )
    flow = 'use tax from "wit/tax.wit";\nexport flow f(s: string) -> u32 { tax.rate(s) }\n'
    desk.path("uses.flow").write_text(f"package a:b;\n{flow}", encoding="utf-8")
    done = desk.run("flowc", "check", "uses.flow")
    assert " --> wit/tax.wit:3:18\n" in done.stderr
    assert "3 |   rate: func(of: strng) -> u32;\n" in done.stderr

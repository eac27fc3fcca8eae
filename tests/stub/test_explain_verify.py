"""`flowrt verify --explain`: a table of the steps, up to the one that refuses."""

import json
from pathlib import Path

import pytest
from tests.stub import door_archive as door
from tests.stub import forge

from flowrt import verify as ratchet
from flowrt.__main__ import main
from flowrt.archive.archive import open_archive
from flowrt.cli.steps import STEPS
from flowrt.problems.report import Refused
from flowrt.trust.policy import Demands
from flowrt.verify import verify


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    archive, trust = door.write_files(tmp_path)
    return ["verify", str(archive), "--trust", str(trust)]


def rows(text: str) -> list[list[str]]:
    """Return the cells of a table whose columns are two spaces apart."""
    lines = [line.split("  ") for line in text.splitlines()]
    return [[cell.strip() for cell in line if cell.strip()] for line in lines]


def test_each_step_says_what_it_compared(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*files, "--explain"]) == 0
    head, *steps = rows(capsys.readouterr().out)[:10]
    assert head == ["step", "outcome", "compared", "concluded"]
    assert [row[:3] for row in steps] == [
        [str(i), name, "passed"] for i, name in enumerate(STEPS, 1)
    ]
    assert steps[2][3:] == ["acme:shop", "published by acme: 1 key, 1 needed"]


def test_the_step_that_refuses_is_the_last(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*files, "--explain", "--min-build", "3"]) == 3
    said = capsys.readouterr()
    steps = rows(said.out)[1:]
    assert [row[2] for row in steps] == ["passed"] * 4 + ["refused"] + ["not reached"] * 4
    assert steps[4][3:] == [
        "0 with build 3 or later",
        "R217: this archive is older than one that is known",
    ]
    assert "refused[R217]" in said.err


def test_the_steps_are_there_as_json(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*files, "--explain", "--json"]) == 0
    explained, verified = map(json.loads, capsys.readouterr().out.splitlines())
    assert [row["step"] for row in explained["steps"]] == list(STEPS)
    assert verified["package"] == "acme:shop"


def test_the_steps_are_those_of_the_ratchet() -> None:
    noted: list[str] = []

    def note(name: str, _compared: str, _concluded: str) -> None:
        noted.append(name)

    archive, trust = open_archive(forge.seal()), forge.trusting(forge.ALICE)
    verify(archive, trust, forge.NOW, note=note)
    assert tuple(noted) == STEPS
    noted.clear()
    with pytest.raises(Refused):
        verify(archive, trust, forge.NOW, Demands(("0" * 64,)), note=note)
    assert tuple(noted) == STEPS[:5]
    for number, name in enumerate(STEPS, 1):
        assert f"\n{number}. {name}: " in str(ratchet.__doc__)


def test_showing_an_archive_has_no_steps(files: list[str]) -> None:
    assert main(["inspect", *files[1:]]) == 0
    assert main(["inspect", *files[1:], "--explain"]) == 2


def test_demands_on_the_command_line(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    digest = f"sha256:{door.seal()[1].digest}"
    assert main([*files, "--digest", digest, "--min-build", "0"]) == 0
    assert main([*files, "--digest", f"sha256:{'0' * 64}"]) == 3
    assert "refused[R218]" in capsys.readouterr().err
    assert main([*files, "--digest", digest.upper()]) == 2
    for text in ("-1", f"{1 << 53}", "9" * 5000):
        assert main([*files, "--min-build", text]) == 2
    state = tmp_path / "state.json"
    assert main([*files, "--state", str(state)]) == 0
    assert not state.exists(), "verifying accepts nothing"
    assert main(["run", files[1], "count", *files[2:], "--state", str(state)]) == 0
    assert json.loads(state.read_text())["acme:shop"]["digest"] == digest.removeprefix("sha256:")


def test_the_state_file_may_be_named_by_the_environment(
    files: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    state = tmp_path / "state.json"
    state.write_text(json.dumps({"acme:shop": {"build": 9, "digest": "0" * 64}}))
    monkeypatch.setenv("FLOWRT_STATE", str(state))
    assert main(files) == 3
    assert "refused[R217]" in capsys.readouterr().err


def test_an_archive_without_trust_has_no_steps(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "none.flowpack", "--explain"]) == 3
    assert "not reached" in capsys.readouterr().out

"""`flowc diff` as people and CI see it: text, JSON and exit codes, and that it verifies first."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.diff.test_difference import EXTRA, GREET, NAME, PLAN
from tests.stub import forge
from tests.stub.forge import ALICE, BOB, MANIFEST

from flowc.cli.main import main
from flowc.seal import write
from flowrt.plan.plan import Plan
from flowrt.plan.shapes import Prim
from flowrt.trust.text import encode_trust

Run: TypeAlias = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return what compares two files of a folder where Alice is trusted."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    (tmp_path / "trust.toml").write_text(encode_trust(forge.trusting(ALICE)))
    (tmp_path / "old").write_bytes(sealed(PLAN))

    def done(new: bytes, *words: str) -> tuple[int, str, str]:
        (tmp_path / "new").write_bytes(new)
        return (main(["diff", "old", "new", *words]), *capfd.readouterr())

    return done


def sealed(plan: Plan, build: int = 7) -> bytes:
    manifest = replace(MANIFEST, version=plan.package_version, build=build)
    return write(plan, forge.COMPONENT, {}, manifest, [ALICE]).data


def greeting(version: str, *params: object, **changed: object) -> bytes:
    entry = replace(GREET, params=params, **changed)  # type: ignore[arg-type]  # as given
    return sealed(replace(PLAN, entries=(entry,), package_version=version), 8)


TRUST = ("--trust", "trust.toml")
BROKEN = """\
acme:hello 1.0.0, build 7 -> acme:hello 1.0.1, build 8

breaks those who run or call it:
  parameter greet(loud): it is new, and needed
    + bool
  result greet: `u32` is no `string`
    - string
    + u32

breaks hosts that link the flows by their types:
  flow greet: its type is another
    - greet: func(name: string) -> string
    + greet: func(name: string, loud: bool) -> u32
"""


def test_what_breaks_is_told_and_fails(run: Run) -> None:
    code, out, err = run(greeting("1.0.1", NAME, EXTRA, result=Prim("u32")), *TRUST)
    assert (code, out) == (1, BROKEN)
    assert err.splitlines() == [
        "flowc: 2 changes of 3 break",
        "flowc: the versions 1.0.0 and 1.0.1 say that one may take the other's place",
    ]


def test_a_version_that_promises_nothing_is_no_word_worth(run: Run) -> None:
    code, _, err = run(greeting("2.0.0"), *TRUST)
    assert (code, err) == (1, "flowc: 1 change of 2 breaks\n")


def test_what_breaks_nobody_is_well(run: Run) -> None:
    code, out, err = run(greeting("1.1.0", replace(NAME, default='"you"')), *TRUST)
    assert (code, err) == (0, "")
    assert (
        'also changed:\n  parameter greet(name): it has another default\n    - string = "world"'
        in out
    )


def test_hosts_that_link_by_types_count_if_asked_to(run: Run) -> None:
    new = greeting("1.1.0", NAME, replace(EXTRA, required=False, default="true"))
    assert run(new, *TRUST)[0] == 0
    code, _, err = run(new, *TRUST, "--typed")
    assert code == 1
    assert err.startswith("flowc: 1 change of 2 breaks\n")


def test_nothing_changed(run: Run) -> None:
    code, out, err = run(sealed(PLAN), *TRUST)
    assert (code, out.splitlines()[1:], err) == (0, ["nothing changed"], "")
    code, out, _ = run(sealed(PLAN, 8), *TRUST)
    assert (code, out.splitlines()[1:]) == (0, ["nothing that shows changed"])


def test_a_script_reads_json(run: Run) -> None:
    code, out, _ = run(greeting("1.0.1"), *TRUST, "--json")
    said = json.loads(out)
    assert code == 1
    assert (said["breaking"], said["typed"], said["promised"]) == (True, True, True)
    assert said["old"]["version"] == "1.0.0"
    assert re.fullmatch("sha256:[0-9a-f]{64}", said["new"]["digest"])
    assert said["changes"][0] == {
        "level": "breaking",
        "kind": "parameter",
        "name": "greet(name)",
        "what": "it is gone",
        "old": 'string = "world"',
        "new": "",
    }


def test_a_terminal_has_colours(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    _, out, _ = run(greeting("1.0.1", NAME, EXTRA, result=Prim("u32")), *TRUST)
    assert "\x1b[1;31mbreaks those who run or call it\x1b[0m:" in out
    assert re.sub(r"\x1b\[[0-9;]*m", "", out) == BROKEN


def test_what_an_archive_says_cannot_write_to_the_terminal(run: Run) -> None:
    _, out, _ = run(greeting("1.0.0", NAME, doc="\x1b[2J\u202e"), *TRUST)
    assert "\x1b" not in out
    assert "\\x1b[2J\\u202e" in out


def test_both_are_verified_first(run: Run, tmp_path: Path) -> None:
    stranger = forge.seal(keys=(BOB,))
    code, out, err = run(stranger, *TRUST)
    assert (code, out) == (3, "")
    assert "refused[R201]" in err
    (tmp_path / "old").write_bytes(stranger)
    code, out, err = run(sealed(PLAN), *TRUST)
    assert (code, out) == (3, "")
    assert "old" in err
    code, out, err = run(sealed(PLAN))
    assert (code, out) == (3, "")
    assert "refused[R210]" in err

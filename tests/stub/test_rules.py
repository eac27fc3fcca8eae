"""The operator's rules and the audit: what they narrow, tell, and never tell."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stub import door_archive as door
from tests.stub.test_format_page import PAGE
from tests.stub.test_run_wasi import importing

import flowrt
from flowrt.__main__ import main
from flowrt.problems.refusals.files import Unreadable
from flowrt.problems.refusals.rights import BadRules, NotAllowed
from flowrt.rights.capabilities import Allowed
from flowrt.rights.limits import Limits
from flowrt.rules import Rules, load_rules, read_rules
from flowrt.trust.text import encode_trust

RULES = """\
[[rule]]
packages = ["*"]
deny = ["sockets"]
limits = { wall_ms = 5000, fuel = 1000000 }

[[rule]]
packages = ["acme:*"]
allow = ["clock", "files:data=read"]
folders = { data = "/srv/data" }
limits = { wall_ms = 9000, memory_bytes = 65536 }

[[rule]]
packages = ["other:tool"]
allow = ["all"]
"""


def test_all_rules_of_a_package_hold() -> None:
    given_here = Allowed(("random",), {"data": "here", "more": "there"}, ("env",))
    allowed, limits = read_rules(RULES).of("acme:shop", given_here, Limits(wall_ms=7000))
    assert allowed.capabilities == ("random", "clock", "files:data=read")
    assert allowed.denied == ("env", "sockets")
    assert allowed.folders == {"data": "here", "more": "there"}
    assert limits == Limits(wall_ms=5000, fuel=1000000, memory_bytes=65536)


def test_a_package_without_a_rule_gets_what_is_given() -> None:
    rules = read_rules(RULES.partition("\n\n")[2])
    assert rules.of("b:c", Allowed(("clock",)), Limits()) == (Allowed(("clock",)), Limits())


def test_no_rules_are_rules() -> None:
    assert read_rules("") == Rules(())


def test_the_rules_of_the_page_are_read() -> None:
    text = PAGE.partition("```toml rules\n")[2].partition("```")[0]
    [rule] = read_rules(text).rules
    assert rule.packages == ("acme:*",)
    assert rule.allowed.folders == {"data": "/srv/data"}


def rule(line: str) -> str:
    return f'[[rule]]\npackages = ["*"]\n{line}\n'


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("[[rule]", "r", "line 1"),
        ("rules = []", "r", "the field rules"),
        ("rule = 1", "r!rule", "a list"),
        ("[[rule]]", "r!rule[0]", "the field packages"),
        ('[[rule]]\npackages = ["a"]', "r!rule[0].packages[0]", "namespace"),
        (rule('allow = "clock"'), "r!rule[0].allow", "a list"),
        (rule('allow = ["clocks"]'), "r!rule[0].allow[0]", "clocks"),
        (rule('deny = ["clock:x"]'), "r!rule[0].deny[0]", "clock:x"),
        (rule("deny = [1]"), "r!rule[0].deny[0]", "text"),
        (rule("folders = []"), "r!rule[0].folders", "a map"),
        (rule("folders = { data = 1 }"), "r!rule[0].folders.data", "text"),
        (rule("limits = { wall = 1 }"), "r!rule[0].limits", "the field wall"),
        (rule("limits = { wall_ms = 0 }"), "r!rule[0].limits.wall_ms", "from 1"),
    ],
)
def test_a_mistake_in_the_rules_is_named(text: str, place: str, words: str) -> None:
    with pytest.raises(BadRules) as caught:
        read_rules(text, "r")
    assert caught.value.place == place
    assert words in str(caught.value)


@given(st.text())
def test_any_text_is_rules_or_refused(text: str) -> None:
    try:
        rules = read_rules(text)
    except BadRules:
        return
    assert rules == Rules(())


def test_rules_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        load_rules(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_bytes(b"\xff")
    with pytest.raises(BadRules):
        load_rules(tmp_path / "bad.toml")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Return the paths of an archive that draws numbers, a trust file, rules and an audit."""
    names = {"archive": "shop.flowpack", "trust": "t.toml", "rules": "r.toml", "audit": "a.jsonl"}
    paths = {name: tmp_path / file for name, file in names.items()}
    paths["archive"].write_bytes(door.seal(importing(), capabilities=("clock", "random"))[0])
    paths["trust"].write_text(encode_trust(door.TRUST))
    paths["rules"].write_text(rule('allow = ["clock", "random"]'))
    return {name: str(path) for name, path in paths.items()}


def run(files: dict[str, str], *more: str) -> int:
    return main(["run", files["archive"], "count", "--trust", files["trust"], *more])


def test_the_command_runs_under_rules(
    files: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(files) == 3
    assert run(files, "--rules", files["rules"]) == 0
    assert run(files, "--rules", files["rules"], "--deny", "random") == 3
    assert "nothing of random" in capsys.readouterr().err
    monkeypatch.setenv("FLOWRT_RULES", files["rules"])
    assert run(files) == 0
    Path(files["rules"]).write_text(rule('deny = ["clock"]'))
    assert run(files, "--allow", "all") == 3
    assert run(files, "--deny", "clocks") == 2


def test_python_runs_under_rules(files: dict[str, str]) -> None:
    app = flowrt.open(files["archive"], door.TRUST, rules=files["rules"])
    assert app.call("count") == 1
    with pytest.raises(NotAllowed):
        flowrt.open(files["archive"], door.TRUST, rules=files["rules"], deny=["clock"])


def lines(files: dict[str, str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in Path(files["audit"]).read_text().splitlines()]


def test_a_run_is_audited(files: dict[str, str]) -> None:
    assert run(files, "--allow", "all", "--audit", files["audit"]) == 0
    assert run(files, "--allow", "clock", "--audit", files["audit"]) == 3
    well, refused = lines(files)
    time = well.pop("time")
    assert isinstance(time, int)
    assert well == {
        "schema": 1,
        "archive": files["archive"],
        "package": "acme:shop",
        "version": "1.2.3",
        "build": 0,
        "digest": well["digest"],
        "publisher": "acme",
        "flow": "count",
        "needs": ["clock", "random"],
        "granted": ["clock", "random"],
        "imports": ["wasi:random/random@0.2.0"],
        "unused": ["clock"],
        "fixed": [],
        "used": {},
        "unseen": [],
        "variables": [],
        "files": {},
        "missed": {},
        "reached": {},
        "refused": {},
        "exit": 0,
        "problem": None,
    }
    assert (refused["exit"], refused["problem"]) == (3, "R212")
    assert "granted" not in refused


def test_what_is_refused_at_once_is_audited_too(files: dict[str, str]) -> None:
    Path(files["archive"]).write_bytes(b"no archive")
    assert run(files, "--audit", files["audit"]) == 3
    [line] = lines(files)
    assert line.keys() == {"schema", "time", "archive", "exit", "problem"}
    assert line["problem"] == "R101"


def test_an_audit_never_holds_what_went_through(
    files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = "7c6f1f6a"
    Path(files["archive"]).write_bytes(door.seal(capabilities=("env:FLOW_TOKEN",))[0])
    monkeypatch.setenv("FLOW_TOKEN", hidden)
    words = ["run", files["archive"], "everything", "--trust", files["trust"], "--text", hidden]
    assert main([*words, "--allow", "env", "--audit", files["audit"]]) == 0
    assert main([*words[:-2], "--number", hidden, "--audit", files["audit"]]) != 0
    assert len(lines(files)) == 2
    assert hidden not in Path(files["audit"]).read_text()


def test_what_ends_a_run_for_no_fault_of_its_own_is_audited(
    files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("flowrt.cli.opened.Runner", interrupted)
    assert run(files, "--audit", files["audit"]) == 130
    [line] = lines(files)
    assert (line["exit"], line["problem"]) == (None, "KeyboardInterrupt")


@pytest.mark.parametrize(
    ("error", "code", "problem"),
    [(BrokenPipeError(32, "gone"), 0, None), (OSError(28, "full"), 1, "R581")],
)
def test_results_that_cannot_be_written_are_audited(
    files: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    error: OSError,
    code: int,
    problem: str | None,
) -> None:
    def refused() -> None:
        raise error

    monkeypatch.setattr("flowrt.cli.running.output", refused)
    monkeypatch.setattr("flowrt.__main__._no_reader", lambda: 0)
    assert run(files, "--allow", "all", "--audit", files["audit"]) == code
    [line] = lines(files)
    assert (line["exit"], line["problem"]) == (code, problem)


def test_a_run_without_a_stdout_is_audited(
    files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "none").touch()
    monkeypatch.setattr("sys.stdout", None)
    for words in ((), ("--lines", "--input", str(tmp_path / "none")), ("--help",)):
        assert run(files, "--allow", "all", "--audit", files["audit"], *words) == 1
        line = lines(files)[-1]
        assert (line["exit"], line["problem"]) == (1, "R581")


def test_nothing_runs_that_cannot_be_audited(
    files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(files, "--allow", "all", "--audit", str(tmp_path / "none" / "a.jsonl")) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error[R111]: the file cannot be written\n")

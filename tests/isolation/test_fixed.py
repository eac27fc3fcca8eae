"""Clock and randomness that are off give the values of FORMAT 6.10; an audit counts real calls."""

import base64
import json
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.isolation.grounds import app, sealed
from tests.segment.waiting import KEY, trusting

from flowrt.__main__ import main
from flowrt.app import App
from flowrt.engine.system.count import Count
from flowrt.problems.faults import ComponentTrapped
from flowrt.problems.refusals.rights import NotAllowed
from flowrt.rights.capabilities import Allowed, Fixed
from flowrt.rights.fixed_text import EXPECTED, TIME, fixed_of
from flowrt.rights.limits import Limits
from flowrt.run.runner import Isolation

NEEDS = 'clock, env("FLOW_NAME"), random'
TEXT = f"""package test:system@1.0.0;
use s from "system.wasm" needs {NEEDS};
export flow times() -> tuple<u64, u32, u64, u64, u64> needs {NEEDS} {{
  (s.now(), s.fine(), s.look(), s.look(), s.step())
}}
export flow wait(nanoseconds: u64) -> u32 needs {NEEDS} {{ s.wait(nanoseconds) }}
export flow drawn(size: u32) -> tuple<list<u8>, u64, u64, list<u8>> needs {NEEDS} {{
  (s.bytes(size), s.number(), s.seed(), s.bytes(size))
}}
export flow variables() -> list<tuple<string, string>> needs {NEEDS} {{ s.variables() }}
export flow rest() -> u32 needs {NEEDS} {{ s.rest() }}
"""
BOTH = pytest.mark.parametrize("isolation", ["call", "stream"])


def system(
    fixed: Fixed = Fixed(),  # noqa: B008 - frozen
    allow: tuple[str, ...] = ("all",),
    deny: tuple[str, ...] = (),
    count: Count | None = None,
    isolation: Isolation = "call",
) -> App:
    allowed = Allowed(allow, denied=deny, fixed=fixed, count=count)
    return app(text=TEXT, allowed=allowed, isolation=isolation)


def values(opened: App, flow: str, **parameters: object) -> list[Any]:
    found = opened.call(flow, parameters)
    assert isinstance(found, list)
    return found


def test_a_fixed_clock_shows_one_time_and_counts_looks() -> None:
    opened = system(Fixed(clock=TIME))
    for _ in range(2):
        assert opened.call("times") == [TIME, 1_000_000, 0, 1_000_000, 1_000_000]


def test_in_a_stream_looks_are_counted_on() -> None:
    opened = system(Fixed(clock=5), isolation="stream")
    assert opened.call("times") == [5, 1_000_000, 0, 1_000_000, 1_000_000]
    assert opened.call("times") == [5, 1_000_000, 2_000_000, 3_000_000, 1_000_000]


def test_nothing_waits_for_a_fixed_clock() -> None:
    with pytest.raises(ComponentTrapped, match="the clock is fixed, and nothing waits"):
        system(Fixed(clock=TIME)).call("wait", {"nanoseconds": 1})
    assert system().call("wait", {"nanoseconds": 1}) == 1


def stream(seed: str, start: int, size: int) -> bytes:
    """Return what FORMAT 6.10 says."""
    blocks = (
        sha256(b"flowrt random\0" + seed.encode() + b"\0" + n.to_bytes(8, "little")).digest()
        for n in range((start + size) // 32 + 1)
    )
    return b"".join(blocks)[start : start + size]


@pytest.mark.parametrize("seed", ["", "a seed"])
@pytest.mark.parametrize("size", [0, 1, 31, 32, 33, 9000])
def test_fixed_randomness_is_that_of_its_seed(seed: str, size: int) -> None:
    def number(start: int) -> int:
        return int.from_bytes(stream(seed, start, 8), "little")

    opened = system(Fixed(random=seed))
    for _ in range(2):
        first, one, two, last = values(opened, "drawn", size=size)
        assert base64.b64decode(first) == stream(seed, 0, size)
        assert int(one) == number(size)
        assert int(two) == number(size + 8) ^ number(size + 16)
        assert base64.b64decode(last) == stream(seed, size + 24, size)


@pytest.mark.parametrize("allowed", [Allowed(fixed=Fixed(random="")), Allowed(count=Count())])
def test_too_much_randomness_at_once_ends_the_flow(allowed: Allowed) -> None:
    opened = system(allowed.fixed, count=allowed.count)
    with pytest.raises(ComponentTrapped, match="too many random bytes at once"):
        opened.call("drawn", {"size": 4_000_000_000})


def test_what_is_real_is_not_fixed() -> None:
    opened = system()
    assert opened.call("drawn", {"size": 32}) != opened.call("drawn", {"size": 32})
    now, *_ = values(opened, "times")
    assert abs(int(now) - time.time()) < 100


def test_what_is_fixed_needs_no_allowance_and_can_be_denied() -> None:
    fixed = Fixed(TIME, "")
    assert system(fixed, allow=("env",)).call("rest") == 0
    for allow in ((), ("clock", "random")):
        with pytest.raises(NotAllowed) as refusal:
            system(fixed, allow=allow)
        assert refusal.value.found == "env:FLOW_NAME"
    with pytest.raises(NotAllowed) as refusal:
        system(fixed, deny=("clock",))
    assert refusal.value.found == "clock"


@pytest.mark.parametrize("count", [None, Count()])
def test_only_granted_variables_are_there_counted_or_not(
    count: Count | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOW_NAME", "ada ü")
    monkeypatch.setenv("FLOW_TOKEN", "hidden")
    opened = system(count=count)
    assert opened.call("variables") == [["FLOW_NAME", "ada ü"]]
    assert opened.call("rest") == 0


def test_calls_are_counted_and_real_values_given() -> None:
    count = Count()
    opened = system(count=count)
    first = opened.call("drawn", {"size": 32})
    assert first != opened.call("drawn", {"size": 32})
    now, fine, one, other, step = values(opened, "times")
    assert abs(int(now) - time.time()) < 100
    assert (fine > 0, int(other) >= int(one), int(step) > 0) == (True, True, True)
    assert count.calls == {
        "wasi:random/random@0.2.3": {"get-random-bytes": 4, "get-random-u64": 2},
        "wasi:random/insecure-seed@0.2.3": {"insecure-seed": 2},
        "wasi:clocks/wall-clock@0.2.3": {"now": 1, "resolution": 1},
    }
    assert "wasi:clocks/monotonic-clock@0.2.3" not in count.seen, "it has handles in it"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Return the words of a run of an archive in a file."""
    (tmp_path / "s.flowpack").write_bytes(sealed(Limits(), TEXT).contents.archive.data)
    (tmp_path / "trust.toml").write_text(trusting(KEY))
    return ["run", str(tmp_path / "s.flowpack"), "--trust", str(tmp_path / "trust.toml")]


def test_an_audit_lists_what_was_used(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "audit"
    run = [*files, "drawn", "--size", "4", "--allow", "all", "--audit", str(log)]
    assert main(run) == 0
    assert main([*run, "--fixed", "clock,random=x"]) == 0
    real, fixed = map(json.loads, log.read_text().splitlines())
    assert real["used"] == {
        "wasi:random/insecure-seed@0.2.3": {"insecure-seed": 1},
        "wasi:random/random@0.2.3": {"get-random-bytes": 2, "get-random-u64": 1},
    }
    assert real["unseen"] == ["clock"]
    assert real["fixed"] == []
    assert (fixed["used"], fixed["unseen"]) == (real["used"], [])
    assert fixed["fixed"] == ["clock", "random"]
    assert "x" not in fixed["fixed"]
    out = capsys.readouterr().out.splitlines()
    assert base64.b64encode(stream("x", 0, 4)).decode() in out[1]


def test_a_rule_fixes_too(files: list[str], tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rule = '[[rule]]\npackages = ["*"]\nallow = ["env"]\nfixed = ["clock=77", "random"]\n'
    rules.write_text(rule)
    assert main([*files, "rest", "--rules", str(rules)]) == 0
    rules.write_text(rule.replace("clock=77", "clock=soon"))
    assert main([*files, "rest", "--rules", str(rules)]) == 3


READ = {
    "clock": Fixed(clock=946_684_800),
    "clock=0": Fixed(clock=0),
    "clock=1970-01-02T01:00:00+01:00": Fixed(clock=86_400),
    "clock=2000-01-01T00:00:00Z": Fixed(clock=946_684_800),
    "random": Fixed(random=""),
    "random=a=b": Fixed(random="a=b"),
}


@pytest.mark.parametrize("text", READ)
def test_what_is_fixed_is_read_as_people_write_it(text: str) -> None:
    assert fixed_of(text) == READ[text]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "env",
        "clock=",
        "clock=soon",
        "clock=2000-01-01T00:00:00",
        "clock=-1",
        "clock=9e9",
        pytest.param("clock=" + "9" * 5000, id="clock=99.."),
        "clock=1969-07-20T20:17:00Z",
    ],
)
def test_what_cannot_be_fixed_is_a_mistake(text: str, files: list[str]) -> None:
    with pytest.raises(ValueError, match="clock=TIME") as caught:
        fixed_of(text)
    assert str(caught.value) == EXPECTED
    assert main([*files, "rest", "--fixed", text]) == 2


def test_nothing_runs_that_cannot_be_audited(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "none" / "audit.jsonl")
    assert main([*files, "rest", "--fixed", "random", "--audit", path]) == 1
    out, err = capsys.readouterr()
    assert not out
    assert "error[R111]: the file cannot be written" in err
    assert path in err

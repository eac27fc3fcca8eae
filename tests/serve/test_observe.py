"""What an observer is told of: the flow, its segments and cuts, nested, with how they ended."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.serve.served import build

import flowrt
from flowrt.problems.faults import ServiceFailed
from flowrt.run.observe import Observer, Several, Work, carried, observed
from flowrt.run.scope import Scope

FLOW = """\
package acme:asks@1.0.0;
use screen from screening as service;
interface screening { screen: func(cents: u64) -> bool; }
export flow sells(cents: u64) -> tuple<bool, bool> {
  par { screen.screen(cents), screen.screen(cents + 1) with { timeout: 2s } }
}
"""


@dataclass
class Log:
    """Notes what it is told, indented by what it happens within."""

    lines: list[str] = field(default_factory=list)
    depth: int = 0

    def enter(self, work: Work) -> "Log":
        self.lines.append(f"{'  ' * self.depth}{work.kind} {work.name}")
        return Log(self.lines, self.depth + 1)

    def leave(self, failure: Exception | None) -> None:
        end = "" if failure is None else f" {type(failure).__name__}"
        self.lines.append(f"{'  ' * (self.depth - 1)}end{end}")


@pytest.fixture(scope="module")
def asks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asks")
    build(folder, "asks", FLOW)
    return folder


def run(folder: Path, observer: Observer | None, *, fails: bool = False) -> bytes:
    def answer(_name: str, arguments: dict[str, object]) -> object:
        if fails:
            raise ValueError("no")
        return arguments["cents"] == 1

    app = flowrt.open(folder / "asks.flowpack", folder / "trust.toml", services={"screen": answer})
    entry = app.flows["sells"]
    with observed(Scope(observer=observer), "flow", "sells") as scope:
        return app.runner.call(entry, b'{"cents": 1}', scope=scope)


def test_a_flow_that_waits_is_told_of_piece_by_piece(asks: Path) -> None:
    log = Log()
    assert run(asks, log) == b"[true,false]"
    assert [one for one in log.lines if not one.startswith("    ")] == [
        "flow sells",
        "  segment sells",
        "  end",
        "  cut tuple",
        "  end",
        "  segment sells",
        "  end",
        "end",
    ]
    assert sorted({one.strip() for one in log.lines if one.startswith("    ")}) == [
        "cut screen.screen",
        "end",
        "segment sells",
    ]


def test_a_failure_is_told_to_all_it_passes_through(asks: Path) -> None:
    log = Log()
    with pytest.raises(ServiceFailed):
        run(asks, log, fails=True)
    assert log.lines[-2:] == ["  end ServiceFailed", "end ServiceFailed"]


def test_nothing_is_told_where_nobody_looks(asks: Path) -> None:
    assert run(asks, None) == b"[true,false]"


def test_several_are_told_the_same(asks: Path) -> None:
    one, two = Log(), Log()
    assert Several.of() is None
    assert Several.of(None, one) is one
    run(asks, Several.of(one, two))
    assert sorted(one.lines) == sorted(two.lines) != []


def test_work_that_is_given_up_is_told_of_as_ended() -> None:
    log = Log()
    with pytest.raises(KeyboardInterrupt), observed(Scope(observer=log), "flow", "sells"):
        raise KeyboardInterrupt
    assert log.lines == ["flow sells", "end InterruptedError"]


class Carrying(Log):
    """A log that others can go on with."""

    def carried(self) -> dict[str, str]:
        return {"trace": "7"}


def test_others_can_go_on_with_an_observer_that_says_how() -> None:
    assert carried(Scope()) == {}
    assert carried(Scope(observer=Log())) == {}
    assert carried(Scope(observer=Several((Log(), Carrying())))) == {"trace": "7"}

"""A transaction by native code gives what one by single calls of the engine gives."""

import runpy
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.stub import door_archive as door

import flowrt
from flowrt.engine import clock, engine, once
from flowrt.problems.errors import OutOfRange
from flowrt.problems.faults import DeadlinePassed, NotCompiled, NotStarted
from flowrt.problems.report import Problem
from flowrt.rights.limits import Limits
from flowrt.run.runner import Isolation, Runner
from flowrt.run.stream import NOWHERE

SOURCE = Path(__file__).parents[2] / "runtime_stub" / "once" / "build.py"
NATIVE = pytest.mark.skipif(not once.is_there(), reason="there is none for this system")
Outcome = bytes | tuple[type[Problem], str]


class Ticked(engine.Engine):
    """An engine that notes its epochs."""

    def __init__(self, seen: list[int]) -> None:
        super().__init__()
        self._seen = seen

    def tick(self) -> None:
        self._seen.append(1)


def outcome(run: Callable[[], bytes]) -> Outcome:
    try:
        return run()
    except Problem as problem:
        return type(problem), str(problem)


def test_the_committed_bytes_are_those_of_the_source() -> None:
    built = runpy.run_path(str(SOURCE))["build"]()
    committed = Path(flowrt.__file__).parent / "engine" / "once-x86_64-linux"
    assert built == committed.read_bytes(), "run runtime_stub/once/build.py and commit"


@NATIVE
@pytest.mark.parametrize("limits", [Limits(wall_ms=200), Limits(memory_bytes=1 << 20, wall_ms=200)])
@pytest.mark.parametrize("text", [b"hello", b"", b"#", b"?", b"/", b"^", b"+", b"~", b"\xff"])
def test_it_is_the_same_either_way(
    text: bytes, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_native = door.runner(limits=limits)
    by_native.source.start("").close()  # which is when the door is checked
    assert by_native.source.once is not None
    monkeypatch.setattr(once, "is_there", lambda: False)
    by_calls = door.runner(limits=limits)
    by_calls.source.start("").close()
    assert by_calls.source.once is None
    entry = by_calls.entry("checkout")
    expected = outcome(lambda: by_calls.call(entry, text))
    assert outcome(lambda: by_native.call(entry, text)) == expected


@NATIVE
def test_bounds_are_kept_while_it_starts() -> None:
    code = engine.shared().compile(door.component())
    native = code.once(code.export(door.DOOR, "invoke"), Limits(memory_bytes=1))
    assert native is not None
    with pytest.raises(engine.StartError, match="memory_bytes"):
        native.call(1, b"{}")


@NATIVE
def test_what_is_no_door_is_told() -> None:
    code = engine.shared().compile(door.component())
    outer = code._index(None, door.DOOR)
    assert outer is not None
    no_function = code.once(outer, Limits())
    no_fault = code.once(code.export(door.DOOR, "invoke-lines"), Limits())
    assert no_function is not None
    assert no_fault is not None
    with pytest.raises(engine.EngineError, match="no function"):
        no_function.call(1, b"{}")
    with pytest.raises(engine.EngineError, match="not what it promised"):
        no_fault.call(1, b"{}\n")


@NATIVE
def test_a_runner_says_what_native_code_met() -> None:
    runner = Runner(door.seal()[1], pooled=1)
    with runner.stream() as stream:
        assert stream.call(runner.entry("count"), b"{}") == b"1"
        with pytest.raises(NotStarted):  # the pool's one instance is taken
            runner.call_json("count", "{}")
    assert runner.call_json("count", "{}") == "1"
    assert runner.source.once is not None
    source = runner.source
    source._once = source.code.once(source._doors["invoke-lines"], Limits())
    with pytest.raises(NotCompiled, match="promised"):
        runner.call_json("count", "{}")


@pytest.mark.parametrize("isolation", ["call", "stream"])
def test_a_flow_is_run_for_a_while_and_no_longer(isolation: Isolation) -> None:
    runner = door.runner(isolation)
    entry = runner.entry("checkout")
    for _ in range(2):  # the first time there is nothing that knows the door
        assert runner.brief(entry, b"text", NOWHERE, 1000) == b"text"
    with pytest.raises(OutOfRange):
        runner.brief(entry, b"?", NOWHERE, 1000)
    with pytest.raises(DeadlinePassed):
        runner.brief(entry, b"~", NOWHERE, 20)


def test_epochs_that_were_asked_for_come_however_late(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(clock, "PERIOD", 1e-4)
    monkeypatch.setattr(clock, "_LINGER", 3)
    made = clock.Clock(Ticked(seen))
    made._running, made._last = True, 1
    made._run()  # here, as what it does in a thread is seen by no debugger
    assert (len(seen), made._running) == (2, False)
    wanted = [made.ticks(1) for _ in range(20)]
    ended(made)
    assert len(seen) >= 2 + max(wanted) + 3
    made.ticks(1)
    ended(made)
    assert len(seen) >= 2 * (max(wanted) + 3)


def ended(made: clock.Clock) -> None:
    while made._running:
        time.sleep(0.001)

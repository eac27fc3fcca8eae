"""Ways of waiting flows and services where an answer, a binding or a machine is an odd one."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.isolation.grounds import app, sealed
from tests.isolation.test_isolation import ASKING
from tests.segment.waiting import KEY, trusting

from flowrt.__main__ import main
from flowrt.cli.manual import flow_help
from flowrt.cli.options import Usage
from flowrt.engine.pool import has_room
from flowrt.plan.cuts import Cut, ServiceFunction
from flowrt.plan.plan import Entry, Parameter, Plan
from flowrt.plan.shapes import EnumOf, Prim, RecordOf, TupleOf
from flowrt.problems.errors import BadStep, Unprintable
from flowrt.problems.faults import DeadlinePassed, NotCompiled, ServiceFailed
from flowrt.problems.members import document
from flowrt.problems.refusals.rights import NotBound, Unfit
from flowrt.problems.report import BadInput
from flowrt.rights.limits import Limits
from flowrt.run import answers
from flowrt.run.beside import beside
from flowrt.run.calls import _seconds
from flowrt.run.instances import Instances
from flowrt.run.scope import Scope
from flowrt.run.services import Local, _bare
from flowrt.run.sleep import SLEPT, sleep
from flowrt.run.stream import Origin
from flowrt.run.trampoline import Frame, Trampoline
from flowrt.steps import Steps
from flowrt.target import processors


@pytest.mark.parametrize("answer", [b"", b"{}", b'{"cut-0":{"args":[nonsense', b'{"cut-x":1}'])
def test_an_answer_that_is_no_step_is_the_archives_fault(answer: bytes) -> None:
    with pytest.raises(NotCompiled):
        answers.read(answer)


def test_work_is_as_wide_as_the_machine_where_nobody_says_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert processors() == 1


def test_an_interrupt_of_one_job_drops_the_others() -> None:
    def interrupted(_: Scope) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        beside([interrupted], Scope())


def test_a_scope_lasts_as_long_as_it_is_told() -> None:
    assert Scope.lasting(None).left is None
    left = Scope.lasting(60_000).left
    assert left is not None
    assert 50 < left <= 60


def test_a_service_that_refuses_its_input_has_failed() -> None:
    asking = app(text=ASKING, hostile=Local(app(Limits(input_bytes=4)).runner))
    with pytest.raises(ServiceFailed, match="the input is larger than its limit"):
        asking.call("ask", {"secret": 1})


def test_services_are_bound_all_and_to_what_fits() -> None:
    other = app(
        text="package test:other@1.0.0; "
        "export flow leave(secret: string) -> u32 { 1 } "
        "export flow found() -> u32 { 1 }"
    )
    lacks = app(text="package test:lacks@1.0.0; export flow other() -> u32 { 1 }")
    with pytest.raises(NotBound):
        app(text=ASKING)
    with pytest.raises(Unfit, match="a binding of nobody") as caught:
        app(text=ASKING, nobody=Local(app().runner))
    assert "no others" in caught.value.help
    for unfit in (other, lacks):
        with pytest.raises(Unfit):
            app(text=ASKING, hostile=unfit)


def test_a_binding_of_ones_own_is_taken_as_it_is() -> None:
    class Own:
        def check(self, _: object) -> None:
            """Take any service."""

        def call(self, function: ServiceFunction, _: bytes, __: Scope) -> bytes:
            return b"7" if function.name == "found" else b"0"

    assert app(text=ASKING, hostile=Own()).call("ask", {"secret": 1}) == 7


def test_a_function_of_python_answers_or_fails() -> None:
    def answer(_: str, given: object) -> object:
        return {"secret": 1}[str(next(iter(dict(given))))] if given else 5  # type: ignore[call-overload]  # an object

    assert app(text=ASKING, hostile=answer).call("ask", {"secret": 1}) == 5
    with pytest.raises(ServiceFailed, match="ZeroDivisionError"):
        app(text=ASKING, hostile=lambda *_: 1 // 0).call("ask", {"secret": 1})


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Return the words of a run of an archive that asks another one."""
    for name, text in (("asking", ASKING), ("hostile", None)):
        verified = sealed(Limits()) if text is None else sealed(Limits(), text)
        (tmp_path / name).write_bytes(verified.contents.archive.data)
    (tmp_path / "trust.toml").write_text(trusting(KEY))
    run = ["run", str(tmp_path / "asking"), "ask", "--secret", "5"]
    return [*run, "--trust", str(tmp_path / "trust.toml"), str(tmp_path / "hostile")]


def test_a_service_is_bound_on_the_command_line(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    *run, path = files
    assert main([*run, "--bind", f"hostile={path}", "--allow", "hostile/clock"]) == 0
    assert capsys.readouterr().out == "0\n"
    folders = ("--folder", "data=/tmp", "--folder", "hostile/data=/tmp")
    assert main([*run, "--bind", f"hostile={path}", *folders]) == 0
    assert main([*run, "--bind", f"hostile={path}", "--folder", "data="]) == 2
    for wrong in ("hostile", "=x", "hostile=odd://x", f"hostile={path},hostile={path}"):
        assert main([*run, "--bind", wrong]) == 2
    assert main([*run, "--bind", f"hostile={path}", "--allow", "nobody/clock"]) == 2
    assert main([*run, "--bind", f"hostile={path}", "--allow", "hostile/clocks"]) == 2
    assert main([*run, "--bind", f"hostile={path}", "--limit", "wall_ms=x"]) == 2
    assert main([*run, "--bind", f"hostile={path}", "--timeout", "x"]) == 2


def test_completion_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--completion", "bash"]) == 0
    assert "flowrt" in capsys.readouterr().out


def test_archives_that_never_wait_have_no_steps_to_go_on_with() -> None:
    steps = Steps(app())
    step = steps.start("found", "{}")
    assert step.result == "0"
    assert steps.sleeps(step) is None


def test_a_problem_of_no_kind_is_a_document_too() -> None:
    found = json.loads(document(Usage("--odd")))
    assert found["code"] == "R421"


class _Refusing(Instances):
    """Instances whose component takes nothing."""

    def __init__(self) -> None:
        """Start nothing."""

    def run(
        self, number: int, flow: str, text: bytes, scope: Scope, origin: Origin | None = None
    ) -> bytes:
        del number, flow, text, scope, origin
        raise BadInput("outcome", expected="u32", found="x")


def waiting(kind: str = "call") -> Trampoline:
    """Return what runs flows of a plan with one cut, in a component that refuses what it gets."""
    flags: dict[str, Any] = {"isolate": False, "fallback": False, "leaves": False}
    cut = Cut(kind, 0, (), "f", "c", "", "g", "", None, 0, None, **flags)
    plan = Plan("acme:x", "1.0.0", "acme:x/flows@1.0.0", "acme:x/door", (), cuts=(cut,))
    return Trampoline(plan, {}, _Refusing())


def test_a_step_that_the_plan_lacks_is_the_archives_fault() -> None:
    with pytest.raises(NotCompiled, match="waits at cut 7"):
        waiting()._cut(7)
    problem = Unprintable("somewhere", expected="f64", found="nan")
    assert waiting()._unprintable(problem) is problem


def test_a_segment_that_refuses_an_outcome_is_the_archives_fault_or_the_services() -> None:
    frame = Frame(0, b"1")
    with pytest.raises(NotCompiled, match="R4"):
        waiting()._go_on(frame, b"2", Scope())
    with pytest.raises(ServiceFailed, match="expected u32, found x"):
        waiting("service")._go_on(frame, b"2", Scope())


def test_nobody_sleeps_for_nobody() -> None:
    cut = replace(waiting()._plan.cuts[0], kind="sleep", ms=1)
    with pytest.raises(DeadlinePassed, match="nobody waits"):
        sleep(cut, Scope(is_wanted=lambda: False))


def test_an_archive_that_never_waits_goes_on_with_no_step() -> None:
    with pytest.raises(BadStep):
        _ = Steps(app())._trampoline


def test_there_is_room_for_a_pool_on_linux_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowrt.engine.pool.sys.platform", "win32")
    assert not has_room(1)


def test_a_tuple_is_explained_part_by_part() -> None:
    pair = TupleOf((Prim("u32"), EnumOf("mood", ("glad", "sad"))))
    entry = Entry("f", 0, "", (Parameter("pair", pair, "", required=True, default=None),), pair)
    assert "glad" in flow_help(entry, ())


class _Memory:
    """A journal of one place."""

    kept: bytes | None = None
    name = "here"

    def part(self, _: int) -> "_Memory":
        return self

    def recall(self) -> bytes | None:
        return self.kept

    def keep(self, outcome: bytes) -> None:
        self.kept = outcome

    def left(self, seconds: float) -> float:
        return seconds / 2


def test_what_is_remembered_is_not_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    runs, scope = waiting(), Scope(journal=_Memory())
    asked: list[bytes] = []

    def ask(_: Cut, args: bytes, __: Scope) -> bytes:
        asked.append(args)
        return b"7"

    monkeypatch.setattr(runs._calls, "call", ask)
    cut = runs._plan.cuts[0]
    assert [runs._once_only(cut, b"1", scope), runs._once_only(cut, b"2", scope)] == [b"7", b"7"]
    assert asked == [b"1"]
    assert _seconds(replace(cut, timeout=2_000_000), scope) == 1.0
    assert sleep(replace(cut, kind="sleep", ms=1), scope) == SLEPT


@pytest.mark.parametrize("looks", [[], [True]])
def test_what_comes_too_late_is_not_taken(
    looks: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, left = waiting(), iter(looks)
    monkeypatch.setattr(runs._calls, "_whole", lambda *_: b"7")
    scope = Scope(is_wanted=lambda: next(left, False))
    with pytest.raises(DeadlinePassed):
        runs._calls._once(runs._plan.cuts[0], b"{}", scope)


def test_types_fit_whatever_their_names_are() -> None:
    one, other = (RecordOf(name, (("a", Prim("u32")),)) for name in ("one", "other"))
    assert _bare(one) == _bare(other) != _bare(RecordOf("one", (("b", Prim("u32")),)))

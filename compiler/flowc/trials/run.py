"""Runs tests: a fresh instance each, several at once; gives an outcome for each, in order."""

import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from flowc.frontend.typed import Failure, Test
from flowc.plan import SiteNote
from flowc.text.diagnostic import Error
from flowc.trials import answer
from flowc.trials.errors import ExpectationFailed, NothingToTake, TestFaulted, UnansweredCall
from flowc.trials.suite import Suite
from flowrt.engine.clock import clock_of
from flowrt.engine.engine import EngineError, Live, Trapped
from flowrt.plan.plan import Site
from flowrt.problems.faults import NotStarted
from flowrt.problems.report import Fault
from flowrt.rights.limits import Limits
from flowrt.run.trace import fault_of, innermost


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one test went: `problem` is absent where it passed; `marks` are the points it reached."""

    suite: Suite
    test: Test
    seconds: float
    problem: Error | None
    marks: tuple[bool, ...] = ()


def run(work: Sequence[tuple[Suite, int]], *, wall_ms: int, threads: int) -> tuple[Outcome, ...]:
    """Run tests, each named by its suite and number, with a deadline for each."""
    with ThreadPoolExecutor(max_workers=threads) as pool:
        return tuple(pool.map(lambda one: run_one(*one, wall_ms=wall_ms), work))


def run_one(suite: Suite, number: int, *, wall_ms: int) -> Outcome:
    """Run one test in an instance of its own."""
    test, started = suite.tests[number], time.perf_counter()
    marks: tuple[bool, ...] = ()
    try:
        well, text = _call(suite, number, wall_ms)
    except Trapped as trapped:
        problem: Error | None = _fault(suite, test, trapped)
    except EngineError as error:
        problem = _faulted(test, NotStarted(flow=test.name, message=str(error)), None)
    else:
        problem, marks = _judged(test, text.decode()) if well else (_unshown(test, text), ())
    return Outcome(suite, test, time.perf_counter() - started, problem, marks)


def _call(suite: Suite, number: int, wall_ms: int) -> tuple[bool, bytes]:
    limits = Limits(wall_ms=wall_ms)
    live = Live(suite.code, limits, clock_of(suite.code.engine).ticks(wall_ms))
    try:
        return live.call(live.function(suite.door), number, b"{}")
    finally:
        live.close()


# --- what went wrong -----------------------------------------------------------------------------


def _judged(test: Test, text: str) -> tuple[Error | None, tuple[bool, ...]]:
    given = answer.read(text)
    problem = None if given.failed is None else _failed(test, given.failed, given.found)
    return problem, given.marks


def _failed(test: Test, number: int, found: str) -> Error:
    failure = test.failures[number]
    if failure.kind == "try":
        return NothingToTake(test.name, found or "none", span=failure.span)
    if failure.op is None:
        return ExpectationFailed(test.name, "", "", "", span=failure.span)
    left, right = answer.sliced(found)
    differ = answer.difference(left, right) if failure.op == "eq" else ""
    return ExpectationFailed(test.name, left, right, differ, span=failure.span)


def _unshown(test: Test, report: bytes) -> Error:
    """Return the failure whose values JSON cannot hold: the codec says where it met the number."""
    said = json.loads(report)
    failure: Failure = test.failures[answer.number_of(str(said.get("path", "")))]
    told = f"what there is holds {said.get('found')}, which JSON cannot write"
    if failure.kind == "try":
        return NothingToTake(test.name, told, span=failure.span)
    return ExpectationFailed(test.name, "", "", told, span=failure.span)


def _fault(suite: Suite, test: Test, trapped: Trapped) -> Error:
    note = innermost(trapped.frames, suite.sites)
    if note is not None and note.kind == "unanswered":
        name = f"{note.component}.{note.function}"
        return UnansweredCall(test.name, test.span, name, span=note.span)
    sites = {offset: _site(one, suite) for offset, one in suite.sites.items()}
    return _faulted(test, fault_of(trapped, sites, test.name), note)


def _site(note: SiteNote, suite: Suite) -> Site:
    flow = suite.names.get(note.flow, note.flow)
    return Site(0, note.kind, flow, note.component, note.function, "")


def _faulted(test: Test, fault: Fault, note: SiteNote | None) -> Error:
    facts = tuple(f"{label}: {text}" for label, text in fault.facts if label != "message")
    what = f"{fault.title}: {fault.message}" if fault.message else fault.title
    span = test.span if note is None else note.span
    return TestFaulted(
        test.name, test.span, what, (f"{fault.code}: {fault.title}", *facts), span=span
    )

"""`flowc test`: runs the tests of flows on the code that they compile to.

What cannot be checked is reported, and the other files' tests are run all the same. Without any
test there is nothing that could fail: that is said, and well.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

from flowc.cli.out import give
from flowc.cli.session import Session, home_of, say, shown
from flowc.cli.sources import flow_files
from flowc.frontend.checked import Checked, check_flow
from flowc.frontend.points import NO_POINTS, Points, points_of
from flowc.pipeline import compile_tests
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile
from flowc.trials.coverage import Covered, covered, total
from flowc.trials.errors import NoTestNamed, TestsNotCompiled, TooLittleCovered
from flowc.trials.reports import REPORTS
from flowc.trials.results import Results
from flowc.trials.run import Outcome, run
from flowc.trials.suite import Suite, ready
from flowrt.engine.engine import EngineError

HUMAN = "human"


@dataclass(frozen=True, slots=True)
class _File:
    """A flow file without mistakes, and the points of it that are counted."""

    source: SourceFile
    checked: Checked
    points: Points


def test(args: argparse.Namespace, session: Session) -> int:
    """Run tests once, or with `--watch` again after each change."""
    if args.watch:
        from flowc.cli.watch import watch  # noqa: PLC0415 - few ask for it

        watch(session, partial(once, args), partial(flow_files, args.sources))
    return once(args, session)


def once(args: argparse.Namespace, session: Session) -> int:
    """Check, compile and run; report how it went."""
    started = time.perf_counter()
    files: list[_File] = []
    for path in flow_files(args.sources):
        session.alone(partial(_check, path, args, session, files))
    with ThreadPoolExecutor(max_workers=args.jobs) as pool:
        found = tuple(pool.map(_suite, files))
    session.report.extend(one for _, report in found for one in report.diagnostics)
    suites = [suite for suite, _ in found if suite is not None]
    work = [(s, n) for s in suites for n, one in enumerate(s.tests) if _wanted(one.name, args)]
    if args.filter is not None and not work:
        known = tuple(dict.fromkeys(one.name for suite in suites for one in suite.tests))
        raise session.report.fail(NoTestNamed(args.filter, known))
    outcomes = run(work, wall_ms=args.timeout * 1000, threads=args.jobs)
    coverage = tuple(_covered(files, outcomes)) if _measures(args) else None
    _report(args, session, Results(outcomes, coverage, time.perf_counter() - started))
    session.report.extend(one.problem for one in outcomes if one.problem is not None)
    _hold(args, session.report, coverage)
    session.report.stop_if_errors()
    return 0


def _check(
    path: Path, args: argparse.Namespace, session: Session, files: list[_File], report: Report
) -> None:
    source = session.source(path)
    checked = check_flow(source, session.beside(path), report, home_of(path))
    flow = checked.program.members[-1].flow
    points = NO_POINTS
    if flow is not None and _measures(args):
        points = points_of(flow, checked.package)
    files.append(_File(source, checked, points))


def _measures(args: argparse.Namespace) -> bool:
    return args.coverage or args.threshold is not None


def _suite(file: _File) -> tuple[Suite | None, Report]:
    """Compile a file's tests, if it has any; what is wrong with it, this thread cannot report."""
    tests, report = file.checked.package.tests, Report()
    if not tests:
        return None, report
    try:
        compiled = compile_tests(file.checked, file.points, report)
        return ready(file.source, tests, file.points, compiled), report
    except Stopped as stopped:
        return None, stopped.report
    except EngineError as error:
        report.add(TestsNotCompiled(file.source.path, str(error)))
        return None, report


def _wanted(name: str, args: argparse.Namespace) -> bool:
    wanted: str | None = args.filter
    if wanted is None:
        return True
    pattern = any(char in wanted for char in "*?[")
    return fnmatchcase(name, wanted) if pattern else wanted in name


def _covered(files: Sequence[_File], outcomes: Sequence[Outcome]) -> Iterator[Covered]:
    for file in files:
        own = (one.marks for one in outcomes if one.suite.source == file.source and one.marks)
        yield covered(file.source, file.points.all, own)


def _report(args: argparse.Namespace, session: Session, results: Results) -> None:
    """Write the report; where stdout carries mistakes for a machine, people read stderr."""
    if args.report == HUMAN and not results.outcomes and session.report.errors:
        return
    text = REPORTS[args.report](results)
    if args.output is not None:
        session.write(args.output, text.encode())
        say(f"wrote {shown(args.output)}")
    elif args.report == HUMAN and session.form not in ("human", "short"):
        print(text, end="", file=sys.stderr)
    else:
        give(text)


def _hold(args: argparse.Namespace, report: Report, coverage: tuple[Covered, ...] | None) -> None:
    """Report F035 where the tests reach less than they should."""
    if coverage is None or args.threshold is None:
        return
    count = total(coverage)
    if count.share < args.threshold:
        report.add(TooLittleCovered(count.reached, count.points, args.threshold))

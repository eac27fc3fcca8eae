"""`flowc check`: type-checks flows; compiles nothing, starts nothing."""

import argparse
import os
from functools import partial
from pathlib import Path

from flowc import cache
from flowc.cli import verdicts
from flowc.cli.progress import Progress
from flowc.cli.session import Session, home_of
from flowc.cli.sources import flows
from flowc.text.report import Report


def check(args: argparse.Namespace, session: Session) -> int:
    """Type-check each source; mistakes in one do not hide those in the next."""
    known = verdicts.Verdicts(cache.folder(os.environ))
    sources = flows(args.sources, session)
    done, count = 0, len(sources)
    with Progress(lambda: f"checked {done:,} of {count:,} flow files") as far:
        for path in sources:
            session.alone(partial(_check_one, path, session, known))
            done += 1
            far.step()
    session.report.stop_if_errors()
    session.done = f"checked {count} flow file{'s' if count > 1 else ''}"
    return 0


def _check_one(path: Path, session: Session, known: verdicts.Verdicts, report: Report) -> None:
    data = session.read(path)
    if known.holds(path, data):
        return
    from flowc.cli.beside import beside  # noqa: PLC0415 - as below
    from flowc.frontend.checked import check_flow  # noqa: PLC0415 - the most of a short run

    load = verdicts.Reading(beside(path))
    check_flow(session.source(path), load, report, home_of(path))
    if load.whole and not report.diagnostics:
        known.keep(path, data, load.digests)

"""`flowc check`: type-checks flows; compiles nothing, starts nothing."""

import argparse
from functools import partial
from pathlib import Path

from flowc.cli.session import Session, beside, home_of, say
from flowc.frontend.checked import check_flow
from flowc.text.report import Report


def check(args: argparse.Namespace, session: Session) -> int:
    """Type-check each source; mistakes in one do not hide those in the next."""
    for path in args.sources:
        session.alone(partial(_check_one, path, session))
    session.report.stop_if_errors()
    count = len(args.sources)
    say(f"checked {count} flow file{'s' if count > 1 else ''}")
    return 0


def _check_one(path: Path, session: Session, report: Report) -> None:
    check_flow(session.source(path), beside(path), report, home_of(path))

"""`flowc test --watch`: runs again whenever a flow, or anything a flow uses, has changed.

Files are looked at a few times a second, which needs no library and works on every file system.
"""

import argparse
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from flowc.cli.session import Session, say
from flowc.cli.test import flow_files, once
from flowc.text.report import Stopped

PERIOD = 0.25
"""Seconds between two looks."""
Stamp = dict[Path, tuple[int, int]]


def watch(args: argparse.Namespace, session: Session) -> NoReturn:
    """Run tests for ever; an interrupt ends it."""
    looked_at: set[Path] = set()
    while True:
        before = _stamp(args, looked_at)
        own = Session(session.form)
        try:
            once(args, own)
        except Stopped as stopped:
            own.report.extend(stopped.report.diagnostics)
        own.show()
        say("waiting for a change")
        looked_at = own.looked_at
        found = _stamp(args, looked_at).items()
        # What changed or came while the tests ran is as good as changed now.
        known = {path: before.get(path, now) for path, now in found if path in looked_at}
        while _stamp(args, looked_at) == known:
            time.sleep(PERIOD)


def _stamp(args: argparse.Namespace, looked_at: Iterable[Path]) -> Stamp:
    """Return when each file was changed last and its size; files that are gone have none."""
    found = {}
    for path in {*flow_files(args.paths), *looked_at}:
        try:
            stat = path.stat()
        except OSError:
            continue
        found[path] = (stat.st_mtime_ns, stat.st_size)
    return found

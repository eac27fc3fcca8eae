"""`flowc test --watch`: runs again whenever a flow, or anything a flow uses, has changed.

Files are looked at a few times a second, which needs no library and works on every file system.
"""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn, TypeAlias

from flowc.cli.session import Session, say
from flowc.text.report import Stopped

PERIOD = 0.25
"""Seconds between two looks."""
Stamp: TypeAlias = dict[Path, tuple[int, int]]
Files: TypeAlias = Callable[[], Iterable[Path]]


def watch(session: Session, run: Callable[[Session], object], files: Files) -> NoReturn:
    """Run for ever, anew when one of the files changes; an interrupt ends it.

    `files` are looked for at each look; what a run reads is looked at besides.
    """
    looked_at: set[Path] = set()
    while True:
        before = _stamp((*files(), *looked_at))
        own = Session(session.form)
        try:
            run(own)
        except Stopped as stopped:
            own.report.extend(stopped.report.diagnostics)
        own.show()
        say("waiting for a change")
        looked_at = own.looked_at
        found = _stamp((*files(), *looked_at)).items()
        # What changed or came while the tests ran is as good as changed now.
        known = {path: before.get(path, now) for path, now in found if path in looked_at}
        while _stamp((*files(), *looked_at)) == known:
            time.sleep(PERIOD)


def _stamp(paths: Iterable[Path]) -> Stamp:
    """Return when each file was changed last and its size; files that are gone have none."""
    found = {}
    for path in set(paths):
        try:
            stat = path.stat()
        except OSError:
            continue
        found[path] = (stat.st_mtime_ns, stat.st_size)
    return found

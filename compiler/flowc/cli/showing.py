"""How what a run found is shown, with the sources that it points at."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from flowc import __version__
from flowc.cli.out import give, is_terminal
from flowc.cli.session import Session
from flowc.text.decode import decode
from flowc.text.diagnostic import Diagnostic, Placed
from flowc.text.render.colour import wants_colour
from flowc.text.render.formats import render
from flowc.text.render.summary import summary
from flowc.text.report import Report, Stopped
from flowc.text.span import Span


def show(session: Session, stream: TextIO | None = None) -> None:
    """Write what was found in the session's form, and what it comes to."""
    found = session.report.diagnostics
    human = session.form in ("human", "short")
    stream = stream or (sys.stderr if human else None)
    colour = wants_colour(os.environ, isatty=stream.isatty() if stream else is_terminal())
    _fetch_sources(session, found)
    text = render(found, session.sources, session.form, version=__version__, colour=colour)
    text += "" if text.endswith("\n") or not text else "\n"
    if stream is None:
        give(text)
    else:
        stream.write(text)
    if found and session.form != "human":
        print(summary(found), file=sys.stderr)


def _fetch_sources(session: Session, found: Sequence[Diagnostic]) -> None:
    """Read the files that are pointed at and were not named on the command line."""
    for path in {span.file for one in found for span in spans_of(one)} - set(session.sources):
        with suppress(OSError, Stopped):
            session.sources[path] = decode(path, Path(path).read_bytes(), Report())


def spans_of(one: Diagnostic) -> Iterator[Span]:
    """Yield all places that a diagnostic points at."""
    if isinstance(one, Placed):
        yield one.span
        yield from (label.span for label in one.secondary)
    yield from (edit.span for each in one.help for edit in each.edits)

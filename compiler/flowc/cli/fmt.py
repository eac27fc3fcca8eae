"""`flowc fmt`: flows in their one layout, in place; or whether they are, or what would change.

A file that does not parse, or that cannot be written, stays as it is, and so does one of which
the formatter is not sure that nothing was lost; the other files are formatted all the same.
"""

import argparse
import difflib
import stat
import sys
from functools import partial
from itertools import zip_longest
from pathlib import Path

from flowc.cli.errors.projects import NotFormatted
from flowc.cli.out import give
from flowc.cli.session import Session, say
from flowc.cli.sources import flows
from flowc.frontend.format import format_source
from flowc.seal.files import write_file
from flowc.text.decode import decode
from flowc.text.errors import UnreadableFile
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span
from flowrt.reading import whole

STDIN = Path("-")


def fmt(args: argparse.Namespace, session: Session) -> int:
    """Format each source; `-` is stdin, whose text goes to stdout."""
    changed = list[str]()
    sources = flows(args.sources, session)
    for path in sources:
        session.alone(partial(_format, path, args, session, changed))
    session.report.stop_if_errors()
    if not args.check and not args.diff and sources != (STDIN,):
        _say_how_many(len(changed), len(sources))
    return 0


def _say_how_many(changed: int, count: int) -> None:
    of = f"{count} flow file{'s' if count > 1 else ''}"
    say(f"formatted {changed} of {of}")


def _format(
    path: Path, args: argparse.Namespace, session: Session, changed: list[str], report: Report
) -> None:
    source = _stdin(session, report) if path == STDIN else session.source(path)
    made = format_source(source, report)
    if args.diff:
        give(_diff(source, made))
    if args.check:
        if made != source.text:
            report.add(NotFormatted(source.path, span=_first_change(source, made)))
    elif not args.diff:
        _put(path, source, made, changed)


def _put(path: Path, source: SourceFile, made: str, changed: list[str]) -> None:
    if path == STDIN:
        give(made.encode())
    elif made != source.text:
        target = path.resolve()
        write_file(target, made.encode(), mode=stat.S_IMODE(target.stat().st_mode))
        changed.append(source.path)


def _stdin(session: Session, report: Report) -> SourceFile:
    if sys.stdin is None:
        raise session.report.fail(UnreadableFile("<stdin>", "it is closed"))
    data = whole(sys.stdin.buffer)
    if data is None:
        raise session.report.fail(UnreadableFile("<stdin>", "it is a device that does not end"))
    source = decode("<stdin>", data, report)
    session.sources[source.path] = source
    return source


def _diff(source: SourceFile, made: str) -> str:
    """Return a unified diff; a line that lacks its end gets one, and a note."""
    before, after = source.text.splitlines(keepends=True), made.splitlines(keepends=True)
    lines = difflib.unified_diff(before, after, source.path, f"{source.path} (formatted)")
    missing = "\n\\ No newline at end of file\n"
    return "".join(line if line.endswith("\n") else line + missing for line in lines)


def _first_change(source: SourceFile, made: str) -> Span:
    """Return the first line that would change."""
    before, after = source.text.splitlines(keepends=True), made.splitlines(keepends=True)
    at = 0
    for old, new in zip_longest(before, after, fillvalue=""):
        if old != new:
            return Span(source.path, at, at + len(old.rstrip("\r\n")))
        at += len(old)
    return Span(source.path, at, at)

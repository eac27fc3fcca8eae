"""One run of the command line: what was read, what was found wrong, and how that is shown."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from flowc import __version__
from flowc.cli.beside import beside
from flowc.cli.paths import shown
from flowc.text.decode import decode
from flowc.text.diagnostic import Diagnostic, Placed
from flowc.text.errors import UnreadableFile
from flowc.text.render.colour import wants_colour
from flowc.text.render.formats import Format, render
from flowc.text.render.summary import summary
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile
from flowc.text.span import Span

if TYPE_CHECKING:
    from flowc.frontend.uses import Load  # what a run reads files for is not always run

__all__ = ["Session", "beside", "home_of", "say", "shown", "spans_of"]


@dataclass(slots=True)
class Session:
    """Collects sources and diagnostics; `show` writes the latter once, at the end."""

    form: Format
    report: Report = field(default_factory=Report)
    sources: dict[str, SourceFile] = field(default_factory=dict)
    done: str = ""
    """What was done, told after what was found."""
    looked_at: set[Path] = field(default_factory=set)

    def read(self, path: Path) -> bytes:
        """Return a file's bytes; report F001 and stop if it cannot be read."""
        self.looked_at.add(path)
        try:
            return path.read_bytes()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise self.report.fail(UnreadableFile(path.as_posix(), reason)) from None

    def write(self, path: Path, data: bytes, mode: int = 0o644) -> None:
        """Write a file whole, and the folder it goes to; stop with F605 if that fails."""
        from flowc.seal import errors, files  # noqa: PLC0415 - most commands only read

        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise errors.stop(
                errors.CannotWrite(shown(path), error.strerror or str(error))
            ) from None
        files.write_file(path, data, mode=mode)

    def source(self, path: Path) -> SourceFile:
        """Return a flow's source, named as on the command line."""
        source = decode(shown(path), self.read(path), self.report)
        self.sources[source.path] = source
        return source

    def beside(self, source: Path) -> "Load":
        """Return what fetches the files that a flow uses, and notes which were looked at."""
        load = beside(source)

        def noting(path: str) -> bytes:
            self.looked_at.update(load.files(path))
            return load(path)

        return noting

    def alone(self, work: Callable[[Report], None]) -> None:
        """Do work with a report of its own, so that its mistakes do not stop what follows."""
        report = Report()
        try:
            work(report)
        except Stopped as stopped:
            report = stopped.report
        self.report.extend(report.diagnostics)

    def show(self, stream: TextIO | None = None) -> None:
        """Write what was found: for people on stderr, for machines on stdout."""
        found = self.report.diagnostics
        human = self.form in ("human", "short")
        stream = stream or (sys.stderr if human else sys.stdout)
        colour = wants_colour(os.environ, isatty=stream.isatty())
        if found or not human:
            self._fetch_sources(found)
            text = render(found, self.sources, self.form, version=__version__, colour=colour)
            print(text, end="" if text.endswith("\n") or not text else "\n", file=stream)
        if found and self.form != "human":
            print(summary(found), file=sys.stderr)
        if self.done:
            say(self.done)

    def _fetch_sources(self, found: Sequence[Diagnostic]) -> None:
        """Read the files that are pointed at and were not named on the command line."""
        for path in {span.file for one in found for span in spans_of(one)} - set(self.sources):
            with suppress(OSError, Stopped):
                self.sources[path] = decode(path, Path(path).read_bytes(), Report())


def spans_of(one: Diagnostic) -> Iterator[Span]:
    """Yield all places that a diagnostic points at."""
    if isinstance(one, Placed):
        yield one.span
        yield from (label.span for label in one.secondary)
    yield from (edit.span for each in one.help for edit in each.edits)


def say(text: str) -> None:
    """Tell a person on stderr what was done."""
    print(f"flowc: {text}", file=sys.stderr)


def home_of(source: Path) -> str:
    """Return the folder of a flow, as `check_flow` wants to know it."""
    return source.parent.resolve().as_posix()

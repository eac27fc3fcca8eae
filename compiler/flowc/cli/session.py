"""One run of the command line: what was read, what was found wrong, and how that is shown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from flowc.cli.paths import contents, named, nearby, shown
from flowc.text.report import Report, Stopped, stop
from flowrt.problems.say import tell

if TYPE_CHECKING:
    from flowc.frontend.uses import Load  # what a run reads files for is not always run
    from flowc.text.form import Format
    from flowc.text.source import SourceFile

__all__ = ["Session", "home_of", "say", "shown"]


@dataclass(slots=True)
class Session:
    """Collects sources and diagnostics; `show` writes the latter once, at the end."""

    form: "Format"
    report: Report = field(default_factory=Report)
    sources: "dict[str, SourceFile]" = field(default_factory=dict)
    done: str = ""
    """What was done, told after what was found."""
    looked_at: set[Path] = field(default_factory=set)

    def read(self, path: Path) -> bytes:
        """Return a file's bytes; report F001 and stop if it cannot be read."""
        self.looked_at.add(path)
        try:
            return contents(path)
        except OSError as error:
            from flowc.text.errors import UnreadableFile  # noqa: PLC0415 - they mostly can

            reason = (error.strerror or str(error)).lower()
            unread = UnreadableFile(named(path), reason, nearby(path))
            raise self.report.fail(unread) from None

    def write(self, path: Path, data: bytes, mode: int = 0o644, *, replaces: bool = False) -> None:
        """Write a file whole, and the folder it goes to; stop with F605 if that fails.

        What was read stays as it is, F095, unless it is this that the command `replaces`.
        """
        from flowc.seal import files  # noqa: PLC0415 - most commands only read

        if not replaces and self._was_read(path):
            from flowc.cli.errors.streams import WouldReplace  # noqa: PLC0415 - a slip

            raise self.report.fail(WouldReplace(shown(path)))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            from flowc.seal.errors.archives import CannotWrite  # noqa: PLC0415 - they mostly can

            raise stop(CannotWrite(shown(path), error.strerror or str(error))) from None
        files.write_file(path, data, mode=mode)

    def _was_read(self, path: Path) -> bool:
        try:
            return any(
                one.samefile(path) for one in self.looked_at if one.exists() and path.is_file()
            )
        except OSError:  # this cannot be looked at, so it is told when it cannot be written
            return False

    def source(self, path: Path) -> "SourceFile":
        """Return a flow's source, named as on the command line."""
        from flowc.text.decode import decode  # noqa: PLC0415 - what was checked before is not read

        source = decode(shown(path), self.read(path), self.report)
        self.sources[source.path] = source
        return source

    def beside(self, source: Path) -> "Load":
        """Return what fetches the files that a flow uses, and notes which were looked at."""
        from flowc.cli.beside import beside  # noqa: PLC0415 - the same

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
        if self.report.diagnostics or self.form not in ("human", "short"):
            from flowc.cli.showing import show  # noqa: PLC0415 - most runs find nothing

            show(self, stream)
        if self.done:
            say(self.done)


def say(text: str) -> None:
    """Tell a person on stderr what was done."""
    tell(f"flowc: {text}")


def home_of(source: Path) -> str:
    """Return the folder of a flow, as `check_flow` wants to know it."""
    return source.parent.resolve().as_posix()

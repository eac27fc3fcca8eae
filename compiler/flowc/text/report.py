"""The collector that a stage reports into: anything may be added in any order.

What comes out is ordered by file, start and code, and holds each diagnostic once; the order of
adding never shows. A stage ends with `stop_if_errors()`, so the next one sees only sound values.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flowc.text.diagnostic import Diagnostic  # most runs find nothing


class Stopped(Exception):  # noqa: N818 - it is no error itself: it carries the user's
    """A stage ended with errors; `report` holds them."""

    def __init__(self, report: "Report") -> None:
        super().__init__(f"stopped after {len(report.errors)} errors")
        self.report = report


class Report:
    """Diagnostics found so far."""

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []

    def add(self, diagnostic: "Diagnostic") -> None:
        """Note one diagnostic; the stage goes on."""
        self._found.append(diagnostic)

    def extend(self, diagnostics: "Iterable[Diagnostic]") -> None:
        """Note several."""
        self._found.extend(diagnostics)

    @property
    def diagnostics(self) -> "tuple[Diagnostic, ...]":
        """All of them, ordered, equal ones merged."""
        if not self._found:
            return ()
        from flowc.text.order import arrange  # noqa: PLC0415 - as above

        return arrange(self._found)

    @property
    def errors(self) -> "tuple[Diagnostic, ...]":
        """Those that stop a build."""
        return tuple(one for one in self.diagnostics if one.level == "error")

    def stop_if_errors(self) -> None:
        """Raise `Stopped` if an error was added."""
        if any(one.level == "error" for one in self._found):
            raise Stopped(self)

    def fail(self, diagnostic: "Diagnostic") -> Stopped:
        """Note an error that nothing can follow, for `raise report.fail(...)`."""
        self.add(diagnostic)
        return Stopped(self)


def stop(diagnostic: "Diagnostic") -> Stopped:
    """Return what to raise for a mistake that nothing can follow and nothing came before."""
    return Report().fail(diagnostic)

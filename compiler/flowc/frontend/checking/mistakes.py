"""The checker's way into the report: errors at once, cautions when told to."""

from typing import Final

from flowc.text.diagnostic import Caution, Error
from flowc.text.report import Report, Stopped

MOST_ERRORS: Final = 200
"""After so many mistakes the rest of a package is not checked."""


class Mistakes:
    """What was found so far; `errors` counts what stops the build."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._cautions: list[Caution] = []
        self.errors = 0

    def add(self, found: Error | Caution) -> None:
        """Note a mistake; the check goes on unless there are too many. Raises `Stopped` then."""
        if isinstance(found, Caution):
            self._cautions.append(found)
            return
        self.errors += 1
        self._report.add(found)
        if self.errors >= MOST_ERRORS:
            raise Stopped(self._report)

    def tell_cautions(self) -> None:
        """Hand on the cautions; what looks unused beside an error may be what the error hides."""
        self._report.extend(self._cautions)

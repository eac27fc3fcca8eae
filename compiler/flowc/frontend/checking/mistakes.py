"""The checker's way into the report: errors at once, cautions only if there are no errors."""

from flowc.text.diagnostic import Caution, Error
from flowc.text.report import Report


class Mistakes:
    """What was found so far; `errors` counts what stops the build."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._cautions: list[Caution] = []
        self.errors = 0

    def add(self, found: Error | Caution) -> None:
        """Note a mistake; the check goes on."""
        if isinstance(found, Caution):
            self._cautions.append(found)
            return
        self.errors += 1
        self._report.add(found)

    def stop_if_errors(self) -> None:
        """Raise `Stopped` if there are errors; otherwise hand on the cautions.

        What looks unused beside an error may be what the error hides.
        """
        self._report.stop_if_errors()
        self._report.extend(self._cautions)

"""`flowrt verify --explain`: each step of the ratchet, what it compared, what it concluded.

Takes the notes that `flowrt.verify` gives and the refusal that ended it, if one did.
"""

from flowrt.problems.report import Refused, shown

STEPS = (
    "signatures",
    "contents",
    "publisher",
    "expiry",
    "build",
    "pins",
    "engine",
    "digests",
    "plan",
)
"""The steps of `flowrt.verify`, in its order."""


class Steps:
    """Collects notes; `rows` says of every step whether it passed, refused, or was not reached."""

    def __init__(self) -> None:
        self._passed: dict[str, tuple[str, str]] = {}

    def note(self, name: str, compared: str, concluded: str) -> None:
        """Add a step that passed."""
        self._passed[name] = (compared, concluded)

    def rows(self, refusal: Refused | None = None) -> list[dict[str, str]]:
        """Return the steps as name, outcome, what was compared and what was concluded."""
        rows = []
        for name in STEPS:
            if name in self._passed:
                outcome, (compared, concluded) = "passed", self._passed[name]
            elif refusal is not None:
                outcome, concluded = "refused", f"{refusal.code}: {refusal.title}"
                compared = f"{refusal.found or 'nothing'} with {refusal.expected or 'nothing'}"
                refusal = None
            else:
                outcome, compared, concluded = "not reached", "", ""
            rows.append(
                {"step": name, "outcome": outcome, "compared": compared, "concluded": concluded}
            )
        return rows


def table(rows: list[dict[str, str]]) -> str:
    """Return the steps as lines of columns, numbered."""
    columns = ("step", "outcome", "compared", "concluded")
    widths = [max(len(column), *(len(shown(row[column])) for row in rows)) for column in columns]
    lines = [columns, *(tuple(shown(row[column]) for column in columns) for row in rows)]
    return "\n".join(
        "  ".join(
            [f"{number or '':>2}", *(cell.ljust(width) for cell, width in zip(line, widths))]  # noqa: B905 - equally long
        ).rstrip()
        for number, line in enumerate(lines)
    )

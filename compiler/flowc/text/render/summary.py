"""The last line of a run, and which diagnostics a person is shown."""

from collections import Counter
from collections.abc import Sequence

from flowc.text.diagnostic import Diagnostic

SHOWN = 20


def most_telling(diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return at most twenty, in their order; errors take the room before warnings do."""
    indices = range(len(diagnostics))
    kept = sorted(indices, key=lambda index: (diagnostics[index].level != "error", index))[:SHOWN]
    return tuple(diagnostics[index] for index in sorted(kept))


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Return the summary line, without a newline; empty if there is nothing to sum up."""
    if not diagnostics:
        return ""
    counts = Counter(one.level for one in diagnostics)
    parts = [_count(counts[level], level) for level in ("error", "warning") if counts[level]]
    worst = min(diagnostics, key=lambda one: one.level != "error")
    return f"flowc: {', '.join(parts)}; run `flowc explain {worst.code}` to read more"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")

"""What is to be cut: what was, with more and less of it."""

from collections.abc import Collection

from flowc.recut.errors import NotCut
from flowc.text.report import Report


def with_cuts(
    known: Collection[str], more: Collection[str], less: Collection[str], report: Report
) -> tuple[str, ...]:
    """Return the names, sorted; reports F533 for one of `less` that was not cut, and stops."""
    for name in less:
        if name not in known:
            report.add(NotCut(name, tuple(sorted(known))))
    report.stop_if_errors()
    return tuple(sorted((set(known) - set(less)) | set(more)))

"""For people: a line for each test under its file, the coverage, and the sum of it."""

from collections.abc import Iterator

from flowc.frontend.points import KINDS
from flowc.text.width import safe_line
from flowc.trials.coverage import WORDS, Count, Covered, total
from flowc.trials.results import Results, status

MARKS = {"passed": "ok   ", "failed": "FAIL ", "faulted": "FAULT"}


def render(results: Results) -> str:
    """Return the whole report; what went wrong is told elsewhere, as any other mistake."""
    return "\n".join([*_tests(results), *_coverage(results.coverage), _sum(results)]) + "\n"


def _tests(results: Results) -> Iterator[str]:
    for path, outcomes in results.files():
        yield safe_line(path)
        for one in outcomes:
            yield f"  {MARKS[status(one)]}  {safe_line(one.test.name)}"
        yield ""


def _coverage(files: tuple[Covered, ...] | None) -> Iterator[str]:
    if files is None:
        return
    rows = [("coverage", *WORDS.values(), "all")]
    rows += [
        (safe_line(one.source.path), *(str(one.of(kind)) for kind in KINDS), _share(one.all))
        for one in files
    ]
    if len(files) > 1:
        rows.append(("in all", *("" for _ in KINDS), _share(total(files))))
    yield from _table(rows)
    yield ""
    missed = [(one, point) for one in files for point in one.missed()]
    if missed:
        yield "not reached:"
        for one, point in missed:
            where = f"{one.source.path}:{one.source.place(point.span.start)}"
            yield f"  {safe_line(where)}  {safe_line(one.told(point))}"
        yield ""


def _share(count: Count) -> str:
    return f"{count.share:.1f} %"


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *cells in rows:
        padded = (cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        yield "  ".join([first.ljust(widths[0]), *padded])


def _sum(results: Results) -> str:
    count = len(results.outcomes)
    if not count:
        return "there are no tests"
    wrong = results.count("failed", "faulted")
    parts = [f"{count} test{'s' * (count != 1)}", f"{count - wrong} passed"]
    parts += [f"{wrong} failed"] if wrong else []
    return f"{', '.join(parts)} in {results.seconds:.2f} s"

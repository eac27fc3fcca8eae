"""A build's figures as text: columns that line up, for people."""

from collections.abc import Iterator, Sequence

from flowc.cli.ledger.book import Book

Row = tuple[str, ...]


def text(book: Book) -> str:
    """Return the figures; the last line ends as the others do."""
    stages: list[Row] = [(stage.name, _seconds(stage.seconds)) for stage in book.stages]
    stages.append(("in all", _seconds(book.seconds)))
    parts: list[Row] = [(part.name, _bytes(part.wasm)) for part in book.parts]
    parts.append(("the component", _bytes(book.component)))
    codes: list[Row] = [
        (code.name, _bytes(code.wasm), _bytes(code.native), made(code.seconds, kept=code.kept))
        for code in book.codes
    ]
    tables = [
        _table(("time", "seconds"), stages),
        _table(("bytes", "wasm"), parts),
        *([_table(("native code", "wasm", "native", ""), codes)] if codes else []),
    ]
    if book.executable:
        whole: list[Row] = [(name, _bytes(size)) for name, size in book.executable]
        whole.append(("in all", _bytes(sum(size for _, size in book.executable))))
        tables.append(_table(("executable", "bytes"), whole))
    tail = f"archive: {_bytes(book.archive)} bytes\n" if book.archive else ""
    return "\n".join(tables) + ("\n" + tail if tail else "")


def made(seconds: float, *, kept: bool) -> str:
    """Say how native code came about."""
    return "from the cache" if kept else f"compiled in {_seconds(seconds)} s"


def _table(head: Row, rows: Sequence[Row]) -> str:
    every = [head, *rows]
    widths = [max(len(row[at]) for row in every) for at in range(len(head))]
    return "".join(line + "\n" for line in _lines(every, widths))


def _lines(rows: Sequence[Row], widths: Sequence[int]) -> Iterator[str]:
    for first, *rest in rows:
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f}"


def _bytes(count: int) -> str:
    return f"{count:,}"

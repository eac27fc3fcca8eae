"""A graph as an archive keeps it: whole enough to be cut otherwise without the source.

`write` gives a text: which form it has, what was asked to be cut, and the graph, whose components
say by their digests which of those inside the fused one they are and whose operations say where
they were written. `read` is its inverse; a mistake goes to the report (F3xx) and stops.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from flowc.ir.graph import Graph
from flowc.ir.literals import quoted
from flowc.ir.print import text
from flowc.ir.printing.declarations import Whole
from flowc.ir.read import Reader, read_with
from flowc.ir.reading.cursor import Refused
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span

FORM: Final = "1"


@dataclass(frozen=True, slots=True)
class Document:
    """An optimised graph that was not cut yet, and what a build knows of it besides.

    `cuts` are what was asked to be cut, `binaries` the digests of components, in lower-case
    hexadecimal digits, by alias; `place` says where in the source a span of the graph starts.
    """

    graph: Graph
    cuts: tuple[str, ...]
    binaries: Mapping[str, str]
    place: Callable[[Span], str]

    @classmethod
    def of(
        cls,
        graph: Graph,
        cuts: Iterable[str],
        binaries: Mapping[str, bytes],
        place: Callable[[Span], str],
    ) -> Self:
        """Return the document of a graph over components, given by alias."""
        digests = {alias: sha256(data).hexdigest() for alias, data in binaries.items()}
        return cls(graph, tuple(cuts), digests, place)


def write(document: Document) -> str:
    """Return the text, which ends in a newline."""
    cuts = "".join(f"cut {quoted(one)}\n" for one in sorted(set(document.cuts)))
    body = text(document.graph, Whole(document.binaries, document.place))
    return f"graph {FORM}\n{cuts}\n{body}"


def read(source: SourceFile, report: Report) -> Document:
    """Return what a text keeps."""
    reader = Reader(source)
    try:
        cuts = _front(reader)
    except Refused as refused:
        raise report.fail(refused.error) from None
    graph = read_with(reader, report)
    return Document(graph, cuts, reader.binaries, lambda span: reader.written.get(span, ""))


def _front(reader: Reader) -> tuple[str, ...]:
    cursor, cuts = reader.cursor, []
    cursor.word("graph")
    if cursor.next.text != FORM:
        cursor.refuse(f"`{FORM}`, the form that is known here")
    cursor.take("number")
    while cursor.skip("cut"):
        cuts.append(cursor.string())
    return tuple(cuts)

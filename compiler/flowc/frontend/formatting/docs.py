"""Documents: text that knows where it may break, after Wadler's "A prettier printer".

A document is built from the constructors here and never changed; `render.render` lays it out.
Each knows `flat`, how it reads on one line: None if a break is forced or no line could hold it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

WIDTH: Final = 100
"""How many columns a line should have at most."""

INDENT: Final = 2
"""By how many columns `nest` moves lines to the right."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text as it is."""

    text: str
    flat: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line break; where all is on one line, `flat`. `blank` asks for an empty line as well."""

    blank: bool
    flat: str | None


@dataclass(frozen=True, slots=True)
class Fresh:
    """A line break, unless the line is empty so far."""

    flat: None = None


@dataclass(frozen=True, slots=True)
class Suffix:
    """A comment that ends its line; a `,` or `;` right after it is put before it."""

    text: str
    flat: None = None


@dataclass(frozen=True, slots=True)
class WhenBroken:
    """Text that is there only where its group is broken."""

    text: str
    flat: str = ""


@dataclass(frozen=True, slots=True)
class Concat:
    """One after the other."""

    parts: "tuple[Doc, ...]"
    flat: str | None


@dataclass(frozen=True, slots=True)
class Nest:
    """Lines inside start further to the right."""

    inner: "Doc"
    flat: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """On one line if that has room for `flat`; else `broken`, with all its lines broken."""

    broken: "Doc"
    flat: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The first whose text up to its first break has room; else the last."""

    options: "tuple[Doc, ...]"
    flat: str | None


@dataclass(frozen=True, slots=True)
class Rows:
    """`chosen` if every one of `lines` has room where a line starts; else `other`.

    `leading` asks that the current line be empty so far.
    """

    lines: tuple[str | None, ...]
    chosen: "Doc"
    other: "Doc"
    leading: bool
    flat: str | None


Doc: TypeAlias = Text | Line | Fresh | Suffix | WhenBroken | Concat | Nest | Group | Choice | Rows

EMPTY: Final = Text("", "")
LINE: Final = Line(blank=False, flat=" ")
SOFT: Final = Line(blank=False, flat="")
BREAK: Final = Line(blank=False, flat=None)
FRESH: Final = Fresh()


def text(of: str) -> Text:
    """Show text, which may hold line breaks of its own."""
    return Text(of, None if "\n" in of else of)


def line(*, blank: bool) -> Line:
    """Break the line or show a space; `blank` adds an empty line where it breaks."""
    return Line(blank, " ")


def hard(*, blank: bool) -> Line:
    """Break the line in any case."""
    return Line(blank, None)


def concat(*parts: Doc | str) -> Doc:
    """Show documents one after the other."""
    docs = tuple(text(part) if isinstance(part, str) else part for part in parts)
    return docs[0] if len(docs) == 1 else Concat(docs, _joined(docs))


def nest(inner: Doc) -> Doc:
    """Move the lines that start inside to the right."""
    return Nest(inner, inner.flat)


def group(inner: Doc, broken: Doc | None = None) -> Doc:
    """Show `inner` on one line if there is room, else `broken`, which is `inner` by default."""
    return Group(inner if broken is None else broken, inner.flat)


def choice(*options: Doc) -> Doc:
    """Show the first that has room up to its first break, else the last."""
    return Choice(options, options[-1].flat)


def rows(lines: Iterable[Doc], chosen: Doc, other: Doc, *, leading: bool = False) -> Doc:
    """Show `chosen` if each of `lines` has room on a line of its own, else `other`."""
    return Rows(tuple(one.flat for one in lines), chosen, other, leading, other.flat)


def _joined(docs: Iterable[Doc]) -> str | None:
    made, length = list[str](), 0
    for doc in docs:
        if doc.flat is None:
            return None
        made.append(doc.flat)
        length += len(doc.flat)
        if length > WIDTH:
            return None
    return "".join(made)

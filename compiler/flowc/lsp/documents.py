"""The open documents: each read once for each of its texts, with the last sound state beside it.

A `.wit` file that is open is not read here: it is what the flows read that use it.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, urljoin

from lsprotocol.types import Location, Position, Range

from flowc.frontend.checking.package import Package
from flowc.lsp.analysis import Analysis, analyse, parsed
from flowc.lsp.files import Files
from flowc.lsp.index import Occurrence
from flowc.lsp.loading import Loader
from flowc.lsp.positions import Positions
from flowc.lsp.shift import Shift, shift
from flowc.text.source import SourceFile
from flowc.text.span import Span


@dataclass(frozen=True)
class View:
    """A document as it stands.

    `good` is how it last stood with all of it read; the same state where that is now.
    """

    uri: str
    now: Analysis
    good: Analysis
    loader: Loader
    encoding: str

    @cached_property
    def positions(self) -> Positions:
        """The document's lines."""
        return Positions(self.text, self.encoding)

    @property
    def text(self) -> str:
        """The document's text."""
        return self.now.source.text

    @property
    def package(self) -> Package | None:
        """What the document declares at its top, or did when all of it was read."""
        return self.good.package if self.now.package is None else self.now.package

    def location(self, span: Span) -> Location:
        """Return where a span stands, in this document or in a file that it leads to."""
        if span.file == self.now.source.path:
            return Location(self.uri, self.positions.range(span))
        uri = urljoin(self.uri, quote(span.file, errors="surrogatepass"))
        text = self.loader.text(span.file)
        if text is None:
            return Location(uri, Range(Position(0, 0), Position(0, 0)))
        return Location(uri, Positions(text, self.encoding).range(span))

    @cached_property
    def shift(self) -> Shift:
        """What was edited since the last sound state."""
        return shift(self.good.source.text, self.text)

    def find(self, offset: int) -> Occurrence | None:
        """Return the name at an offset, as it was when it could be read last."""
        found = self.now.index.at(offset)
        before = self.shift.back(offset)
        if found is not None or self.good is self.now or before is None:
            return found
        old = self.good.index.at(before)
        return None if old is None else self._moved(old)

    def _moved(self, old: Occurrence) -> Occurrence | None:
        span = self.shift.forth(old.span)
        if span is None:
            return None
        home = old.symbol.home
        if home is not None and home.file == span.file:
            home = self.shift.forth(home)
        return Occurrence(span, replace(old.symbol, home=home))

    def read(self, text: str) -> Analysis:
        """Read another text as if it were the document's."""
        return analyse(parsed(SourceFile(self.now.source.path, text)), self.loader)


@dataclass(slots=True)
class _Open:
    loader: Loader
    view: View | None = None


@dataclass(slots=True)
class Documents:
    """All documents by URI; `encoding` is the one agreed on."""

    encoding: str
    files: Files = field(default_factory=Files)
    _open: dict[str, _Open] = field(default_factory=dict)

    def view(self, uri: str, path: str | None, text: str) -> View:
        """Return a document's state; `path` is its file, None if it has none yet."""
        place = Path(path) if path else None
        folder = place.parent if place else None
        known = self._open.setdefault(uri, _Open(Loader(folder, self.files)))
        if known.view is None or known.view.text != text:
            source = SourceFile(place.name if place else "untitled.flow", text)
            known.view = self._made(uri, analyse(parsed(source), known.loader), known)
        return known.view

    def _made(self, uri: str, now: Analysis, known: _Open) -> View:
        before = now if known.view is None else known.view.good
        return View(uri, now, now if now.whole else before, known.loader, self.encoding)

    def forget(self, uri: str) -> None:
        """Drop a document that was closed."""
        self._open.pop(uri, None)

    @property
    def views(self) -> tuple[View, ...]:
        """All documents as they stood when they were looked at last."""
        return tuple(one.view for one in self._open.values() if one.view is not None)

    def stale(self) -> tuple[str, ...]:
        """Read every document again of which a file that it uses has changed; return their URIs."""
        found = {uri: one for uri, one in self._open.items() if one.loader.stale}
        for uri, one in found.items():
            if one.view is not None:
                one.view = self._made(uri, one.view.read(one.view.text), one)
        return tuple(found)

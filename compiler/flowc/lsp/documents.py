"""The open documents: each read once for each of its texts, with the last sound state beside it.

A `.wit` file that is open is not read here: it is what the flows read that use it.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, urljoin

from lsprotocol.types import Location, Position, Range

from flowc.frontend.checking.packages.package import Package
from flowc.lsp.analysis import Analysis, analyse, parsed
from flowc.lsp.files import Files
from flowc.lsp.index import Occurrence
from flowc.lsp.loading import Loader
from flowc.lsp.piece import Piece
from flowc.lsp.positions import Positions
from flowc.lsp.shift import Shift, shift
from flowc.text.source import SourceFile
from flowc.text.span import Span


@dataclass(frozen=True)
class View:
    """A document as it stands, which is read when someone asks for that.

    `last` is how it stood when it was read last, `sound` how it stood with all of it read.
    """

    uri: str
    source: SourceFile
    loader: Loader
    encoding: str
    last: Analysis | None = None
    sound: Analysis | None = None
    _edits: dict[int, Shift] = field(default_factory=dict, compare=False, repr=False)
    """What was edited since a state, by the identity of that; the view holds every such state."""

    @cached_property
    def now(self) -> Analysis:
        """The state that the text says."""
        return analyse(parsed(self.source), self.loader)

    @property
    def is_read(self) -> bool:
        """Whether the text as it stands was read."""
        return "now" in self.__dict__

    @property
    def is_outdated(self) -> bool:
        """Whether it was read, and a file that it uses is another since."""
        return self.is_read and self.loader.outdated(self.now.reading)

    @property
    def known(self) -> Analysis:
        """The latest state that is at hand: of this text, or of one before."""
        return self.now if self.is_read or self.last is None else self.last

    @property
    def good(self) -> Analysis:
        """How the document last stood with all of it read, which may be now."""
        known = self.known
        return known if known.whole or self.sound is None else self.sound

    @cached_property
    def positions(self) -> Positions:
        """The document's lines."""
        return Positions(self.text, self.encoding)

    @property
    def text(self) -> str:
        """The document's text."""
        return self.source.text

    @property
    def package(self) -> Package | None:
        """What the document declares at its top, or did when all of it was read."""
        return self.good.package if self.known.package is None else self.known.package

    def location(self, span: Span) -> Location:
        """Return where a span stands, in this document or in a file that it leads to."""
        if span.file == self.source.path:
            return Location(self.uri, self.positions.range(span))
        uri = urljoin(self.uri, quote(span.file, errors="surrogatepass"))
        text = self.loader.text(span.file)
        if text is None:
            return Location(uri, Range(Position(0, 0), Position(0, 0)))
        return Location(uri, Positions(text, self.encoding).range(span))

    def since(self, state: Analysis) -> Shift:
        """Return what was edited since a state."""
        known = self._edits.get(id(state))
        if known is None:
            known = self._edits[id(state)] = shift(state.source.text, self.text)
        return known

    def back(self, offset: int) -> int | None:
        """Return where an offset is in the state that is known; None in what was edited since."""
        return self.since(self.known).back(offset)

    def forth(self, span: Span) -> Span | None:
        """Return where a span of the state that is known is now; None if it was edited."""
        return self.since(self.known).forth(span)

    def piece(self, start: int, end: int) -> Piece:
        """Return what to read of the text to know the declaration around two offsets."""
        frame = self.known.frame
        if frame is None:
            return Piece(0, self.text)
        return frame.piece(self.text, self.since(self.known), start, end)

    def find(self, offset: int) -> Occurrence | None:
        """Return the name at an offset, as it was when it could be read last."""
        found = self._found(self.known, offset)
        return (
            found
            if found is not None or self.good is self.known
            else self._found(self.good, offset)
        )

    def _found(self, state: Analysis, offset: int) -> Occurrence | None:
        if state.source is self.source:
            return state.index.at(offset)
        edit = self.since(state)
        before = edit.back(offset)
        old = None if before is None else state.index.at(before)
        return None if old is None else self._moved(old, edit)

    def _moved(self, old: Occurrence, edit: Shift) -> Occurrence | None:
        span = edit.forth(old.span)
        if span is None:
            return None
        home = old.symbol.home
        if home is not None and home.file == span.file:
            home = edit.forth(home)
        return Occurrence(span, replace(old.symbol, home=home))

    def read(self, text: str) -> Analysis:
        """Read another text as if it were the document's."""
        return analyse(parsed(SourceFile(self.source.path, text)), self.loader)


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
            known.view = self._made(uri, source, known)
        return known.view

    def _made(self, uri: str, source: SourceFile, known: _Open) -> View:
        before = known.view
        if before is None:
            return View(uri, source, known.loader, self.encoding)
        return View(uri, source, known.loader, self.encoding, before.known, before.good)

    def is_latest(self, view: View) -> bool:
        """Whether a document still stands as it does in a view."""
        known = self._open.get(view.uri)
        return known is not None and known.view is view

    def forget(self, uri: str) -> None:
        """Drop a document that was closed."""
        self._open.pop(uri, None)

    @property
    def views(self) -> tuple[View, ...]:
        """All documents that were read as they stand."""
        views = (one.view for one in self._open.values())
        return tuple(one for one in views if one is not None and one.is_read)

    def stale(self) -> tuple[str, ...]:
        """Have every document read again of which a file that it uses has changed; say which.

        One that is being read is not among them: whoever has it read asks once more thereafter.
        """
        found = []
        for uri, one in self._open.items():
            if one.view is not None and one.view.is_outdated:
                one.view = self._made(uri, one.view.source, one)
                found.append(uri)
        return tuple(found)

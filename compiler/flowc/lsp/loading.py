"""What a document uses, read once for each state of the files.

A file is looked at again when its stamp differs, whatever it was read for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from flowc.frontend import tree, uses
from flowc.frontend.signature import Component
from flowc.lsp.beside import noted
from flowc.lsp.files import Files, Stamp
from flowc.text.report import Report

Key: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Loader:
    """Reads what a flow in `folder` uses; without a folder there is nothing to read."""

    folder: Path | None
    files: Files = field(default_factory=Files)
    _key: Key | None = None
    _stamps: dict[str, Stamp] = field(default_factory=dict)
    _found: Mapping[str, Component | None] = field(default_factory=dict)

    def uses(self, flow: tree.Flow, report: Report) -> Mapping[str, Component | None]:
        """Return the signatures of all that a flow uses, by alias; report what cannot be read."""
        key = tuple((use.alias.text, use.path) for use in flow.uses)
        if key != self._key or self.stale:
            fresh = Report()
            self._stamps.clear()
            self._found = self._read(flow, fresh)
            self._key = None if fresh.errors else key  # what is said again is said in its place
            report.extend(fresh.diagnostics)
        return self._found

    @property
    def stale(self) -> bool:
        """Whether a file that was read is another now."""
        return any(self.files.stamp(self.path(one)) != was for one, was in self._stamps.items())

    def text(self, file: str) -> str | None:
        """Return the text of a file that a span names, None where it has none."""
        return None if self.folder is None or "\0" in file else self.files.text(self.folder / file)

    def path(self, file: str) -> Path:
        """Return the path of a file that is named in the document; raises OSError for none."""
        if self.folder is None:
            raise FileNotFoundError(2, "the flow is not saved yet")
        if "\0" in file:
            raise FileNotFoundError(2, "no path holds a NUL")
        return self.folder / file

    def _read(self, flow: tree.Flow, report: Report) -> Mapping[str, Component | None]:
        found = uses.load_uses(flow, self.load, report)
        return {
            alias: one
            if one is None or alias not in found.binaries
            else noted(one, found.paths[alias], self)
            for alias, one in found.signatures.items()
        }

    def load(self, path: str) -> bytes:
        """Return the bytes of a file that the document leads to; raises OSError for none."""
        place = self.path(path)
        self._stamps[path] = self.files.stamp(place)
        return self.files.read(place)

    def names(self, folder: str, suffix: str) -> list[str]:
        """Return the files of a folder that end so."""
        path = self.path(folder)
        self._stamps[folder] = self.files.stamp(path)
        return self.files.names(path, suffix)

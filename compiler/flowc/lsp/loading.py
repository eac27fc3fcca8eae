"""The components that a document uses, read once for each state of their files.

A file is looked at again when its size or time of change differs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from flowc.frontend import tree, uses
from flowc.frontend.signature import Component
from flowc.text.report import Report

Stamp: TypeAlias = tuple[str, str, int, int]


@dataclass(slots=True)
class Loader:
    """Reads what a flow in `folder` uses; without a folder there is nothing to read."""

    folder: Path | None
    _key: tuple[Stamp, ...] | None = None
    _found: Mapping[str, Component | None] = field(default_factory=dict)

    def uses(self, flow: tree.Flow, report: Report) -> Mapping[str, Component | None]:
        """Return the signatures of all that a flow uses, by alias; report what cannot be read."""
        key = tuple(self._stamp(use) for use in flow.uses)
        if key != self._key:
            fresh = Report()
            self._found = uses.load_uses(flow, self._load, fresh).signatures
            self._key = None if fresh.errors else key  # what is said again is said in its place
            report.extend(fresh.diagnostics)
        return self._found

    def _stamp(self, use: tree.Use) -> Stamp:
        try:
            stat = self._path(use.path).stat()
        except OSError:
            return use.alias.text, use.path, -1, -1
        return use.alias.text, use.path, stat.st_mtime_ns, stat.st_size

    def _load(self, path: str) -> bytes:
        return self._path(path).read_bytes()

    def _path(self, path: str) -> Path:
        if self.folder is None:
            raise FileNotFoundError(2, "the flow is not saved yet")
        if "\0" in path:
            raise FileNotFoundError(2, "no path holds a NUL")
        return self.folder / path

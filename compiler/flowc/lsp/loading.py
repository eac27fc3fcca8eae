"""What a document uses, read once for each state of the files.

A file is looked at again when its stamp differs, whatever it was read for. Each `Reading` knows the
stamps that it was made at: that one text was read anew says nothing of what another one was told.
"""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TypeAlias

from flowc.cache import folder as cache_folder
from flowc.frontend import check, tree
from flowc.frontend.packages import load_program
from flowc.frontend.reference import is_remote
from flowc.frontend.signature import Component
from flowc.lock import NAME, Remotes, Store
from flowc.lsp.beside import noted
from flowc.lsp.files import Files, Stamp
from flowc.text.diagnostic import Diagnostic
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span

Key: TypeAlias = tuple[tuple[str, str, Span], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a flow uses, by alias, and how each file was when it was first read for that."""

    used: check.Used = field(default_factory=dict)
    said: tuple[Diagnostic, ...] = ()
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)

    def leading_to(self, file: str) -> str:
        """Return the alias by which the document comes to a file, directly or not."""
        known = (alias for alias, path in self.paths.items() if path == file)
        return next(known, "").partition(".")[0]


@dataclass(slots=True)
class Loader:
    """Reads what a flow in `folder` uses; without a folder there is nothing to read.

    Threads may share it.
    """

    folder: Path | None
    files: Files = field(default_factory=Files)
    root: str = ""
    _key: Key | None = None
    _latest: Reading = Reading()
    _stamps: dict[str, Stamp] = field(default_factory=dict)
    _lock: AbstractContextManager[bool] = field(default_factory=Lock)

    def uses(self, flow: tree.Flow, report: Report) -> Reading:
        """Return what is known of all that a flow uses; report what is wrong with it."""
        key = tuple((use.alias.text, use.path, use.path_span) for use in flow.uses)
        with self._lock:
            if key != self._key or self.outdated(self._latest):
                self._latest, self._key = self._read(flow), key
            report.extend(self._latest.said)
            return self._latest

    def outdated(self, reading: Reading) -> bool:
        """Whether a file that was read is another now."""
        return any(self.files.stamp(self.path(one)) != was for one, was in reading.stamps.items())

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

    def _read(self, flow: tree.Flow) -> Reading:
        home = "" if self.folder is None else self.folder.as_posix()
        self.root, self._stamps, report = flow.file, {}, Report()
        program = load_program(flow, SourceFile(flow.file, ""), self.load, report, home)
        root = program.members[-1]
        found = check.uses_of(root, check.libraries(program.without_root, report))
        used = {
            alias: self._noted(one, root.labels[alias]) if isinstance(one, Component) else one
            for alias, one in found.items()
        }
        return Reading(used, report.diagnostics, self._stamps, program.paths)

    def _noted(self, component: Component, label: str) -> Component:
        return component if is_remote(label) else noted(component, label, self)

    def load(self, path: str) -> bytes:
        """Return the bytes of what the document leads to; raises OSError or `Unavailable`."""
        if is_remote(path):
            return self._remote(path)
        place = self.path(path)
        self._stamp(path, place)
        return self.files.read(place)

    def _remote(self, path: str) -> bytes:
        """Return a component of a registry; it is another one with the lock, or once it is here."""
        lock = self.path(NAME)
        self._stamp(NAME, lock)
        remotes = Remotes(lock.parent, self.root, Store(cache_folder(os.environ)))
        copy = remotes.store.path(remotes.pin(path).digest)
        if copy is not None:
            self._stamp(str(copy), copy)
        return remotes.load(path)

    def names(self, folder: str, suffix: str) -> list[str]:
        """Return the files of a folder that end so."""
        path = self.path(folder)
        self._stamp(folder, path)
        return self.files.names(path, suffix)

    def _stamp(self, name: str, path: Path) -> None:
        """Note how a file was when it was first read: what was read then is not what it became."""
        self._stamps.setdefault(name, self.files.stamp(path))

"""What tells an audit of files: a look at each call of `wasi:filesystem` that names one.

A file is told by the granted folder and its path in there, with what was done: so its owner knows
it. A name that is not there may be made of anything, of input too. What was asked for in vain is
named where that name exists, and else counted by the folder that was granted, with the error.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flowrt.engine import capi
from flowrt.engine.system.relay import Relay
from flowrt.engine.system.watched import Call, Kinds
from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrt.engine.system.count import Count

_OPEN = "[method]descriptor.open-at"
_LINK = "[method]descriptor.link-at"
_RENAME = "[method]descriptor.rename-at"
_WRITE = "[method]descriptor.write"
_FOLDERS = "get-directories"
KINDS = Kinds(
    "filesystem",
    first=101,
    resources={
        "filesystem/types": ("descriptor", "directory-entry-stream"),
        "filesystem/preopens": (),
    },
    gives={
        _OPEN: ("descriptor",),
        "[method]descriptor.read-directory": ("directory-entry-stream",),
        _FOLDERS: ("descriptor",),
    },
    takes={
        _LINK: (0, 3),
        _RENAME: (0, 2),
        "[method]descriptor.is-same-object": (0, 1),
    },
)
USES: Mapping[str, tuple[tuple[int, int, str], ...]] = {
    "[method]descriptor.create-directory-at": ((0, 1, "create"),),
    _LINK: ((0, 2, "link"), (1, 4, "create")),
    "[method]descriptor.metadata-hash-at": ((0, 2, "look"),),
    "[method]descriptor.readlink-at": ((0, 1, "look"),),
    "[method]descriptor.remove-directory-at": ((0, 1, "remove"),),
    _RENAME: ((0, 1, "remove"), (1, 3, "create")),
    "[method]descriptor.set-times-at": ((0, 2, "write"),),
    "[method]descriptor.stat-at": ((0, 2, "look"),),
    "[method]descriptor.symlink-at": ((0, 2, "create"),),
    "[method]descriptor.unlink-file-at": ((0, 1, "remove"),),
}
"""What is done by the functions that name files: in which subject's folder, by which argument."""
PIECE = 1 << 16
"""Bytes that one call writes at most, as each is passed on by itself; it reads no more anyway."""


class Place(Value):
    """A file or a folder: the granted folder, and the path in there; empty for that folder."""

    folder: str
    path: str = ""

    def at(self, path: str) -> Place:
        """Return what a path leads to from here, as it was asked for: links are not looked into."""
        parts = f"{self.path}/{path}".split("/")
        return Place(self.folder, "/".join(one for one in parts if one not in ("", ".")))

    def __str__(self) -> str:
        return f"{self.folder.rstrip('/')}/{self.path}" if self.path else self.folder


def watched(folders: Mapping[str, str], count: Count) -> Relay:
    """Return what counts a component's uses of files; `folders` are where those granted lie."""
    return Relay(KINDS, lambda _: Files(folders, count), count)


@dataclass(slots=True)
class Files:
    """What the descriptors of one store are of."""

    folders: Mapping[str, str]
    count: Count
    _places: dict[int, Place] = field(default_factory=dict)

    def before(self, call: Call) -> str:
        """Have less written at once than is asked for, which is allowed."""
        if call.label == _WRITE:
            call.given[1].of.vector.size = min(call.given[1].of.vector.size, PIECE)
        return ""

    def after(self, call: Call, result: capi.Value) -> None:
        """Count what was done, and learn what is behind a new descriptor."""
        if call.label == _FOLDERS:
            pairs = result.of.vector.data[: result.of.vector.size]
            names = (capi.text_of(pair.of.vector.data[1].of.string) for pair in pairs)
            self._places |= dict(zip(call.made, map(Place, names), strict=True))
        elif call.label == _OPEN:
            self._opened(call, result.of.result)
        for subject, argument, use in USES.get(call.label, ()):
            folder = self._places[call.subjects[subject]]
            self._tell(
                folder, capi.text_of(call.given[argument].of.string), (use,), result.of.result
            )

    def dropped(self, number: int) -> None:
        """Forget a descriptor."""
        self._places.pop(number, None)

    def _opened(self, call: Call, result: capi.Either) -> None:
        folder, path = self._places[call.subjects[0]], capi.text_of(call.given[2].of.string)
        wanted = (*_names(call.given[4]), *_names(call.given[3]))
        uses = tuple(one for one in ("read", "write", "create", "truncate") if one in wanted)
        self._tell(folder, path, uses or ("look",), result)
        if result.is_ok:
            self._places[call.made[0]] = folder.at(path)

    def _tell(self, folder: Place, path: str, uses: tuple[str, ...], result: capi.Either) -> None:
        """Count uses of a file, or why there were none."""
        place = folder.at(path)
        if result.is_ok:
            self.count.used(self.count.files, str(place), uses)
            return
        code = capi.text_of(result.value.contents.of.string)
        is_absolute, host = path.startswith("/"), self.folders[folder.folder]
        there = os.path.lexists(path if is_absolute else f"{host}/{place.path}")
        name = (path if is_absolute else str(place)) if there else folder.folder
        self.count.used(self.count.missed, name, (code,))


def _names(flags: capi.Value) -> list[str]:
    """Return the flags that are set."""
    return [capi.text_of(one) for one in flags.of.flags.data[: flags.of.flags.size]]

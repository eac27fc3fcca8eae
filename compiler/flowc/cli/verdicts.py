"""Packages that were found well, remembered by digest: nothing that is the same is checked again.

An entry names a source and all files that were read for it, with their SHA-256, and the compiler
that read them. It holds for as long as all of these are what they were. Only `flowc check` asks
here, so that nothing that is sealed rests on it. An entry that cannot be read, or is damaged, or
is of another form, is as good as none; a folder that cannot be written to is no mistake.
"""

import hashlib
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from flowc import cache
from flowc.cache import compiler, digest

if TYPE_CHECKING:
    from flowc.cli.beside import Beside

FORM = "flowc check 1"
MOST_BYTES = 1 << 20
"""The size of an entry."""
MOST_ENTRIES = 1_000
"""How many are kept; beyond that the older half goes."""

Digests = Mapping[str, str]
"""SHA-256 by path, relative to the source's folder."""


@dataclass(slots=True)
class Reading:
    """Fetches the files that a source uses, and notes what each was; `whole` if all were there."""

    load: "Beside"
    digests: dict[str, str] = field(default_factory=dict)
    whole: bool = True

    def __call__(self, path: str) -> bytes:
        """Return the bytes of the file at `path`."""
        try:
            data = self.load(path)
        except Exception:
            self.whole = False
            raise
        for name, found in self.load.behind(path, data).items():
            if name not in self.digests:
                self.digests[name] = digest(found)
        return data


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The entries in a folder; none are kept or found where there is no folder."""

    folder: Path | None

    def holds(self, source: Path, data: bytes) -> bool:
        """Whether a source of these bytes was found well, with all that it uses as it is now."""
        digests = self._entry(source)
        if digests is None or digests.get("") != digest(data):
            return False
        return all(_is_still(source.parent / path, was) for path, was in digests.items() if path)

    def keep(self, source: Path, data: bytes, used: Digests) -> None:
        """Remember that a source was found well with the files that it uses."""
        body = _written({"": digest(data), **used})
        if self.folder is None or body is None:
            return
        with suppress(OSError):
            cache.write(self.folder / _name(source), f"{digest(body)}\n".encode(), body)
            _tidy(self.folder)

    def _entry(self, source: Path) -> Digests | None:
        if self.folder is None:
            return None
        entry = cache.read(self.folder / _name(source), MOST_BYTES)
        if entry is None:
            return None
        seal, _, body = entry.partition(b"\n")
        return _read(body) if seal == digest(body).encode() else None


def _name(source: Path) -> str:
    return digest(os.fsencode(source.resolve()))


def _written(digests: Digests) -> bytes | None:
    """Return the body of an entry; None where a path cannot stand on a line."""
    if any("\n" in path for path in digests):
        return None
    lines = (f"{FORM} {compiler()}", *(f"{was} {path}" for path, was in digests.items()), "")
    try:
        return "\n".join(lines).encode()
    except UnicodeEncodeError:
        return None


def _read(body: bytes) -> Digests | None:
    """Return what an entry of this compiler says; None for any other bytes."""
    try:
        head, *lines, last = body.decode().split("\n")
    except (UnicodeDecodeError, ValueError):
        return None
    if head != f"{FORM} {compiler()}" or last:
        return None
    pairs = (line.partition(" ") for line in lines)
    return {path: was for was, _, path in pairs}


def _is_still(path: Path, was: str) -> bool:
    """Whether a file is what it was; it must be a plain one, as others may never end."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == was
    except (OSError, ValueError):
        return False


def _tidy(folder: Path) -> None:
    """Leave out the older half of very many entries."""
    entries = [one for one in folder.iterdir() if one.is_file()]
    if len(entries) <= MOST_ENTRIES:
        return
    entries.sort(key=lambda one: one.stat().st_mtime_ns)
    for one in entries[: MOST_ENTRIES // 2]:
        one.unlink(missing_ok=True)

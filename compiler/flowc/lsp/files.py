"""Files as an editor has them: what is open in it as it stands there, all else as on disk."""

import os
from dataclasses import dataclass, field
from errno import ENOENT
from pathlib import Path
from typing import TypeAlias

Stamp: TypeAlias = tuple[int, int]
"""What changes with a file: its time and size, or of an open one how often any was changed."""

GONE: Stamp = (-1, -1)
DEEPEST, MOST = 2, 500


@dataclass(slots=True)
class Files:
    """The disk, and before it the texts that are open."""

    _open: dict[Path, tuple[int, str]] = field(default_factory=dict)
    _changes: int = 0

    def open(self, path: Path, text: str) -> None:
        """Take an open file's text from now on."""
        known = self._open.get(_plain(path))
        if known is None or known[1] != text:
            self._changes += 1
            self._open[_plain(path)] = self._changes, text

    def close(self, path: Path) -> None:
        """Take a file from the disk again."""
        self._open.pop(_plain(path), None)

    def stamp(self, path: Path) -> Stamp:
        """Return what is another whenever the file may be another."""
        known = self._open.get(_plain(path))
        if known is not None:
            return -2, known[0]
        try:
            stat = path.stat()
        except (OSError, ValueError):
            return GONE
        return stat.st_mtime_ns, stat.st_size

    def read(self, path: Path) -> bytes:
        """Return a file's bytes; raises OSError where there is none."""
        known = self._open.get(_plain(path))
        if known is not None:
            return known[1].encode(errors="surrogatepass")
        try:
            return path.read_bytes()
        except ValueError:  # a name that no file can have
            raise FileNotFoundError(ENOENT, "no file has such a name") from None

    def text(self, path: Path) -> str | None:
        """Return a file's text, None where it has none."""
        try:
            return self.read(path).decode("utf-8").removeprefix("\ufeff")
        except (OSError, ValueError):
            return None

    def names(self, folder: Path, suffix: str) -> list[str]:
        """Return the files of a folder, down to its subfolders' subfolders, that end so."""
        found: list[str] = []
        for at, folders, names in os.walk(folder):
            below = Path(at).relative_to(folder)
            found += ((below / name).as_posix() for name in sorted(names) if name.endswith(suffix))
            folders[:] = sorted(folders) if len(below.parts) < DEEPEST else []
            if len(found) > MOST:
                return []
        return found


def _plain(path: Path) -> Path:
    return Path(os.path.normpath(path))

"""What a flow's uses are read from: files beside it, and components of registries in the cache.

Each file is read once, however many uses name it, and only where it is a plain one: a device or a
pipe may never end.
"""

import errno
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from flowc import cache
from flowc.cli.paths import shown
from flowc.frontend.reference import is_remote

if TYPE_CHECKING:
    from flowc.lock import Remotes  # few flows use any


@dataclass
class Beside:
    """Fetches what a source uses, by the path that a `use` names."""

    source: Path
    _known: dict[Path, bytes] = field(default_factory=dict)

    def __call__(self, path: str) -> bytes:
        """Return the bytes of what a path leads to; raises `OSError` or `Unavailable`."""
        if is_remote(path):
            return self.remotes.load(path)
        file = Path(os.path.realpath(self.source.parent / path))  # resolve() raises for loops
        if file not in self._known:
            mode = file.stat().st_mode
            if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                raise OSError(errno.EINVAL, "it is not a plain file")
            self._known[file] = file.read_bytes()
        return self._known[file]

    @cached_property
    def remotes(self) -> "Remotes":
        """What has the components of registries."""
        from flowc.lock import Remotes, Store  # noqa: PLC0415 - few flows use any

        store = Store(cache.folder(os.environ))
        return Remotes(self.source.parent, shown(self.source), store)

    def files(self, path: str) -> tuple[Path, ...]:
        """Return the files that decide what a path leads to."""
        return (self.remotes.path,) if is_remote(path) else (self.source.parent / path,)

    def behind(self, path: str, data: bytes) -> Mapping[str, bytes]:
        """Return what decides that a path leads to some data: bytes by path from the source."""
        if not is_remote(path):
            return {path: data}
        stored = self.remotes.store.path(self.remotes.pin(path).digest)
        return {self.remotes.path.name: self.remotes.path.read_bytes(), str(stored): data}


def beside(source: Path) -> Beside:
    """Return what fetches the files that a flow uses, relative to the flow's folder."""
    return Beside(source)

"""Reads files whole, also those that may have no end."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

MOST_OF_A_DEVICE = 1 << 20
"""Bytes that are read of what may have no end; terminals and /dev/null have one before."""


def contents(path: str | Path) -> bytes | None:
    """Return a file's bytes, None for a device that does not end; raises `OSError`."""
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes 4 ms to import
        if not stat.S_ISCHR(os.fstat(file.fileno()).st_mode):
            return file.read()
        data = file.read(MOST_OF_A_DEVICE)
    return data if len(data) < MOST_OF_A_DEVICE else None

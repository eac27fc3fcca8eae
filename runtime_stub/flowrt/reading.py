"""Reads files whole, also those that may have no end."""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path

MOST_OF_A_DEVICE = 1 << 20
"""Bytes that are read of what may have no end; terminals and /dev/null have one before."""


def contents(path: str | Path) -> bytes | None:
    """Return a file's bytes, None for a device that does not end.

    Raises `OSError`, also where the bytes are more than there is memory for.
    """
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes 4 ms to import
        if not stat.S_ISCHR(os.fstat(file.fileno()).st_mode):
            return _whole(file)
        data = file.read(MOST_OF_A_DEVICE)
    return data if len(data) < MOST_OF_A_DEVICE else None


def _whole(file: BufferedReader) -> bytes:
    try:
        return file.read()
    except MemoryError:
        raise OSError(errno.ENOMEM, "larger than the memory of this machine") from None

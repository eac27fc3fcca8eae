"""Reads files whole, also those that may have no end."""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

MOST_OF_A_DEVICE = 1 << 20
"""Bytes that are read of what may have no end; terminals and /dev/null have one before."""


def contents(path: str | Path) -> bytes | None:
    """Return a file's bytes, None for a device that does not end.

    Raises `OSError`, also where the bytes are more than there is memory for.
    """
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes 4 ms to import
        return whole(file)


def whole(file: BinaryIO) -> bytes | None:
    """Return what is left of an open file, None for a device that does not end."""
    if _is_device(file):
        data = file.read(MOST_OF_A_DEVICE)
        return data if len(data) < MOST_OF_A_DEVICE else None
    try:
        return file.read()
    except MemoryError:
        raise OSError(errno.ENOMEM, "larger than the memory of this machine") from None


def _is_device(file: BinaryIO) -> bool:
    try:
        return stat.S_ISCHR(os.fstat(file.fileno()).st_mode)
    except OSError:  # as of bytes that a program put in the place of its stdin
        return False

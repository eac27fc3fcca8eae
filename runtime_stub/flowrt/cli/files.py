"""Files that are written whole or not at all: beside their place first, then put there."""

import os
import tempfile
from pathlib import Path

NEW = 0o666
"""The mode of a file that was not there before, less what the user's mask takes away."""


def write_whole(path: Path, data: bytes) -> None:
    """Put data in the place of a file, whose mode stays; raises `OSError`.

    What is no plain file, such as a pipe or a device, is written to.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    target = Path(os.path.realpath(path))
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink()
        raise


def _mode(target: Path) -> int:
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return NEW & ~mask

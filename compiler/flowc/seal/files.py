"""Files written whole or not at all: a temporary file beside the target, synced, then put in place.

What stood there before stays until the new bytes are safe; nothing half-written is left behind.
A pipe or a device is never replaced: it is written to.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeAlias

from flowc.seal.errors.archives import CannotWrite
from flowc.seal.errors.keys import FileExists
from flowc.text.report import stop

Place: TypeAlias = Callable[[str, Path], None]
"""Puts a finished file where it belongs."""


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one process at a time change a file by what it reads there; Windows has no such lock.

    What is locked is the folder, since the file is replaced.
    """
    if sys.platform == "win32" or not path.parent.is_dir():
        yield
        return
    import fcntl  # noqa: PLC0415 - it is not everywhere

    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def write_file(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write `path`, replacing what was there; stops with F605 if that cannot be done.

    A link stays and is followed. What is no plain file, such as a pipe or a device, is written to.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        target = Path(os.path.realpath(path)) if path.is_symlink() else path
    except OSError as error:
        raise stop(CannotWrite(str(path), error.strerror or str(error))) from None
    _write(target, data, mode, os.replace)


def write_new(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write `path`, which must not exist; stops with F601 if it does, F605 if it cannot."""
    _write(path, data, mode, os.link)


def _write(path: Path, data: bytes, mode: int, place: Place) -> None:
    with arriving(path, mode, place) as file:
        file.write(data)


@contextmanager
def arriving(path: Path, mode: int = 0o644, place: Place = os.replace) -> Iterator[IO[bytes]]:
    """Give a file beside `path`, which is put in its place when the block ends well.

    Whatever else ends the block, the file is gone. Stops with F601 or F605 if it cannot be done,
    as it is where something else than a plain file has that name: a device is never replaced.
    """
    temporary = ""
    if path.exists() and not path.is_file():
        raise stop(CannotWrite(str(path), "this is no plain file"))
    try:
        with tempfile.NamedTemporaryFile(
            prefix=f".{path.name}.", dir=path.parent, delete=False
        ) as file:
            temporary = file.name
            yield file
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        place(temporary, path)
    except FileExistsError:
        raise stop(FileExists(str(path))) from None
    except OSError as error:
        raise stop(CannotWrite(str(path), error.strerror or str(error))) from None
    finally:
        if temporary and os.path.lexists(temporary):
            Path(temporary).unlink()

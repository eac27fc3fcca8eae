"""How paths are named in messages, and which ones may be meant."""

import errno
import os
from pathlib import Path

from flowrt import reading


def contents(path: Path) -> bytes:
    """Return the bytes of a file; raises `OSError`, also for a device that does not end."""
    data = reading.contents(path)
    if data is None:
        raise OSError(errno.EINVAL, "it is a device that does not end")
    return data


def named(path: Path) -> str:
    """Return a path as text that can be written anywhere: bytes that are not UTF-8 are escaped."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def shown(path: Path) -> str:
    """Return a path as messages name it: relative to the working folder where it lies below."""
    try:
        return named(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return named(path)


def nearby(path: Path) -> tuple[str, ...]:
    """Return what may be meant by a path that is no file: a flow inside, or a name much alike."""
    from flowc.text.suggest import nearest  # noqa: PLC0415 - files mostly are there

    try:
        if path.is_dir():
            return tuple(one.as_posix() for one in sorted(path.glob("*.flow"))[:1])
        beside = {one.name: one for one in path.parent.iterdir() if one.name != path.name}
    except OSError:
        return ()
    return tuple(beside[name].as_posix() for name in nearest(path.name, beside, limit=1))

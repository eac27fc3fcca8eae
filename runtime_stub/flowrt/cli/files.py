"""Files that are written whole or not at all: beside their place first, then put there."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from flowrt.cli.options import variable
from flowrt.problems.refusals.files import Unwritable, WouldReplace

STDOUT = "-"
SAID = ("trust", "state", "rules", "nats-login")
"""Options that name a file which is read, or their variables do."""
READ = (*SAID, "input")
NEW = 0o666
"""The mode of a file that was not there before, less what the user's mask takes away."""


def result_of(options: Mapping[str, str]) -> str | None:
    """Return where a result is to be written, None for stdout, which `-` is as well."""
    path = options.get("output")
    return None if path == STDOUT else path


def apart(path: str, archive: str, options: Mapping[str, str]) -> None:
    """See that what is written to is no file that says what is run; raises `WouldReplace`."""
    read = {"the archive": archive}
    read |= {f"--{name}": options[name] for name in READ if name in options}
    named = {variable(name): os.environ.get(variable(name)) for name in SAID}
    read |= {f"${name}": one for name, one in named.items() if one}
    target = Path(path)
    for what, one in read.items():
        if target.is_file() and Path(one).exists() and target.samefile(one):
            raise WouldReplace(path, what)


def write_whole(path: Path, data: bytes) -> None:
    """Put data in the place of a file, whose mode stays; raises `Unwritable`.

    What is no plain file, such as a pipe or a device, is written to.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            _put(Path(os.path.realpath(path)), data)
    except OSError as error:
        raise Unwritable(str(path), error.strerror or str(error)) from None


def _put(target: Path, data: bytes) -> None:
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

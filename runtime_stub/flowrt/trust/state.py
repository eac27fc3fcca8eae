"""The state file: the latest build of each package that was accepted here; FORMAT 6.5.

`read_state` gives what was accepted, `remember` adds to it: under a lock, where it compares once
more, and in one step, so that neither a crash nor another process can take a build back.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flowrt.archive.names import is_package
from flowrt.archive.strict import Reader
from flowrt.problems.refusals.files import Unreadable, Unwritable
from flowrt.problems.refusals.trust import BadState
from flowrt.trust.demands import check_seen
from flowrt.trust.policy import Seen

MOST = 1 << 24
"""Bytes of a state file, which has a hundred for each package."""
_READ = Reader(lambda place, expected, found: BadState(place, expected=expected, found=found))


def read_state(path: str | Path) -> dict[str, Seen]:
    """Return what was accepted, by package; a file that is not there remembers nothing yet.

    Raises `BadState` or `Unreadable`.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise Unreadable(str(path), error.strerror or str(error)) from None
    if len(data) > MOST:
        raise BadState(str(path), expected=f"at most {MOST} bytes", found="more")
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadState(str(path), expected="JSON", found=str(error)) from None
    fields = _READ.mapping(value, str(path), list(value) if isinstance(value, dict) else [])
    for name in fields:
        _READ.name(name, str(path), is_package, "namespace:name")
    return {name: _seen(fields[name], f"{path}!{name}") for name in fields}


def _seen(value: object, place: str) -> Seen:
    fields = _READ.mapping(value, place, ("build", "digest"))
    build = _READ.integer(fields["build"], f"{place}.build")
    return Seen(build, _READ.digest(fields["digest"], f"{place}.digest"))


def remember(path: str | Path, package: str, accepted: Seen) -> None:
    """Add an accepted build; raises `BadState`, `Unreadable` or `Unwritable`.

    Raises `RolledBack` where another process accepted a later one since the state was read.
    """
    target = Path(path)
    try:
        with _locked(target.with_name(f"{target.name}.lock")):
            known = read_state(target)
            check_seen(accepted, known.get(package))
            if accepted != known.get(package):
                _replace(target, known | {package: accepted})
    except OSError as error:
        raise Unwritable(str(path), error.strerror or str(error)) from None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep other processes out; Windows has no such lock, and replaces files one at a time."""
    with path.open("wb") as file:
        if sys.platform != "win32":
            import fcntl  # noqa: PLC0415 - it is not everywhere

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _replace(path: Path, known: Mapping[str, Seen]) -> None:
    text = json.dumps({name: known[name].as_dict() for name in sorted(known)}, indent=1)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink()
        raise

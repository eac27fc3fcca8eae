"""Words for people: results and help to stdout, messages to stderr."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from flowrt.problems.report import Problem


def output() -> BinaryIO:
    """Return stdout for bytes; raises `OSError` where it is closed."""
    if sys.stdout is None:
        import errno  # noqa: PLC0415 - it hardly ever is

        raise OSError(errno.EBADF, "stdout is closed")
    sys.stdout.flush()
    return sys.stdout.buffer


def say(text: str) -> None:
    """Write a line to stdout; what its encoding lacks is escaped."""
    output().write(encoded(text) + b"\n")


def encoded(text: str) -> bytes:
    """Return a text as stdout has it; what its encoding lacks is escaped."""
    return text.encode(getattr(sys.stdout, "encoding", None) or "utf-8", "backslashreplace")


def tell(text: str) -> None:
    """Write a line to stderr, which may be closed; one that takes none is given none any more."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text + "\n")
    except OSError:
        sys.stderr = None  # the exit code says what can be said


def report(problem: Problem, *, as_json: bool) -> None:
    """Write a problem to stderr, as text or as a JSON line."""
    if as_json:
        import json  # noqa: PLC0415 - help needs no json, and comes sooner without it

        tell(json.dumps(problem.fields(), ensure_ascii=False))
    else:
        tell(problem.render())

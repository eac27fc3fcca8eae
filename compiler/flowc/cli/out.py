"""Stdout, for what a command was asked for: all of it goes there, or it is said why not."""

import os
import sys

from flowc.text.report import stop
from flowrt.problems.say import encoded, output


def give(result: bytes | str) -> None:
    """Write a result; what stdout's encoding lacks of a text is escaped. Stops with F094."""
    try:
        stream = output()
        stream.write(result if isinstance(result, bytes) else encoded(result))
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        from flowc.cli.errors.streams import NotPrinted  # noqa: PLC0415 - there mostly is room

        leave()
        raise stop(NotPrinted((error.strerror or str(error)).lower())) from None


def leave() -> None:
    """Let what stdout still holds go nowhere, so that no end of the process tries it again."""
    if sys.stdout is not None:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a descriptor is all that is used
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def is_terminal() -> bool:
    """Return whether a person reads stdout."""
    return sys.stdout is not None and sys.stdout.isatty()

"""What went wrong in our own code, for whoever reads the log: where, and of what type.

The words of an exception are left out, since they may quote a value that was being handled.
"""

import sys
import traceback

from flowrt.problems.members import Internal


def logged(error: Exception) -> Internal:
    """Write what went wrong to stderr; return the problem that others are told."""
    sys.stderr.write(mishap(error))
    return Internal("")


def mishap(error: BaseException) -> str:
    """Return the lines of a traceback, and the exception's type."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{frames}{type(error).__name__}\n"

"""What components print, on its way to stderr: stdout carries results."""

import ctypes
import sys


def printed(_data: object, start: int, size: int) -> int:
    """Write what a component prints; what stderr cannot take is lost, as for any program."""
    if sys.stderr is not None:
        sys.stderr.write(ctypes.string_at(start, size).decode(errors="replace"))
        sys.stderr.flush()
    return size

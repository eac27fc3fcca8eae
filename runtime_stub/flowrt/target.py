"""This machine: how many processors there are, and its name as a target for native code."""

from __future__ import annotations

import os
import sys

_ALIASES = {"amd64": "x86_64", "arm64": "aarch64"}
_SYSTEMS = {"win32": "windows", "darwin": "macos"}


def this_target() -> str:
    """Return its name, for instance `x86_64-linux` or `aarch64-macos`; FORMAT 5.4."""
    machine = _machine().lower()
    return f"{_ALIASES.get(machine, machine)}-{_SYSTEMS.get(sys.platform, sys.platform)}"


def native(module: str) -> str:
    """Return the path of the native code beside a module's file, which not all machines have."""
    return f"{module.removesuffix('.py')}-{this_target()}"


def processors() -> int:
    """Return how many processors this process may use, of those that the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _machine() -> str:
    if sys.platform == "win32":
        import platform  # noqa: PLC0415 - takes 2 ms, and only Windows needs it

        return platform.machine()
    return os.uname().machine

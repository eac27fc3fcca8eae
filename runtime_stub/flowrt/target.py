"""The name of this machine as a target for native code: architecture and system, nothing else."""

import platform
import sys

_ALIASES = {"amd64": "x86_64", "arm64": "aarch64"}
_SYSTEMS = {"win32": "windows", "darwin": "macos"}


def this_target() -> str:
    """Return for instance `x86_64-linux` or `aarch64-macos`; FORMAT 5.4."""
    machine = platform.machine().lower()
    return f"{_ALIASES.get(machine, machine)}-{_SYSTEMS.get(sys.platform, sys.platform)}"

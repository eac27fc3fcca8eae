"""`flowrt engine`: puts the engine's library where executables look for it that have none.

They find it by its digest, which they hold it to at each start; so it lies there under its digest.
"""

import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from flowrt.cli.files import write_whole
from flowrt.cli.options import Option, Usage, listed, split
from flowrt.engine import capi
from flowrt.problems.say import say

OPTIONS = (
    Option("to", "FOLDER", "put it there, for `FLOWRT_ENGINE` to name; default: the user's own"),
    Option("help", "", "show this"),
)
HELP = """\
usage: flowrt engine [OPTION ...]

Puts a copy of the engine's library where executables look for it that were built with `--thin`,
and prints its path. It is named by its SHA-256, which they hold it to at each start.
"""


def engine(argv: list[str]) -> int:
    """Copy the library, print where it is; return 0."""
    words = split(argv, OPTIONS)
    if "help" in words.options:
        say(f"{HELP}\n{listed([(str(option), option.help) for option in OPTIONS])}")
        return 0
    if words.rest or words.last:
        raise Usage(" ".join((*words.rest, *words.last)), "write flowrt engine [--to FOLDER]")
    source = Path(capi.library()._name)  # noqa: SLF001 - its only name
    data = source.read_bytes()
    to = words.options.get("to")
    folder = Path(to) if to else folder_of(os.environ, sys.platform)
    path = folder / f"{hashlib.sha256(data).hexdigest()}{source.suffix}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, data)
    path.chmod(0o500)
    say(str(path))
    return 0


def folder_of(environment: Mapping[str, str], system: str) -> Path:
    """Return the user's folder of engines, as launchers know it."""
    if system == "win32":
        data = Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif system == "darwin":
        data = Path.home() / "Library" / "Application Support"
    else:
        named = environment.get("XDG_DATA_HOME", "")
        data = Path(named) if named.startswith("/") else Path.home() / ".local" / "share"
    return data / "flowrt" / "engines"

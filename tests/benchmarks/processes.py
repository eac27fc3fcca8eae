"""Commands as people run them, and how long they take.

They find compiled bytecode, as an installed package has it, in a folder that is filled by their
first run; whatever else is set for this process is not theirs.
"""

import atexit
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from flowc.seal import SealedArchive
from flowrt.trust.policy import Publisher, Trust
from flowrt.trust.text import encode_trust

wall = time.perf_counter_ns
"""The clock on the wall: other processes and the engine's threads do part of the work."""


def processor() -> int:
    """Count the nanoseconds of processor time that commands which have ended have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round((used.ru_utime + used.ru_stime) * 1e9)


def run(command: Sequence[str], **variables: str) -> bytes:
    """Run a command to its end and return what it wrote; it must go well."""
    environment = {**_environment(), **variables}
    return subprocess.run(command, check=True, capture_output=True, env=environment).stdout


def first(command: Sequence[str]) -> bytes:
    """Run a command until it has written a line, which is returned, and end it there."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=_environment()) as process:
        line = process.stdout.readline() if process.stdout is not None else b""
        process.kill()
    return line


def discard(command: Sequence[str]) -> None:
    """Run a command to its end; what it writes goes nowhere."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=_environment())


def folder() -> Path:
    """Return a new folder that lasts as long as this process."""
    made = tempfile.TemporaryDirectory()
    atexit.register(made.cleanup)
    return Path(made.name)


def written(sealed: SealedArchive) -> tuple[Path, Path]:
    """Write an archive and a file that trusts its key; return their paths."""
    path = folder() / "sealed.flowpack"
    path.write_bytes(sealed.data)
    trust = path.with_name("trust.toml")
    publisher = Publisher("bench", sealed.verified.keys, ("*",), 1)
    trust.write_text(encode_trust(Trust((publisher,))))
    return path, trust


@cache
def _environment() -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder())}

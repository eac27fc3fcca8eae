"""Programs out of npm's registry for tests and benchmarks: each at one version, installed once.

They lie in the user's cache, or where `FLOWC_CACHE` says that it is.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from flowc import cache


class NotInstalled(Exception):  # noqa: N818 - it is no error, but a reason
    """A package cannot be had; says why."""


def installed(name: str, version: str) -> Path:
    """Return the folder in which a package and what it needs are installed; may take a while."""
    npm = shutil.which("npm")
    kept = cache.folder(os.environ)
    if npm is None or kept is None:
        raise NotInstalled("there is no npm" if npm is None else "there is no cache")
    folder = kept / "npm" / f"{name.replace('/', '-').lstrip('@')}-{version}"
    if not folder.exists():
        _install(npm, f"{name}@{version}", folder)
    return folder / "node_modules"


def _install(npm: str, package: str, folder: Path) -> None:
    """Install into a folder beside it first: what lies in its place is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        (Path(work) / "package.json").write_text('{"private": true}')
        words = [npm, "install", "--silent", "--no-audit", "--no-fund", package]
        done = subprocess.run(words, cwd=work, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotInstalled(f"npm cannot install {package}: {done.stderr.strip()[-200:]}")
        try:
            Path(work).rename(folder)
        except OSError:  # another process was quicker
            return
        Path(work).mkdir()  # for the block to remove

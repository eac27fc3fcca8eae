"""Installs the programs that tests run for real and a fresh machine lacks; `make test` does this.

Only as root and where there is apt; elsewhere the tests that need one are skipped, and say why.
"""

import os
import shutil
import subprocess

from tests.parts.browser import NAMES

MISSING = [] if any(map(shutil.which, NAMES)) else ["chromium"]


def install(packages: list[str]) -> None:
    """Install packages of the system, as far as that can be done."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        command = [str(shutil.which("apt-get")), "-qq", *words]
        subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__" and MISSING and os.geteuid() == 0 and shutil.which("apt-get"):
    print(f"installing {', '.join(MISSING)}, which tests run")
    install(MISSING)

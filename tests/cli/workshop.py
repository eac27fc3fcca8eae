"""A workshop: a folder with a flow, its component, a key and a trust file, and our two commands."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.cli import forked

ROOT = Path(__file__).resolve().parents[2]
HELLO = ROOT / "samples" / "hello"


@dataclass(frozen=True)
class Workshop:
    """Runs `flowc` and `flowrt` in a folder of its own."""

    folder: Path

    def run(
        self, *command: str, stdin: str | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as a user would, with an environment that asks for nothing special."""
        given = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **environment}
        done = forked.run(command, self.folder, given, (stdin or "").encode())
        said = (_text(done.stdout), _text(done.stderr))
        return subprocess.CompletedProcess(command, done.returncode, *said)

    def well(self, *command: str, stdin: str | None = None, **environment: str) -> str:
        """Run a command that must succeed; return what it printed."""
        done = self.run(*command, stdin=stdin, **environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def path(self, name: str) -> Path:
        """Return a path in the folder."""
        return self.folder / name


def _text(data: bytes) -> str:
    return data.decode().replace("\r\n", "\n").replace("\r", "\n")


def furnish(folder: Path) -> Workshop:
    """Put the hello sample into a folder."""
    shutil.copy(HELLO / "hello.flow", folder)
    shutil.copytree(HELLO / "components", folder / "components")
    return Workshop(folder)

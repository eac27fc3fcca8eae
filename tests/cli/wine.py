"""Programs for Windows, run by Wine where it is installed.

Wine 8 lacks a library that the engine asks for random numbers, which every Windows since 7 has; a
stand-in for it, which asks another of the system's, is put beside what is to be run.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cli.executables import Case, Done

WINE = shutil.which("wine64") or shutil.which("/usr/lib/wine/wine64")
SERVER = shutil.which("wineserver") or shutil.which("/usr/lib/wine/wineserver")
RANDOM = """\
extern "advapi32" fn SystemFunction036(data: [*]u8, size: u32) callconv(.winapi) u8;
export fn ProcessPrng(data: [*]u8, size: usize) callconv(.winapi) c_int {
    return SystemFunction036(data, @intCast(size));
}
"""


@dataclass(frozen=True)
class Wine:
    """A Windows of its own, in a folder."""

    folder: Path

    def start(self, path: Path, case: Case, **environment: str) -> Done:
        """Run a program with words and standard input, in its own folder."""
        assert WINE is not None
        return subprocess.run(
            [WINE, path, *case.words],
            input=case.stdin,
            cwd=path.parent,
            capture_output=True,
            timeout=120,
            check=False,
            env=self.environment | environment,
        )

    @property
    def environment(self) -> dict[str, str]:
        """What Wine needs to know, and what keeps it from telling of itself."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "WINEPREFIX": str(self.folder / "prefix"),
            "WINEDEBUG": "-all",
            "LC_ALL": "C.UTF-8",
        }


@contextmanager
def wine(folder: Path) -> Iterator[Wine]:
    """Set a Windows up, and end what of it still runs when it is no longer needed."""
    assert WINE is not None
    assert SERVER is not None
    one = Wine(folder)
    subprocess.run(
        [WINE, "cmd", "/c", "exit"],
        env=one.environment, capture_output=True, timeout=180, check=True,
    )  # fmt: skip
    system = folder / "prefix" / "drive_c" / "windows" / "system32"
    if not (system / "bcryptprimitives.dll").exists():
        (folder / "random.zig").write_text(RANDOM)
        words = ("build-lib", "-dynamic", "-target", "x86_64-windows", "random.zig")
        made = f"-femit-bin={system / 'bcryptprimitives.dll'}"
        subprocess.run(
            [sys.executable, "-m", "ziglang", *words, made, "--cache-dir", "zig"],
            cwd=folder, capture_output=True, timeout=180, check=True,
        )  # fmt: skip
    try:
        yield one
    finally:
        subprocess.run([SERVER, "--kill"], env=one.environment, timeout=60, check=False)

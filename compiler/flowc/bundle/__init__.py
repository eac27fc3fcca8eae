"""The single-file executable: engine, launcher and sealed archive, in one native program."""

from flowc.bundle.executable import TARGETS, executable, installed
from flowc.bundle.packed import packed

__all__ = ["TARGETS", "executable", "installed", "packed"]

"""The single-file executable: launcher, engine library and sealed archive, in one native file."""

from flowc.bundle.executable import TARGETS, executable
from flowc.bundle.library import Library, installed

__all__ = ["TARGETS", "Library", "executable", "installed"]

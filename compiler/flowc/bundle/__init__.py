"""The single-file executable: engine, launcher and sealed archive, in one native program."""

from flowc.bundle.executable import TARGETS, executable, installed

__all__ = ["TARGETS", "executable", "installed"]

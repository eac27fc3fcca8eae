"""The single-file executable: engine, launcher and sealed archive, in one native program."""

from flowc.bundle.executable import TARGETS, executable, installed, thin
from flowc.bundle.packed import packed
from flowc.bundle.weights import weights

__all__ = ["TARGETS", "executable", "installed", "packed", "thin", "weights"]

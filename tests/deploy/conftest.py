"""Puts the repository's root on the path, so that tests import their helpers from there."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

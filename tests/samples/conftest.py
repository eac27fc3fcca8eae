"""Puts the repository's root on the path, so that tests import `samples` from where they lie."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

"""Puts the repository's root on the path, and gives all tests one editor with one server."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.lsp.editing import MOVIES, Editor


@pytest.fixture(scope="session")
def editor() -> Iterator[Editor]:
    """Return an editor that all tests share; each opens documents of its own."""
    editor = Editor()
    yield editor
    assert editor.close() == 0


@pytest.fixture(scope="session")
def movies() -> str:
    """Return the text of the movies sample."""
    return MOVIES.read_text(encoding="utf-8")

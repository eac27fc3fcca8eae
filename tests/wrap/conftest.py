"""What components were compiled to is kept while these tests run: many bind the same one."""

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(autouse=True, scope="module")
def _kept(no_cache: None, caches: Path) -> Iterator[None]:
    """Keep it in a folder of the tests, beside a secret of theirs."""
    del no_cache
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLOWC_CACHE", str(caches / "cache"))
        patch.setenv("XDG_STATE_HOME", str(caches / "state"))
        yield

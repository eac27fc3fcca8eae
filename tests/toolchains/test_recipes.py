"""Every link that stands built is what its sources build, byte by byte, in another folder."""

import shutil

import pytest
from tests.toolchains import recipes

QUICK = ("zig", "text")
NEEDS = {"c": "npm", "rust": "apt-get", "assemblyscript": "npm"}
"""What has to be there already; all else is fetched by it or is one of our own packages."""


@pytest.mark.parametrize("name", QUICK)
def test_a_rebuild_gives_the_committed_bytes(name: str) -> None:
    assert recipes.build(name) == recipes.committed(name).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("name", NEEDS)
def test_a_long_rebuild_gives_the_committed_bytes(name: str) -> None:
    if shutil.which(NEEDS[name]) is None:
        pytest.skip(f"{NEEDS[name]} is not installed")
    assert recipes.build(name) == recipes.committed(name).read_bytes()


def test_every_small_link_stands_built() -> None:
    found = {path.parent.name for path in (recipes.HERE / "components").glob("*/link.wasm")}
    assert found == set(recipes.SMALL) == {*QUICK, *NEEDS}

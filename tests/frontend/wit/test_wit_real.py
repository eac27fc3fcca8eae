"""The WASI proposals as crates ship them, against wasm-tools; `corpus` says where they are from."""

from pathlib import Path

import pytest
from tests.frontend.wit import corpus, oracle

pytestmark = pytest.mark.slow
FOLDERS = corpus.folders()
MISSING = "no .wit files in the cache: run `python -m tests.frontend.wit.corpus`"


@pytest.mark.skipif(not FOLDERS, reason=MISSING)
def test_the_corpus_is_whole() -> None:
    read = [oracle.read(folder) for folder in FOLDERS]
    packages = [package for one in read for package in one.packages]
    interfaces = [interface for package in packages for interface in package.interfaces]
    files = sum(len(one.sources) for one in read)
    functions = sum(len(one.functions) for one in interfaces)
    worlds = sum(len(package.worlds) for package in packages)
    print(f"{files} files, {len(interfaces)} interfaces, {functions} functions, {worlds} worlds")
    assert len(FOLDERS) == len(corpus.WASI)
    assert (files, len(interfaces), functions, worlds) >= (100, 150, 700, 45)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: "/".join(path.parts[-4:]))
def test_wasm_tools_tells_the_same(folder: Path) -> None:
    assert oracle.json_differences(oracle.read(folder), oracle.Told(folder)) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: "/".join(path.parts[-4:]))
def test_components_of_its_worlds_have_the_same_outside(folder: Path, tmp_path: Path) -> None:
    for package in oracle.read(folder).packages:
        for world in package.worlds:
            data = oracle.component_of(folder, world.id, tmp_path)
            assert oracle.component_differences(world, data) == [], world.id

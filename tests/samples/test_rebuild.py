"""Every committed component is what its sources build, byte by byte, in another folder."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from samples import build

FAST = [source for source in build.sources() if source.suffix in {".zig", ".c", ".wat"}]
NODE = [source for source in build.sources() if source.suffix == ".ts"]


def _name(source: Path) -> str:
    return f"{source.parent.parent.parent.name}-{source.stem}"


@pytest.mark.parametrize("source", FAST, ids=_name)
def test_a_rebuild_gives_the_committed_bytes(source: Path) -> None:
    assert build.build(source) == build.target(source).read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize("source", NODE, ids=_name)
def test_an_assemblyscript_rebuild_gives_the_committed_bytes(source: Path) -> None:
    assert build.build(source) == build.target(source).read_bytes()


def test_every_committed_component_has_its_sources() -> None:
    found = build.SAMPLES.glob("*/components/*/*.wasm")
    committed = {path for path in found if path.parent.name != "build"}
    assert committed == {build.target(source) for source in FAST + NODE}


def test_no_component_tells_where_it_was_built() -> None:
    for source in FAST + NODE:
        content = build.target(source).read_bytes()
        for place in (tempfile.gettempdir(), str(Path.home()), str(build.SAMPLES.parent)):
            assert f"{place}/".encode() not in content, f"{source.stem} holds {place}"


def test_a_changed_source_changes_the_component(tmp_path: Path) -> None:
    source = next(source for source in FAST if source.stem == "greeting")
    copy = tmp_path / source.parent.name
    shutil.copytree(source.parent, copy)
    changed = copy / source.name
    changed.write_text(changed.read_text().replace("Hello, ", "Howdy, "))
    assert build.build(changed) != build.target(source).read_bytes()

"""What our reader says of a component, against wasmtime's reflection and against goldens."""

from pathlib import Path

import pytest
from tests.conftest import Golden
from tests.frontend.signatures.cases import BY_HAND, FOLDER, SAMPLES, build
from tests.frontend.signatures.outside import by_wasmtime, differences

from flowc.frontend import signatures
from flowc.frontend.signature import Component, Import

# wasmtime refuses a function imported and exported again, reflects on no map or fixed list, and
# keeps of an instance what its ascribed type leaves out.
BEYOND_WASMTIME = {"beyond.wat"}
REFLECTED = [path for path in (*BY_HAND, *SAMPLES) if path.name not in BEYOND_WASMTIME]


def read(path: Path) -> Component:
    return signatures.read(build(path), path.stem, path.name)


def shown(component: Component) -> str:
    lines = [line for one in component.imports for line in imported(one)]
    lines += [f"type {t.interface}#{t.name} = {t.type!r}" for t in component.types]
    lines += [f"func {f.interface}#{f.name}: {f.type}" for f in component.functions]
    return "\n".join(lines) + "\n"


def imported(one: Import) -> list[str]:
    head = f"import {one.sort} {one.name}{'' if one.needed else ' (needs nothing)'}"
    types = [f"  type {t.name} = {t.type!r}" for t in one.types]
    return [head, *types, *(f"  func {f.name}: {f.type}" for f in one.functions)]


@pytest.mark.parametrize("path", REFLECTED, ids=lambda path: path.name)
def test_wasmtime_agrees(path: Path) -> None:
    assert differences(read(path), by_wasmtime(build(path))) == []


@pytest.mark.parametrize("path", BY_HAND, ids=lambda path: path.name)
def test_golden(path: Path, golden: Golden) -> None:
    golden(path.with_suffix(".txt"), shown(read(path)))


def test_no_case_or_golden_is_missing() -> None:
    assert {p.stem for p in BY_HAND} == {p.stem for p in FOLDER.glob("*.txt")}
    assert any(path.match("samples/hello/components/*/*.wasm") for path in SAMPLES)

"""A twin has the same outside and the same offsets, and runs as its original does."""

import subprocess
from pathlib import Path

import pytest
from tests.native.large import grown
from tests.validity import WASM_TOOLS
from wasmtime import wat2wasm

from flowc.native import outline
from flowc.native.interface import Unusual, type_of
from flowc.native.outline import LARGE
from flowc.produce import sections
from flowc.produce.sections import CORE_MODULE
from flowrt.archive.format import MAX_MODULES, module_import
from flowrt.engine import engine
from flowrt.engine.live import Live
from flowrt.rights.limits import Limits
from flowrt.verify import Apart

OUTSIDE = (Path(__file__).parent / "outside.wat").read_text()
ALL = 1  # bytes
UNUSUAL = {
    "a group": "(rec (type (struct)) (type (func)))",
    "a table with contents": "(table 1 funcref (ref.null func))",
    "a constant that makes a struct": "(type $s (struct)) (global (ref $s) (struct.new $s))",
    "a page size": "(memory 1 (pagesize 1))",
}


@pytest.fixture(scope="module")
def whole() -> bytes:
    return bytes(wat2wasm(OUTSIDE))


def own_modules(component: bytes) -> list[tuple[int, bytes]]:
    """Return the modules of the component itself: where each begins, and its bytes."""
    return [
        (start, component[start:end])
        for kind, start, end in sections.walk(component)
        if kind == CORE_MODULE
    ]


def valid(component: bytes, tmp_path: Path) -> None:
    path = tmp_path / "twin.wasm"
    path.write_bytes(component)
    subprocess.run([WASM_TOOLS, "validate", "--features", "all", path], check=True)


def test_modules_inside_are_imported_and_our_own_stay_where_they_were(
    whole: bytes, tmp_path: Path
) -> None:
    twin = outline(grown(whole), ALL)
    valid(twin.component, tmp_path)
    assert len(twin.modules) == 2
    assert own_modules(twin.component) == own_modules(grown(whole))
    for digest in twin.modules:
        assert module_import(digest).encode() in twin.component


def test_a_module_without_much_code_stays(whole: bytes) -> None:
    """Its type would be larger than what is gained."""
    assert outline(whole, ALL).component == whole
    assert outline(grown(whole)).component == grown(whole)


def test_the_type_of_a_module_is_what_the_engine_takes_it_for(whole: bytes) -> None:
    """The engine compares what a twin imports with what it is given, item by item."""
    twin = outline(grown(whole), ALL)
    natives = {
        digest: Apart(engine.compile_native_module(one.wasm), one.at)
        for digest, one in twin.modules.items()
    }
    code = engine.shared().load(engine.compile_native(twin.component), natives)
    assert code.imports() == ()
    Live(code, Limits()).close()


def test_a_twin_without_its_modules_is_not_started(whole: bytes) -> None:
    code = engine.shared().load(engine.compile_native(outline(grown(whole), ALL).component))
    assert len(code.imports()) == 2
    with pytest.raises(engine.EngineError, match="import"):
        Live(code, Limits())


@pytest.mark.parametrize("text", UNUSUAL.values(), ids=UNUSUAL)
def test_an_unusual_module_stays_where_it_is(text: str) -> None:
    with pytest.raises(Unusual):
        type_of(bytes(wat2wasm(f"(module {text})")))
    whole = grown(bytes(wat2wasm(f"(component (component (core module {text})) (core module))")))
    assert outline(whole, LARGE).component == whole


def test_no_more_modules_are_moved_than_an_archive_holds() -> None:
    many = "".join(
        f'(core module (func (export "f{n}")) (data (i32.const 0) "{n}") (memory 1))'
        for n in range(MAX_MODULES + 3)
    )
    whole = grown(bytes(wat2wasm(f"(component (component {many}) (core module))")))
    assert len(outline(whole, ALL).modules) == MAX_MODULES


def test_a_module_that_occurs_twice_is_moved_once(tmp_path: Path) -> None:
    inner = '(component (core module (func (export "f"))))'
    deeper = f"(component (component {inner}))"
    whole = grown(bytes(wat2wasm(f"(component {inner} {deeper} (core module))")))
    twin = outline(whole, ALL)
    valid(twin.component, tmp_path)
    assert len(twin.modules) == 1


def test_a_component_of_small_modules_is_its_own_twin() -> None:
    whole = bytes(wat2wasm(OUTSIDE))
    assert outline(whole) == outline(whole, len(whole))
    assert outline(whole).modules == {}

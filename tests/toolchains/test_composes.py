"""A fused component is a component like any other: an independent tool joins it to another."""

import subprocess
from pathlib import Path

import pytest
from tests.toolchains.chain import CASES, Kept, case, imports
from tests.validity import WASM_TOOLS, validate
from wasmtime import Engine, Store, WasiConfig
from wasmtime.component import Component, Linker

CONSUMER = CASES / "consumer"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Return a folder with the fused component, one that imports it, and the two as one."""
    folder = tmp_path_factory.mktemp("composed")
    assert request.config.cache is not None
    fused = Kept(request.config.cache).compiled(case("short")).component
    (folder / "flows.wasm").write_bytes(fused)
    embed = ("component", "embed", CONSUMER / "wit", CONSUMER / "consumer.wat", "-o", "core.wasm")
    tools(folder, *embed)
    tools(folder, "component", "new", "core.wasm", "-o", "consumer.wasm")
    tools(folder, "compose", "consumer.wasm", "-d", "flows.wasm", "-o", "composed.wasm", "-q")
    return folder


def tools(folder: Path, *words: str | Path) -> str:
    command = [WASM_TOOLS, *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_what_is_composed_is_valid_and_imports_the_system_alone(folder: Path) -> None:
    composed = (folder / "composed.wasm").read_bytes()
    validate(composed)
    names = imports(composed)
    assert "wasi:clocks/monotonic-clock@0.2.3" in names
    assert [name for name in names if not name.startswith("wasi:")] == []


def test_what_is_composed_runs_in_a_plain_engine(folder: Path) -> None:
    engine = Engine()
    linker = Linker(engine)
    linker.add_wasip2()
    store = Store(engine)
    config = WasiConfig()
    config.env = [("SENDER", "Ada")]
    store.set_wasi(config)
    component = Component.from_file(engine, str(folder / "composed.wasm"))
    send = linker.instantiate(store, component).get_func(store, "send")
    assert send is not None
    assert send(store, "hello") == "hello Zig C(Ada)"
    assert send(store, "") == "nothing to pass on, says Zig"

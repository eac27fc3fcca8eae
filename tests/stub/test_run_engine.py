"""The binding to the engine: its layouts, what it refuses, and that nothing aborts or leaks."""

import ctypes
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stub import door_archive as door
from wasmtime import _bindings

from flowrt.engine import capi, capi_rare, cpu, engine
from flowrt.engine.engine import EngineError, Live, Trapped
from flowrt.problems.faults import EngineUnusable, NotCompiled
from flowrt.problems.refusals.rights import HiddenImport
from flowrt.rights.limits import Limits, Setup
from flowrt.run.runner import Runner
from flowrt.run.source import INVOKE, INVOKE_LINES
from flowrt.target import this_target
from flowrt.verify import Native

NATIVE = door.native(door.component())
CUSTOM_SECTION = 0
LAYOUTS = (
    (capi.Bytes, _bindings.wasm_byte_vec_t),
    (capi_rare.Pointers, _bindings.wasm_frame_vec_t),
    (capi.Value, _bindings.wasmtime_component_val),
    (capi.Either, _bindings.wasmtime_component_valresult),
    (capi.Vector, _bindings.wasmtime_component_vallist),
    (capi.Record, _bindings.wasmtime_component_valrecord),
    (capi.Entry, _bindings.wasmtime_component_valrecord_entry),
    (capi_rare.Item, _bindings.wasmtime_component_item_t),
    (capi_rare.Creator, _bindings.wasmtime_memory_creator),
    (capi.Payload, _bindings.wasmtime_component_valunion),
    (capi.Type, _bindings.wasmtime_component_valtype_t),
    (capi.Instance, _bindings.wasmtime_component_instance),
    (capi.Func, _bindings.wasmtime_component_func),
)


@pytest.mark.parametrize(("ours", "theirs"), LAYOUTS, ids=lambda c: c.__name__)
def test_layouts_are_those_of_the_headers(ours: type, theirs: type) -> None:
    assert ctypes.sizeof(ours) == ctypes.sizeof(theirs)
    assert ctypes.alignment(ours) == ctypes.alignment(theirs)


@pytest.mark.parametrize("name", capi._SIGNATURES)
def test_signatures_have_the_sizes_of_the_headers(name: str) -> None:
    theirs = getattr(_bindings, f"_{name}")
    result, arguments = capi._SIGNATURES[name]
    assert [size(a) for a in arguments] == [size(a) for a in theirs.argtypes]
    assert size(result) == size(theirs.restype)


def size(kind: object) -> int:
    return 0 if kind is None else ctypes.sizeof(kind)  # type: ignore[arg-type]  # ctypes types


def test_kinds_are_those_of_the_bindings() -> None:
    from wasmtime import _ffi  # noqa: PLC0415 - only this test needs the slow package

    for name in ("U8", "U32", "U64", "STRING", "LIST", "RECORD", "TUPLE", "OPTION", "RESULT"):
        assert getattr(_ffi, f"WASMTIME_COMPONENT_{name}").value == getattr(capi, name)
    assert _ffi.WASMTIME_COMPONENT_VALTYPE_STRING.value == capi.TYPE_STRING
    assert _ffi.WASMTIME_COMPONENT_VALTYPE_RESULT.value == capi.TYPE_RESULT


def test_the_wasmtime_package_is_not_imported() -> None:
    code = (
        "import sys; from flowrt.engine import engine; from flowrt.run import runner;"
        "engine.shared(); print('wasmtime' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capi, "VERSION", "99.0.0")
    with pytest.raises(EngineUnusable, match=r"found +wasmtime 50\.0\.1 is installed"):
        capi._load()


def test_a_missing_engine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capi, "_file_name", lambda: "none.so")
    with pytest.raises(EngineUnusable, match=r"none\.so"):
        capi._load()
    monkeypatch.setattr(sys, "meta_path", [])
    with pytest.raises(EngineUnusable, match="not installed"):
        capi._load()
    assert EngineUnusable.exit_code == 70


def test_this_machine_is_a_target() -> None:
    assert this_target() == engine.host().target
    assert this_target() in cpu.TRIPLES


def test_native_code_is_the_same_twice() -> None:
    assert {engine.compile_native(door.component()) for _ in range(8)} == {NATIVE}


@given(st.binary(max_size=64))
def test_bytes_that_are_no_component_are_refused(data: bytes) -> None:
    with pytest.raises(EngineError):
        engine.compile_native(data)


@given(st.integers(0, len(door.component()) - 1))
def test_a_component_that_was_cut_is_refused_or_is_a_smaller_one(end: int) -> None:
    try:
        code = engine.shared().compile(door.component()[:end])
    except EngineError:
        return
    if door.component()[end] == CUSTOM_SECTION:
        return
    with pytest.raises(EngineError, match="exports no"):
        code.export(door.DOOR, INVOKE)


@pytest.mark.parametrize("data", [b"", b"\x7fELF", NATIVE[:100], NATIVE[:-1][:4096]])
def test_native_code_that_was_cut_is_refused(data: bytes) -> None:
    with pytest.raises(EngineError):
        engine.shared().load(data)


def test_code_for_other_settings_is_refused() -> None:
    with pytest.raises(EngineError, match="fuel"):
        engine.shared(Setup(fuel=True)).load(NATIVE)


def test_fuel_is_counted_where_it_is_asked_for() -> None:
    native = engine.compile_native(door.component(), Setup(fuel=True))
    code = engine.shared(Setup(fuel=True)).load(native)
    live = Live(code, Limits(fuel=1000))
    invoke = live.function(code.export(door.DOOR, INVOKE))
    assert live.call(invoke, 0, b"{}") == (True, b"{}")
    live.arm(None)
    with pytest.raises(Trapped, match="all fuel consumed"):
        live.call(invoke, 0, b" " * 10_000)
    live.close()
    live.close()


def test_a_missing_export_is_named() -> None:
    with pytest.raises(EngineError, match="exports no nothing"):
        engine.shared().load(NATIVE).export(door.DOOR, "nothing")


WRONG = """(component
  (core module $m (memory (export "m") 1)
    (func (export "r") (param i32 i32 i32 i32) (result i32) unreachable)
    (func (export "f") (param i32 i32 i32) (result i32) (i32.const 0)))
  (core instance $i (instantiate $m))
  (alias core export $i "m" (core memory $memory))
  (alias core export $i "r" (core func $realloc))
  (func $f (param "entry" u32) (param "input" string) (result {result})
    (canon lift (core func $i "f") (memory $memory) (realloc $realloc)))
  (instance $door (export "invoke" (func $f)) (export "invoke-lines" (func $f)))
  (export "flowc:run/door@0.1.0" (instance $door)))"""


@pytest.mark.parametrize("result", ["u32", "(result string)", "(result (error string))"])
def test_a_door_of_another_type_is_refused_before_it_is_called(result: str) -> None:
    code = door.component(WRONG.replace("{result}", result))
    verified = door.seal(code, natives={}, has_sites=False)[1]
    runner = Runner(verified)
    for _ in range(2):
        with pytest.raises(NotCompiled, match="not have the type of a door"):
            runner.call_json("count", "{}")


@pytest.mark.parametrize("result", ["(stream u8)", "(future u8)"])
def test_a_door_that_would_abort_the_process_is_not_even_compiled(result: str) -> None:
    code = door.component(WRONG.replace("{result}", result))
    verified = door.seal(code, natives={}, has_sites=False)[1]
    with pytest.raises(NotCompiled, match="requires the component model async feature"):
        Runner(verified)


def test_a_component_that_imports_is_not_started() -> None:
    text = door.door_text().replace("(component\n", '(component (import "x:y/z" (func))\n', 1)
    verified = door.seal(door.component(text), natives={}, has_sites=False)[1]
    with pytest.raises(HiddenImport, match="x:y/z"):
        Runner(verified)


def test_a_component_without_the_door_is_refused() -> None:
    verified = door.seal(door.component("(component)"), natives={}, has_sites=False)[1]
    with pytest.raises(NotCompiled, match="exports no flowc:run/door"):
        Runner(verified)


def test_native_code_that_does_not_load_is_replaced_and_said() -> None:
    here = engine.host()
    verified = door.seal(natives={here.target: Native(b"\x7fELF but no more")})[1]
    assert isinstance(verified.code(here), Native)
    runner = Runner(verified)
    assert "ELF" in runner.compiled_because
    assert runner.call_json("checkout", "{}") == "{}"


def resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="needs /proc")  # noqa: PTH110 - a constant
def test_nothing_leaks() -> None:
    code = engine.shared().load(NATIVE)
    doors = [code.export(door.DOOR, name) for name in (INVOKE, INVOKE_LINES)]
    text = b'{"a":1}' * 20

    def use(times: int) -> None:
        for i in range(times):
            live = Live(code, Limits())
            try:
                live.call(live.function(doors[i % 2]), 0, text + (b"#", b"?", b"")[i % 3])
            except Trapped:
                assert i % 3 == 0
            live.close()

    use(3000)
    before = resident()
    use(20_000)
    assert resident() - before < 2 << 20


def test_what_goes_after_the_module_it_is_of_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = engine.Engine()
    for name in ("sys", "ctypes", "capi"):
        monkeypatch.setattr(engine, name, None, raising=False)
    owner.__del__()
    owner._owned.clear()

"""Code is made once, is the same however it came about, and is taken from whoever may give it."""

import json
import os
from pathlib import Path

import pytest
from tests.native.large import grown
from wasmtime import wat2wasm

from flowc import seal
from flowc.native import Listener, Piece, Store, compile_native, load, user_store
from flowc.native import store as kept
from flowc.pipeline import Compiled, compile_flow
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.engine import engine
from flowrt.engine.engine import Code, Frame, Trapped
from flowrt.engine.live import Live
from flowrt.problems.faults import ComponentTrapped, FlowFaulted
from flowrt.rights.limits import Limits
from flowrt.run.runner import Runner
from flowrt.run.source import INVOKE

FLOW = """package test:large@1.0.0;
use strict from "strict.wasm";
export flow below(x: u32) -> u32 { strict.below-ten(x) }
export flow sum(a: u8, b: u8) -> u8 { a + b }
"""
STRICT = """(component
  (core module $m (func $below (export "f") (param i32) (result i32)
    (if (i32.gt_u (local.get 0) (i32.const 9)) (then unreachable)) (local.get 0)))
  (core instance $i (instantiate $m))
  (func (export "below-ten") (param "x" u32) (result u32) (canon lift (core func $i "f"))))"""
LARGE = grown(bytes(wat2wasm(STRICT)), 300_000, inside=True)


class Heard(Listener):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.wasm, self.pieces = 0, list[Piece]()

    def begun(self, wasm: int) -> None:
        self.wasm = wasm

    def done(self, piece: Piece) -> None:
        self.pieces.append(piece)


def compiled(text: str = FLOW) -> Compiled:
    return compile_flow(SourceFile("large.flow", text), lambda _: LARGE, Report())


def pieces(component: bytes, place: Store) -> list[bool]:
    """Return for each piece whether its code was kept."""
    return [piece.kept for piece in compile_native(component, place).pieces]


def test_an_edit_compiles_the_small_rest_and_nothing_else(tmp_path: Path) -> None:
    place, heard = Store(tmp_path), Heard()
    first = compile_native(compiled().component, place, heard)
    assert set(heard.pieces) == set(first.pieces)
    assert heard.wasm == sum(piece.wasm for piece in first.pieces)
    (module, rest) = first.pieces
    assert (module.wasm > 300_000, module.module != "", rest.module) == (True, True, "")
    edited = compiled(FLOW.replace("a + b", "a - b")).component
    assert pieces(edited, place) == [True, False]
    assert pieces(edited, place) == [True, True]


def test_code_is_the_same_whatever_was_kept(tmp_path: Path) -> None:
    component = compiled().component
    cold = compile_native(component, Store(tmp_path)).native
    assert compile_native(component, Store(tmp_path)).native == cold
    assert compile_native(component, Store(None)).native == cold


def test_a_small_component_is_one_piece() -> None:
    made = compile_native(compiled(FLOW.replace("strict.below-ten(x)", "x")).component, Store(None))
    assert [piece.module for piece in made.pieces] == [""]
    assert made.native.modules == {}


def test_it_runs_from_an_archive_and_its_traps_name_their_places() -> None:
    package = compiled()
    host = engine.host()
    natives = {host.target: compile_native(package.component, Store(None)).native}
    manifest = seal.describe(package.plan, package.inputs, host.engine)
    sealed = seal.write(package.plan, package.component, natives, manifest, [seal.generate()])
    runner = Runner(sealed.verified)
    assert runner.compiled_because == ""
    assert runner.call_json("below", '{"x": 9}') == "9"
    with pytest.raises(ComponentTrapped) as trapped:
        runner.call_json("below", '{"x": 10}')
    assert trapped.value.place == "large.flow:3:36"
    assert trapped.value.component == "strict"
    with pytest.raises(FlowFaulted) as faulted:
        runner.call_json("sum", '{"a": 255, "b": 1}')
    assert faulted.value.place.startswith("large.flow:4:")


def test_frames_in_a_module_compiled_apart_have_the_offsets_of_the_component() -> None:
    package = compiled()
    whole = engine.shared().compile(package.component)
    apart = load(package.component, Store(None))
    first, second = (_frames(one, package) for one in (whole, apart))
    assert [one.offset for one in first] == [one.offset for one in second]
    assert [one.function for one in first] == [one.function for one in second]
    assert first[0].offset > package.component.index(b"any") - 500


def _frames(code: Code, package: Compiled) -> list[Frame]:
    live = Live(code, Limits())
    function = live.function(code.export(package.plan.door, INVOKE))
    try:
        with pytest.raises(Trapped) as trapped:
            live.call(function, 0, b'{"x": 10}')
    finally:
        live.close()
    return [one for one in trapped.value.frames if one.module or one.function]


def test_who_cannot_seal_an_entry_cannot_change_what_is_built(tmp_path: Path) -> None:
    component = compiled().component
    theirs, ours = Store(tmp_path, b"theirs"), Store(tmp_path, b"ours")
    compile_native(component, theirs)
    assert pieces(component, ours) == [False, False]
    for path in tmp_path.glob("*.native"):
        own = path.with_name(path.name.replace(_whose(theirs), _whose(ours)))
        path.replace(own)
    assert pieces(component, ours) == [False, False]
    assert pieces(component, ours) == [True, True]


def _whose(place: Store) -> str:
    made = Store(place.folder, place.secret)
    made.keep("name", b"code")
    assert place.folder is not None
    (path,) = place.folder.glob("name-*")
    path.unlink()
    return path.name.removeprefix("name-").removesuffix(".native")


def test_an_entry_is_not_taken_for_another(tmp_path: Path) -> None:
    place = Store(tmp_path)
    place.keep("a", b"code of a")
    (path,) = tmp_path.iterdir()
    path.replace(path.with_name(path.name.replace("a-", "b-", 1)))
    assert place.find("b") is None


@pytest.mark.parametrize("change", [lambda one: one[:-1], lambda one: one + b"!", lambda _: b""])
def test_a_damaged_entry_is_as_good_as_none(tmp_path: Path, change: object) -> None:
    assert callable(change)
    place = Store(tmp_path)
    place.keep("name", b"code")
    assert place.find("name") == b"code"
    (path,) = tmp_path.iterdir()
    path.write_bytes(change(path.read_bytes()))
    assert place.find("name") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_pipe_in_the_place_of_an_entry_holds_nobody_up(tmp_path: Path) -> None:
    place = Store(tmp_path)
    place.keep("name", b"code")
    (path,) = tmp_path.iterdir()
    path.unlink()
    os.mkfifo(path)
    assert place.find("name") is None


def test_what_was_used_longest_ago_goes_when_there_is_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 250)
    place = Store(tmp_path)
    for name in ("a", "b", "c"):
        place.keep(name, bytes(50))
        place.find("a")
    assert [place.find(name) is not None for name in "abc"] == [True, True, True]
    place.keep("d", bytes(50))
    assert place.find("a") is not None
    assert place.find("b") is None


def test_there_may_be_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWC_CACHE", "off")
    assert user_store().folder is None
    (tmp_path / "file").touch()
    monkeypatch.setenv("FLOWC_CACHE", str(tmp_path / "file"))
    place = user_store(b"secret")
    place.keep("name", b"code")
    assert place.find("name") is None


def test_code_that_does_not_load_is_made_anew(tmp_path: Path) -> None:
    package, place = compiled(), Store(tmp_path)
    compile_native(package.component, place)
    for path in tmp_path.iterdir():
        name = path.name.rpartition("-")[0]
        place.keep(name, b"no code")
    assert _called(load(package.component, place), package) == {"ok": 9}


def _called(code: Code, package: Compiled) -> object:
    live = Live(code, Limits())
    function = live.function(code.export(package.plan.door, INVOKE))
    try:
        return {"ok": json.loads(live.call(function, 0, b'{"x": 9}')[1])}
    finally:
        live.close()

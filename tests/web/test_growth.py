"""Core modules that remember what memory they were refused do all else as before."""

import json
from base64 import b64encode
from importlib.resources import files
from pathlib import Path

import pytest
from tests.web.conftest import node
from wasmtime import wat2wasm

RUNTIME = files("flowc.web") / "runtime"
SCRIPT = """
import { readFileSync } from "node:fs";
import { remembering, REFUSED } from "./growth.js";
const came = [];
for (const [text, calls] of JSON.parse(readFileSync(0, "utf8"))) {
  const core = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const made = remembering(core);
  if (!made || made === core) {
    came.push(made ? "same" : "unknown");
    continue;
  }
  const given = { "": { f: (a) => a + 1, g: new WebAssembly.Global({ value: "i32" }, 7) } };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(made), given);
  const asked = ([name, ...values]) => [exports[name](...values), Number(exports[REFUSED].value)];
  came.push(calls.map(asked));
}
console.log(JSON.stringify(came));
"""
GROWS = '(func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))'
BARE = f"(module (memory 1 3) {GROWS})"
CALLS = [["grow", 1], ["grow", 5], ["grow", 1], ["grow", 1], ["grow", -1]]
CAME = [[1, 0], [-1, 7], [2, 7], [-1, 4], [-1, 2**32 + 2]]
MIXED = f"""
(module
  (type $t (func (param i32) (result i32)))
  (import "" "f" (func $f (type $t)))
  (import "" "g" (global $g i32))
  (memory 1 3) (table $table 2 funcref) (global $own (mut f64) (f64.const 64))
  (data $data "@\\00@\\00@") (elem $elem func $f)
  {GROWS}
  (func (export "all") (param $one i32) (result i32)
    (local $wide i64) (local $vector v128) (local $function funcref)
    (local.set $wide (i64.const -4611686018427387840))
    (local.set $vector (i8x16.shuffle 16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14
      (v128.const i32x4 0x40004000 0x40004000 0 0) (i32x4.splat (local.get $one))))
    (v128.store8_lane offset=64 0 (i32.const 64) (local.get $vector))
    (drop (f32.const 2)) (drop (f64.const 3))
    (local.set $function (ref.null func))
    (drop (select (result funcref) (local.get $function) (ref.func $f) (local.get $one)))
    (memory.init $data (i32.const 64) (i32.const 0) (i32.const 5))
    (memory.fill (i32.const 64) (i32.const 64) (i32.const 64))
    (memory.copy (i32.const 128) (i32.const 64) (i32.const 64)) (data.drop $data)
    (table.init $table $elem (i32.const 0) (i32.const 0) (i32.const 1)) (elem.drop $elem)
    (table.copy $table $table (i32.const 1) (i32.const 0) (i32.const 1))
    (drop (table.grow $table (ref.null func) (i32.const 1))) (drop (table.size $table))
    (table.fill $table (i32.const 2) (ref.null func) (i32.const 1))
    (drop (i32.trunc_sat_f64_s (global.get $own)))
    (block $out (loop $again (br_table $out $again $out (i32.const 0))))
    (drop (memory.grow (i32.const 64)))
    (if (result i32) (ref.is_null (table.get $table (i32.const 1)))
      (then (unreachable))
      (else (call_indirect $table (type $t) (i32.load8_u offset=64 (i32.const 64)) (i32.const 1)))))
  (export "f" (func $f)) (start $nothing) (func $nothing))
"""
NEVER = '(module (memory 1) (func (export "all") (result i32) (i32.const 64)))'
NEWER = f"(module (memory 1) {GROWS} (func (drop (ref.i31 (i32.const 0)))))"
GROUPED = f"(module (rec (type (func)) (type (func (param i32)))) (memory 1) {GROWS})"
WIDE = "(module (memory i64 1) (func (drop (memory.grow (i64.const 1)))))"
ELSEWHERE = '(module (import "" "m" (memory i64 1)) (func (drop (memory.grow (i64.const 1)))))'
EMPTY = "(module)"


def remembered(tmp_path: Path, *given: tuple[str, list[list[object]]]) -> list[object]:
    for name in ("growth.js", "instructions.js", "sections.js"):
        (tmp_path / name).write_text((RUNTIME / name).read_text())
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "remembers.mjs").write_text(SCRIPT)
    asked = [[b64encode(wat2wasm(text)).decode(), calls] for text, calls in given]
    came: list[object] = json.loads(node(tmp_path / "remembers.mjs", json.dumps(asked)))
    return came


def test_it_grows_as_before_and_tells_what_it_would_have_had(tmp_path: Path) -> None:
    assert remembered(tmp_path, (BARE, CALLS)) == [CAME]


def test_code_of_all_kinds_is_read_and_runs_as_before(tmp_path: Path) -> None:
    calls: list[list[object]] = [["f", 1], ["all", 5], ["grow", 2], ["grow", 1]]
    [came] = remembered(tmp_path, (MIXED, calls))
    assert came == [[2, 0], [65, 65], [1, 65], [-1, 4]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (NEVER, "same"),
        (EMPTY, "same"),
        *((one, "unknown") for one in (NEWER, GROUPED, WIDE, ELSEWHERE)),
    ],
)
def test_what_never_grows_is_left_and_what_is_newer_is_told(
    tmp_path: Path, text: str, said: str
) -> None:
    assert remembered(tmp_path, (text, [])) == [said]

"""Threads: what never ends is cut short, who waits stays responsive, and nothing is lost by it."""

import json
from pathlib import Path

from tests.web.conftest import Build, node
from wasmtime import wat2wasm

HERE = Path(__file__).parent
SPIN = """\
(component
  (core module $m
    (func (export "spin") (param $times i32) (result i32) (local $i i32)
      (loop $again
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $again (i32.lt_u (local.get $i) (local.get $times))))
      (if (i32.eq (local.get $times) (i32.const -1)) (then (loop $ever (br $ever))))
      (local.get $times)))
  (core instance $i (instantiate $m))
  (func (export "spin") (param "times" u32) (result u32) (canon lift (core func $i "spin"))))
"""
FLOW = """\
package acme:spin@1.0.0;

use wheel from "wheel.wasm";

export flow spin(times: u32) -> u32 { wheel.spin(times) }

export flow short(times: u32) -> u32 { wheel.spin(times) with { timeout: 100ms, fallback: 7 } }
"""


def test_work_is_cut_short_and_nobody_waits_for_it(build: Build, tmp_path: Path) -> None:
    (tmp_path / "wheel.wasm").write_bytes(wat2wasm(SPIN))
    source = tmp_path / "spin.flow"
    source.write_text(FLOW)
    came = json.loads(
        node(HERE / "threads.mjs", json.dumps({"module": build(source).module.as_uri()}))
    )
    assert came == ["R412", "AbortError", 7, 3, 200_000_000, True, list(range(8))]

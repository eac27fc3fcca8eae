"""A flow over a component that counts as far as it is told, or for ever."""

from pathlib import Path

from wasmtime import wat2wasm

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

export flow short(times: u32) -> u32 { wheel.spin(times) with { timeout: 600ms, fallback: 7 } }
"""


def source(folder: Path) -> Path:
    """Write the flow and its component; return the flow's file."""
    (folder / "wheel.wasm").write_bytes(wat2wasm(SPIN))
    path = folder / "spin.flow"
    path.write_text(FLOW)
    return path

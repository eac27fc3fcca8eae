"""Small components that answer for a service, and those that do not, in WebAssembly text."""

from functools import cache
from pathlib import Path

from wasmtime import wat2wasm

from flowrt.bindings import Opening, binding_to
from flowrt.plan.cuts import Service, ServiceFunction
from flowrt.plan.shapes import Prim, Shape
from flowrt.run.scope import Scope
from flowrt.run.services import Binding

INTERFACE = "acme:shop/screening@1.2.0"
CENTS, BOOL = Prim("u64"), Prim("bool")
SCREEN = ServiceFunction(INTERFACE, "screen", (("cents", CENTS),), BOOL)
LATER = ServiceFunction("", "later", (("than", CENTS),), BOOL)
TIMES = Service("times", (LATER,))
LIFTED = '(func $f (param "cents" u64) (result bool) (canon lift (core func $i "screen")))'
_CODE = """
  (core module $m
    (func (export "note") (param i64))
    (func (export "take") (param i32) (result i32) (i32.const 1))
    (func (export "screen") (param i64) (result i32)
      (if (i64.eq (local.get 0) (i64.const 666)) (then unreachable))
      (loop $on (br_if $on (i64.eq (local.get 0) (i64.const 777))))
      (i64.lt_u (local.get 0) (i64.const 1000))))
  (core instance $i (instantiate $m))
"""


def component(body: str) -> bytes:
    """Return a component with the code above; `body` lifts and exports."""
    return made(f"(component {_CODE} {body})")


@cache
def made(text: str) -> bytes:
    """Return WebAssembly text assembled."""
    return bytes(wat2wasm(text))


def exported(*interfaces: str, function: str = LIFTED) -> bytes:
    """Return a component that exports `screen` in each interface; an empty one is its own top."""
    lines = [function]
    for number, name in enumerate(interfaces):
        if name:
            lines.append(f'(instance $s{number} (export "screen" (func $f)))')
            lines.append(f'(export "{name}" (instance $s{number}))')
        else:
            lines.append('(export "screen" (func $f))')
    return component("\n".join(lines))


def service(*functions: ServiceFunction) -> Service:
    """Return a service called `fraud`."""
    return Service("fraud", functions or (SCREEN,))


def asked(result: Shape | None, *params: tuple[str, Shape]) -> Service:
    """Return a service of one function `screen`."""
    return service(ServiceFunction(INTERFACE, "screen", params, result))


def bound(path: Path, data: bytes, of: Service, opening: Opening | None = None) -> Binding:
    """Write a component and bind it to a service."""
    path.write_bytes(data)
    binding = binding_to(str(path), opening or Opening(service=of.name))
    binding.check(of)
    return binding


def answer(binding: Binding, cents: int, scope: Scope | None = None) -> bytes:
    """Return what `screen` says."""
    return binding.call(SCREEN, b'{"cents":%d}' % cents, scope or Scope())


ASKS = """\
package acme:asks@1.0.0;
use fraud from screening as service;
interface screening { screen: func(cents: u64) -> bool; }
export flow fine(cents: u64) -> string { if fraud.screen(cents) { "fine" } else { "not fine" } }
"""

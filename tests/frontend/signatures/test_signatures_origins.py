"""A resource that several imported interfaces name is the one that the first of them defines."""

from wasmtime import wat2wasm

from flowc.frontend import signatures
from flowc.frontend.terms import Resource

POLL, CLOCK = "wasi:io/poll@0.2.0", "wasi:clocks/monotonic-clock@0.2.0"
COMPONENT = f"""\
(component
  (import "{POLL}" (instance $poll (export "pollable" (type (sub resource)))))
  (alias export $poll "pollable" (type $pollable))
  (import "{CLOCK}" (instance
    (alias outer 1 $pollable (type $used))
    (export "waiter" (type $renamed (eq $used)))
    (export "timer" (type (sub resource)))
    (export "subscribe" (func (param "when" u64) (result (own $renamed)))))))
"""


def test_a_resource_is_known_by_where_it_is_defined() -> None:
    outside = signatures.read(bytes(wat2wasm(COMPONENT)), "it", "it.wasm")
    origins = {one.name: one.type for part in outside.imports for one in part.types}
    pollable = Resource("it", POLL, "pollable", imported=True)
    assert origins == {
        "pollable": pollable,
        "waiter": pollable,
        "timer": Resource("it", CLOCK, "timer", imported=True),
    }

"""Handles that the glue owns: noted when a component gives one, and dropped once at the end.

The handles that a transaction owns are a list in the codec's memory, the newest first. A component
that is given an owned handle takes it off the list; what is left is dropped when the transaction,
or the iteration that got it, ends. A trap ends the whole instance, and all handles with it.
Source: the Component Model's CanonicalABI, "canon resource.drop".
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flowc.frontend import terms as t
from flowc.ir.owned import owns
from flowc.produce import access
from flowc.produce.code import Code
from flowc.produce.glue import Glue
from flowc.produce.layout import offsets_of, parts_of, payload_offset, size_of

HELPERS = """\
(global $held (mut i32) (i32.const 0))
(func $hold (param $handle i32) (param $resource i32) (local $node i32)
  (local.set $node (call $alloc (i32.const 12) (i32.const 4)))
  (i32.store (local.get $node) (global.get $held))
  (i32.store offset=4 (local.get $node) (local.get $resource))
  (i32.store offset=8 (local.get $node) (local.get $handle))
  (global.set $held (local.get $node)))
(func $give (param $handle i32) (param $resource i32) (local $node i32)
  (local.set $node (global.get $held))
  (loop $next
    (if (i32.eqz (local.get $node)) (then (unreachable)))
    (if (i32.and
          (i32.eq (i32.load offset=4 (local.get $node)) (local.get $resource))
          (i32.eq (i32.load offset=8 (local.get $node)) (local.get $handle)))
      (then (i32.store offset=4 (local.get $node) (i32.const -1)) (return)))
    (local.set $node (i32.load (local.get $node)))
    (br $next)))
(func $drop_to (param $until i32) (local $node i32) (local $resource i32)
  (block $done (loop $next
    (local.set $node (global.get $held))
    (br_if $done (i32.eq (local.get $node) (local.get $until)))
    (global.set $held (i32.load (local.get $node)))
    (local.set $resource (i32.load offset=4 (local.get $node)))
{drops}
    (br $next))))"""
DROP = """\
    (if (i32.eq (local.get $resource) (i32.const {at}))
      (then (call $drop:{at} (i32.load offset=8 (local.get $node)))))"""


def hold(glue: Glue, code: Code, type_: t.Type, value: str) -> None:
    """Note the handles in a value that a component gave, which local `value` stands for."""
    _visit_value(glue, code, type_, value, "$hold")


def give(glue: Glue, code: Code, type_: t.Type, value: str) -> None:
    """Take the handles in a value that a component is about to be given off the list."""
    _visit_value(glue, code, type_, value, "$give")


@contextmanager
def dropped(glue: Glue, code: Code) -> Iterator[None]:
    """Drop, after what is emitted inside, the handles that it came to own."""
    if not glue.holds:
        yield
        return
    code.emit("global.get $held")
    before = code.keep("i32")
    yield
    code.emit(f"local.get {before}", "call $drop_to")


def helpers(glue: Glue) -> str:
    """Write the list and what drops it; nothing where no handle is ever owned."""
    if not glue.holds:
        return ""
    return HELPERS.format(drops="\n".join(DROP.format(at=at) for at in glue.resources.values()))


def _visit_value(glue: Glue, code: Code, type_: t.Type, value: str, act: str) -> None:
    if isinstance(type_, t.Handle):
        _act(glue, code, type_, value, act)
    elif owns(type_):
        _visit(glue, code, type_, (value, 0), act)


def _act(glue: Glue, code: Code, type_: t.Handle, value: str, act: str) -> None:
    if type_.kind == "own":
        number = glue.resource(type_.resource)
        code.emit(f"local.get {value}", f"i32.const {number}", f"call {act}")


def _visit(glue: Glue, code: Code, type_: t.Type, at: tuple[str, int], act: str) -> None:
    """Act on each owned handle of the value at an address, a local and an offset."""
    base, offset = at
    match type_:
        case t.Handle():
            access.load(code, type_, base, offset)
            _act(glue, code, type_, code.keep("i32"), act)
        case t.Record() | t.Tuple():
            for part, within in zip(parts_of(type_), offsets_of(type_), strict=True):
                if owns(part):
                    _visit(glue, code, part, (base, offset + within), act)
        case t.Variant() | t.Option() | t.Result():
            for index, case in enumerate(t.cases_of(type_)):
                if case.payload is not None and owns(case.payload):
                    access.load_case(code, type_, base, offset)
                    code.emit(f"i32.const {index}", "i32.eq")
                    with code.nested("if"):
                        place = (base, offset + payload_offset(type_))
                        _visit(glue, code, case.payload, place, act)
        case t.List(element):
            _visit_list(glue, code, element, at, act)
        case _:
            return


def _visit_list(glue: Glue, code: Code, element: t.Type, at: tuple[str, int], act: str) -> None:
    base, offset = at
    code.emit(f"local.get {base}", f"i32.load offset={offset}")
    item = code.keep("i32")
    code.emit(f"local.get {base}", f"i32.load offset={offset + 4}")
    left = code.keep("i32")
    code.emit(f"local.get {left}")
    with code.nested("if"), code.nested("loop"):
        _visit(glue, code, element, (item, 0), act)
        code.emit(f"local.get {item}", f"i32.const {size_of(element)}", "i32.add")
        code.emit(f"local.set {item}", f"local.get {left}", "i32.const 1", "i32.sub")
        code.emit(f"local.tee {left}", "br_if 0")

"""Handles that the glue owns: noted when a component gives one, and dropped once at the end.

The handles that a transaction owns are a list in the codec's memory, the newest first. A component
that is given an owned handle takes it off the list; what is left is dropped when the transaction,
or the iteration that got it, ends. A flow that a component calls does the same for each call, and
is given handles: those that it is lent go back at the end. A trap ends the whole instance, and all
handles with it.
Source: the Component Model's CanonicalABI, "canon resource.drop".
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flowc.frontend import terms as t
from flowc.ir.owned import holds, owns
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
    _Visit(glue, code, "$hold").value(type_, value)


def receive(glue: Glue, code: Code, type_: t.Type, value: str) -> None:
    """Note the handles in a value that a flow is given from outside, lent ones among them."""
    _Visit(glue, code, "$hold", lent=True).value(type_, value)


def give(glue: Glue, code: Code, type_: t.Type, value: str) -> None:
    """Take the handles in a value that a component is about to be given off the list."""
    _Visit(glue, code, "$give").value(type_, value)


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


@dataclass(frozen=True, slots=True)
class _Visit:
    """Acts on each handle of a value, by a function of the glue; on `lent` ones if asked to."""

    glue: Glue
    code: Code
    act: str
    lent: bool = False

    def value(self, type_: t.Type, local: str) -> None:
        """Act on what a local stands for."""
        if isinstance(type_, t.Handle):
            self.handle(type_, local)
        elif self.concerns(type_):
            self.at(type_, local, 0)

    def concerns(self, type_: t.Type) -> bool:
        """Whether a value of a type may hold handles to act on."""
        return holds(type_) if self.lent else owns(type_)

    def handle(self, type_: t.Handle, local: str) -> None:
        """Act on a handle."""
        if self.concerns(type_):
            number = self.glue.resource(type_.resource)
            self.code.emit(f"local.get {local}", f"i32.const {number}", f"call {self.act}")

    def at(self, type_: t.Type, base: str, offset: int) -> None:
        """Act on what lies at an address, a local and an offset."""
        match type_:
            case t.Handle():
                access.load(self.code, type_, base, offset)
                self.handle(type_, self.code.keep("i32"))
            case t.Record() | t.Tuple():
                for part, within in zip(parts_of(type_), offsets_of(type_), strict=True):
                    if self.concerns(part):
                        self.at(part, base, offset + within)
            case t.Variant() | t.Option() | t.Result():
                for index, case in enumerate(t.cases_of(type_)):
                    if case.payload is not None and self.concerns(case.payload):
                        access.load_case(self.code, type_, base, offset)
                        self.code.emit(f"i32.const {index}", "i32.eq")
                        with self.code.nested("if"):
                            self.at(case.payload, base, offset + payload_offset(type_))
            case t.List(element):
                self.items(element, base, offset)
            case _:
                return

    def items(self, element: t.Type, base: str, offset: int) -> None:
        """Act on each element of a list."""
        code = self.code
        code.emit(f"local.get {base}", f"i32.load offset={offset}")
        item = code.keep("i32")
        code.emit(f"local.get {base}", f"i32.load offset={offset + 4}")
        left = code.keep("i32")
        code.emit(f"local.get {left}")
        with code.nested("if"), code.nested("loop"):
            self.at(element, item, 0)
            code.emit(f"local.get {item}", f"i32.const {size_of(element)}", "i32.add")
            code.emit(f"local.set {item}", f"local.get {left}", "i32.const 1", "i32.sub")
            code.emit(f"local.tee {left}", "br_if 0")

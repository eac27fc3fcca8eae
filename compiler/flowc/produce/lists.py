"""Lists of lists: one cut in portions, which are views of it, and several joined to one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from flowc.frontend import terms as t
from flowc.ir.graph import Operation
from flowc.produce import regions, values
from flowc.produce.layout import size_of

if TYPE_CHECKING:
    from flowc.produce.body import Body
    from flowc.produce.code import Code

LEAST: Final = 8
"""Items of the first portion; each is by one longer than the one before, but for the last."""


def portions(body: "Body", op: Operation, source: str) -> None:
    """Make a list of views of a list, each of which has items of its own."""
    code, element = body.code, _element(op.operands[0].type)
    walk = regions.Elements(body, op.operands[0], source)
    cell = body.alloc(op.result.type)
    most = (f"local.get {walk.length}", f"i32.const {LEAST}", "i32.div_u", "i32.const 1", "i32.add")
    views = values.room(body, t.List(element), "\n".join(most), op.span)
    code.emit(f"local.get {views}")
    view = code.keep("i32")
    code.emit(f"i32.const {LEAST}")
    wanted = code.keep("i32")
    code.emit(f"local.get {walk.length}")
    with code.nested("if"), code.nested("loop"):
        _portion(code, walk, element, view, wanted)
        code.emit("br_if 0")
    count = (f"local.get {wanted}", f"i32.const {LEAST}", "i32.sub")
    values.finish_list(body, cell, views, "\n".join(count))
    code.emit(f"local.get {cell}")
    body.set(op.result)


def _portion(code: "Code", walk: regions.Elements, element: t.Type, view: str, wanted: str) -> None:
    """Make one view of as many items as are wanted, or as there are; leave how many are left."""
    least = (f"local.get {wanted}", f"local.get {walk.length}")
    code.emit(*least, *least, "i32.lt_u", "select")
    length = code.keep("i32")
    code.emit(f"local.get {view}", f"local.get {walk.at}", "i32.store")
    code.emit(f"local.get {view}", f"local.get {length}", "i32.store offset=4")
    code.emit(f"local.get {walk.at}", f"local.get {length}", f"i32.const {size_of(element)}")
    code.emit("i32.mul", "i32.add", f"local.set {walk.at}")
    regions.advance(code, view, size_of(t.List(element)))
    regions.advance(code, wanted, 1)
    code.emit(f"local.get {walk.length}", f"local.get {length}", "i32.sub")
    code.emit(f"local.tee {walk.length}")


def joined(body: "Body", op: Operation, source: str) -> None:
    """Make a list of the items of several."""
    code, element = body.code, _element(op.result.type)
    code.emit("i32.const 0")
    total = code.keep("i32")
    with _each(body, op, source) as one:
        code.emit(f"local.get {total}", f"local.get {one}", "i32.load offset=4", "i32.add")
        code.emit(f"local.set {total}")
    cell = body.alloc(op.result.type)
    items = values.room(body, element, f"local.get {total}", op.span)
    code.emit(f"local.get {items}")
    at = code.keep("i32")
    with _each(body, op, source) as one:
        code.emit(f"local.get {one}", "i32.load offset=4", f"i32.const {size_of(element)}")
        code.emit("i32.mul")
        size = code.keep("i32")
        code.emit(f"local.get {at}", f"local.get {one}", "i32.load", f"local.get {size}")
        code.emit("memory.copy", f"local.get {at}", f"local.get {size}", "i32.add")
        code.emit(f"local.set {at}")
    values.finish_list(body, cell, items, f"local.get {total}")
    code.emit(f"local.get {cell}")
    body.set(op.result)


@contextmanager
def _each(body: "Body", op: Operation, source: str) -> Iterator[str]:
    """Write what is emitted inside once for each list, whose address it is given."""
    walk = regions.Elements(body, op.operands[0], source)
    with walk.each():
        yield walk.at
        regions.advance(body.code, walk.at, size_of(op.result.type))


def _element(type_: t.Type) -> t.Type:
    assert isinstance(type_, t.List)  # noqa: S101 - the rules of the graph say so
    return type_.element

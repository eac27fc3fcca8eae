"""Operations with regions, as instructions: branches, loops, and leaving the flow early."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from flowc.frontend import terms as t
from flowc.ir.graph import Operation, Region, Value
from flowc.produce import access, handles, heap, values
from flowc.produce.code import Code, is_scalar, name
from flowc.produce.layout import size_of
from flowc.text.diagnostic import InternalError

if TYPE_CHECKING:
    from flowc.produce.body import Body


def choose(body: "Body", op: Operation, subject: str) -> None:
    """Write a branch: by a bool, by a case, or away from the flow."""
    match op.name:
        case "if":
            body.define(op.result)
            body.code.emit(f"local.get {subject}")
            either(body, op, op.regions)
        case "switch":
            body.define(op.result)
            switch(body, op, subject)
        case _:
            attempt(body, op, subject)


def either(body: "Body", op: Operation, regions: tuple[Region, ...]) -> None:
    """Write the two regions of a branch on the bool that is on the stack."""
    then, otherwise = regions
    with body.code.nested("if"):
        body.into(op.result, then)
        body.code.otherwise()
        body.into(op.result, otherwise)


def case_of(body: "Body", type_: t.Type, subject: str) -> None:
    """Push the discriminant of a choice."""
    match type_:
        case t.Variant() | t.Option() | t.Result():
            access.load_case(body.code, type_, subject, 0)
        case _:
            body.code.emit(f"local.get {subject}")


def switch(body: "Body", op: Operation, subject: str) -> None:
    """Write a jump by case into one block for each region, innermost first."""
    type_, cases = op.operands[0].type, op.attribute
    if not isinstance(type_, t.Variant | t.Enum | t.Option | t.Result):
        raise InternalError("produce", f"{type_} has no cases")
    if not isinstance(cases, tuple):
        raise InternalError("produce", f"{cases!r} names no cases")
    count = len(op.regions)
    targets = [
        cases.index(case) if case in cases else count - 1 for case in range(len(t.cases_of(type_)))
    ]
    body.code.emit(*["block"] * (count + 1))
    case_of(body, type_, subject)
    body.code.emit(f"br_table {' '.join(map(str, [*targets, targets[-1]]))}", "end")
    for index, region in enumerate(op.regions):
        for param in region.params:
            payload(body, param, type_, subject)
        body.into(op.result, region)
        body.code.emit(f"br {count - 1 - index}", "end")


def payload(body: "Body", param: Value, type_: t.Type, subject: str) -> None:
    """Set a region's parameter to the payload of a choice."""
    values.payload(body, param.type, type_, subject)
    body.set(param)


def attempt(body: "Body", op: Operation, subject: str) -> None:
    """Leave the flow where a result is err or an option is none; take the payload if not."""
    type_ = op.operands[0].type
    case_of(body, type_, subject)
    body.code.emit(*(["i32.eqz"] if isinstance(type_, t.Option) else []))
    region = op.regions[0]
    with body.code.nested("if"):
        for param in region.params:
            payload(body, param, type_, subject)
        body.region(region)
        body.code.emit(f"local.get {name(region.result)}", "return")
    if op.result.type == t.Tuple(()):
        body.code.emit("i32.const 0")
        body.set(op.result)
    else:
        payload(body, op.result, type_, subject)


def map_list(body: "Body", op: Operation, source: str) -> None:
    """Write a loop that makes a list of what its region gives for each element it wants.

    There is room for all of them; where some are not wanted, the length is set at the end.
    """
    walk = Elements(body, op.operands[0], source)
    region, element = op.regions[0], op.regions[0].result.type
    cell = body.alloc(op.result.type)
    items = values.room(body, element, f"local.get {walk.length}", op.span)
    values.finish_list(body, cell, items, f"local.get {walk.length}")
    target = body.code.local("i32")
    body.code.emit(f"local.get {items}", f"local.set {target}")
    params = (one for region in op.regions for one in region.params)
    with walk.each(*params), freed(body, *op.regions), wanted(body, op.regions[1:]):
        body.region(region)
        access.store(body.code, element, name(region.result), target)
        advance(body.code, target, size_of(element))
    if len(op.regions) > 1:
        count = [f"local.get {target}", f"local.get {items}", "i32.sub"]
        body.code.emit(f"local.get {cell}", *count, f"i32.const {size_of(element)}", "i32.div_u")
        body.code.emit("i32.store offset=4")
    body.code.emit(f"local.get {cell}")
    body.set(op.result)


def beside(body: "Body", op: Operation) -> None:
    """Write branches in order, which is one way to run them beside each other, and the tuple."""
    for region in op.regions:
        body.region(region)
    items = tuple(region.result for region in op.regions)
    values.build(body, replace(op, operands=items), [name(item) for item in items])


def fold(body: "Body", op: Operation, source: str, start: str) -> None:
    """Write a loop that carries a value through a list."""
    walk = Elements(body, op.operands[0], source)
    region = op.regions[0]
    element, acc = region.params
    body.code.emit(f"local.get {start}")
    body.set(acc)
    with walk.each(element), freed(body, region):
        body.into(acc, region)
    body.code.emit(f"local.get {name(acc)}")
    body.set(op.result)


@contextmanager
def wanted(body: "Body", conditions: tuple[Region, ...]) -> Iterator[None]:
    """Write what is emitted inside for those elements that a condition, if any, holds for."""
    if not conditions:
        yield
        return
    body.region(conditions[0])
    body.code.emit(f"local.get {name(conditions[0].result)}")
    with body.code.nested("if"):
        yield


@contextmanager
def freed(body: "Body", region: Region, *others: Region) -> Iterator[None]:
    """Free what an iteration allocates, if its result is a scalar, which is all that is kept.

    The handles that it owns are dropped, unless its result is one.
    """
    code, result = body.code, region.result.type
    is_kept = not is_scalar(result) or isinstance(result, t.Handle)
    if is_kept or not any(map(heap.allocates, (region, *others))):
        yield
        return
    heap.push_top(code)
    top = code.keep("i32")
    with handles.dropped(body.glue, code):
        yield
    heap.free(code, top)


class Elements:
    """A walk over a list; `each` is the loop."""

    def __init__(self, body: "Body", list_: Value, source: str) -> None:
        """Read the list's address and length."""
        if not isinstance(list_.type, t.List):
            raise InternalError("produce", f"{list_.type} has no elements")
        self.body, self.type = body, list_.type.element
        code = body.code
        code.emit(f"local.get {source}", "i32.load offset=4")
        self.length = code.keep("i32")
        code.emit(f"local.get {source}", "i32.load")
        self.at = code.keep("i32")

    @contextmanager
    def each(self, *params: Value) -> Iterator[None]:
        """Write what is emitted inside once for each element, to which `params` are set."""
        code = self.body.code
        used = [param for param in params if param.id in self.body.used]
        code.emit(f"local.get {self.length}")
        left = code.keep("i32")
        code.emit(f"local.get {left}")
        with code.nested("if"), code.nested("loop"):
            for param in used:
                access.load(code, self.type, self.at)
                self.body.set(param)
            yield
            if used:
                advance(code, self.at, size_of(self.type))
            advance(code, left, -1)
            code.emit(f"local.get {left}", "br_if 0")


def advance(code: Code, local: str, step: int) -> None:
    """Add a constant to an i32 local."""
    code.emit(f"local.get {local}", f"i32.const {step}", "i32.add", f"local.set {local}")

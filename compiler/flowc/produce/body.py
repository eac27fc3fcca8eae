"""One flow as one core function: operations become instructions.

Takes a `FlowGraph` and the `Glue` that collects what all functions share; gives the function's
text. A flow's function takes and gives one core value for each of its parameters and its result.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from flowc.frontend import terms as t
from flowc.ir.graph import Callee, FlowGraph, Operation, Region, Value
from flowc.plan.notes import SiteNote
from flowc.produce import access, arithmetic, calls
from flowc.produce.code import Code, core_of, is_scalar
from flowc.produce.glue import Glue
from flowc.produce.layout import offsets_of, payload_offset, size_of
from flowc.text.diagnostic import InternalError
from flowc.text.span import Span

ARITHMETIC = ("add", "sub", "mul", "div", "rem")
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")


def function(flow: FlowGraph, glue: Glue) -> str:
    """Return the text of a flow's function, `$flow:NAME`."""
    body = Body(flow, glue)
    params = " ".join(f"(param {name(p.value)} {core_of(p.value.type)})" for p in flow.params)
    body.known.update(p.value.id for p in flow.params)
    body.region(flow.body)
    body.code.emit(f"local.get {name(flow.body.result)}")
    return body.code.function(f"$flow:{flow.name} {params} (result {core_of(flow.result)})")


def name(value: Value) -> str:
    """Return the local that stands for a value."""
    return f"$v{value.id}"


def uses(region: Region) -> Iterator[int]:
    """Give the values used in a region, some of them more than once."""
    yield region.result.id
    for operation in region.operations:
        yield from (operand.id for operand in operation.operands)
        for inner in operation.regions:
            yield from uses(inner)


@dataclass(slots=True)
class Body:
    """The state of one function being written."""

    flow: FlowGraph
    glue: Glue
    code: Code = field(default_factory=Code)
    known: set[int] = field(default_factory=set)
    used: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        """Find the values that something uses."""
        regions = (param.default for param in self.flow.params if param.default is not None)
        self.used = frozenset(used for r in (self.flow.body, *regions) for used in uses(r))

    def define(self, value: Value) -> str:
        """Return the local of a value that is about to be set."""
        if value.id not in self.known:
            self.known.add(value.id)
            self.code.locals[name(value)] = core_of(value.type)
        return name(value)

    def set(self, value: Value) -> None:
        """Take the value on the stack."""
        self.code.emit(f"local.set {self.define(value)}")

    def region(self, region: Region) -> None:
        """Write a region's operations; its parameters are set already."""
        for operation in region.operations:
            self.operation(operation)

    def into(self, result: Value, region: Region) -> None:
        """Write a region and keep its result as `result`."""
        self.region(region)
        self.code.emit(f"local.get {name(region.result)}")
        self.set(result)

    def site(self, kind: str, span: Span, callee: Callee | None = None) -> str:
        """Mark the next instruction as one that may trap."""
        component, function_ = (callee.component, callee.function) if callee else ("", "")
        return self.glue.sites.mark(SiteNote(kind, self.flow.name, component, function_, span))

    def alloc(self, type_: t.Type) -> str:
        """Make room for a value and return the local that holds its address."""
        self.code.emit(f"i32.const {size_of(type_)}", "i32.const 8", "call $alloc")
        return self.code.keep("i32")

    def operation(self, op: Operation) -> None:
        """Write one operation."""
        operands = [name(operand) for operand in op.operands]
        match op.name:
            case "call":
                calls.component(self, op)
            case "flow":
                self.code.emit(*(f"local.get {o}" for o in operands), f"call $flow:{op.attribute}")
                self.set(op.result)
            case "if" | "switch" | "try":
                self.choose(op, operands[0])
            case "for":
                self.map_list(op, operands[0])
            case "fold":
                self.fold(op, *operands)
            case "make" | "list" | "case" | "flags" | "const":
                self.construct(op, operands)
            case _:
                self.compute(op, operands)
                self.set(op.result)

    # --- values --------------------------------------------------------------------------

    def construct(self, op: Operation, operands: Sequence[str]) -> None:
        """Make a new value out of its parts."""
        match op.name, op.attribute:
            case "const", str() as text if op.result.type == t.STRING:
                self.code.emit(self.glue.statics.literal(text))
            case "const", constant:
                self.code.emit(f"{core_of(op.result.type)}.const {literal(constant)}")
            case "flags", bits:
                self.code.emit(f"i32.const {bits}")
            case "case", index if isinstance(op.result.type, t.Enum):
                self.code.emit(f"i32.const {index}")
            case _:
                self.build(op, operands)
                return
        self.set(op.result)

    def build(self, op: Operation, operands: Sequence[str]) -> None:
        """Make a value in memory."""
        type_ = op.result.type
        parts = [(o.type, local) for o, local in zip(op.operands, operands, strict=True)]
        match type_:
            case t.List(element):
                cell = self.alloc(type_)
                items = self.room(element, f"i32.const {len(parts)}", op.span)
                for index, (part, local) in enumerate(parts):
                    access.store(self.code, part, local, items, index * size_of(element))
                self.finish_list(cell, items, f"i32.const {len(parts)}")
            case t.Record() | t.Tuple():
                cell = self.alloc(type_)
                for (part, local), offset in zip(parts, offsets_of(type_), strict=True):
                    access.store(self.code, part, local, cell, offset)
            case t.Variant() | t.Option() | t.Result():
                cell = self.alloc(type_)
                access.store_case(self.code, type_, f"i32.const {op.attribute}", cell)
                for part, local in parts:
                    access.store(self.code, part, local, cell, payload_offset(type_))
            case _:
                raise InternalError("produce", f"no value of type {type_} is made in memory")
        self.code.emit(f"local.get {cell}")
        self.set(op.result)

    def finish_list(self, cell: str, items: str, length: str) -> None:
        """Write a list's address and length into its cell."""
        self.code.emit(f"local.get {cell}", f"local.get {items}", "i32.store")
        self.code.emit(f"local.get {cell}", length, "i32.store offset=4")

    def room(self, element: t.Type, length: str, span: Span) -> str:
        """Make room for so many elements; a list beyond the address space is a fault."""
        size = self.code.local("i64")
        self.code.emit(length, "i64.extend_i32_u", f"i64.const {size_of(element)}", "i64.mul")
        self.code.emit(f"local.tee {size}", f"i64.const {2**31}", "i64.gt_u")
        with self.code.nested("if"):
            self.code.emit(self.site("length", span), "unreachable")
        self.code.emit(f"local.get {size}", "i32.wrap_i64", "i32.const 8", "call $alloc")
        return self.code.keep("i32")

    def compute(self, op: Operation, operands: Sequence[str]) -> None:
        """Push what an operation without regions makes of its operands."""
        types = [operand.type for operand in op.operands]
        match op.name:
            case "part":
                self.part(types[0], op, operands[0])
            case "flag":
                self.code.emit(f"local.get {operands[0]}", f"i32.const {op.attribute}")
                self.code.emit("i32.shr_u", "i32.const 1", "i32.and")
            case "length":
                self.code.emit(f"local.get {operands[0]}", "i32.load offset=4")
            case "not":
                self.code.emit(f"local.get {operands[0]}", "i32.eqz")
            case "text":
                calls.text(self, op)
            case comparison if comparison in COMPARISONS:
                self.compare(op, operands)
            case _:
                self.number(op, operands)

    def part(self, type_: t.Type, op: Operation, base: str) -> None:
        """Push a field of a record or an item of a tuple."""
        if not isinstance(type_, t.Record | t.Tuple) or not isinstance(op.attribute, int):
            raise InternalError("produce", f"{type_} has no parts")
        access.load(self.code, op.result.type, base, offsets_of(type_)[op.attribute])

    def number(self, op: Operation, operands: Sequence[str]) -> None:
        """Push the result of arithmetic or of a conversion."""
        source = str(op.operands[0].type)
        match op.name:
            case "neg":
                site = partial(self.site, "overflow", op.span)
                arithmetic.negate(self.code, source, operands[0], site)
            case "convert":
                site = partial(self.site, "conversion", op.span)
                target = str(op.result.type)
                arithmetic.convert(self.code, source, target, operands[0], site)
            case _:
                kind = "division" if op.name in ("div", "rem") else "overflow"
                site = partial(self.site, kind, op.span)
                pair = (operands[0], operands[1])
                arithmetic.calculate(self.code, op.name, source, pair, site)

    def compare(self, op: Operation, operands: Sequence[str]) -> None:
        """Push whether a comparison holds."""
        type_ = op.operands[0].type
        if is_scalar(type_):
            self.code.emit(*(f"local.get {operand}" for operand in operands))
            arithmetic.compare(self.code, op.name, type_)
        elif op.name in ("eq", "ne"):
            self.code.emit(self.glue.statics.descriptor(type_))
            self.code.emit(*(f"local.get {operand}" for operand in operands), "call $equal")
            self.code.emit(*(["i32.eqz"] if op.name == "ne" else []))
        else:
            for operand in operands:
                access.lower_flat(self.code, type_, operand, 0)
            self.code.emit("call $compare_text", "i32.const 0", f"i32.{op.name}_s")

    # --- regions -------------------------------------------------------------------------

    def choose(self, op: Operation, subject: str) -> None:
        """Write a branch: by a bool, by a case, or away from the flow."""
        match op.name:
            case "if":
                self.define(op.result)
                self.code.emit(f"local.get {subject}")
                self.either(op, op.regions)
            case "switch":
                self.define(op.result)
                self.switch(op, subject)
            case _:
                self.attempt(op, subject)

    def either(self, op: Operation, regions: tuple[Region, ...]) -> None:
        """Write the two regions of a branch on the bool that is on the stack."""
        then, otherwise = regions
        with self.code.nested("if"):
            self.into(op.result, then)
            self.code.otherwise()
            self.into(op.result, otherwise)

    def case_of(self, type_: t.Type, subject: str) -> None:
        """Push the discriminant of a choice."""
        match type_:
            case t.Variant() | t.Option() | t.Result():
                access.load_case(self.code, type_, subject, 0)
            case _:
                self.code.emit(f"local.get {subject}")

    def switch(self, op: Operation, subject: str) -> None:
        """Write a jump by case into one block for each region, innermost first."""
        type_, cases = op.operands[0].type, op.attribute
        if not isinstance(type_, t.Variant | t.Enum | t.Option | t.Result):
            raise InternalError("produce", f"{type_} has no cases")
        if not isinstance(cases, tuple):
            raise InternalError("produce", f"{cases!r} names no cases")
        count = len(op.regions)
        targets = [
            cases.index(case) if case in cases else count - 1
            for case in range(len(t.cases_of(type_)))
        ]
        self.code.emit(*["block"] * (count + 1))
        self.case_of(type_, subject)
        self.code.emit(f"br_table {' '.join(map(str, [*targets, targets[-1]]))}", "end")
        for index, region in enumerate(op.regions):
            for param in region.params:
                self.payload(param, type_, subject)
            self.into(op.result, region)
            self.code.emit(f"br {count - 1 - index}", "end")

    def payload(self, param: Value, type_: t.Type, subject: str) -> None:
        """Set a region's parameter to the payload of a choice."""
        if not isinstance(type_, t.Variant | t.Option | t.Result):
            raise InternalError("produce", f"{type_} has no payload")
        access.load(self.code, param.type, subject, payload_offset(type_))
        self.set(param)

    def attempt(self, op: Operation, subject: str) -> None:
        """Leave the flow where a result is err or an option is none; take the payload if not."""
        type_ = op.operands[0].type
        self.case_of(type_, subject)
        self.code.emit(*(["i32.eqz"] if isinstance(type_, t.Option) else []))
        region = op.regions[0]
        with self.code.nested("if"):
            for param in region.params:
                self.payload(param, type_, subject)
            self.region(region)
            self.code.emit(f"local.get {name(region.result)}", "return")
        if op.result.type == t.Tuple(()):
            self.code.emit("i32.const 0")
            self.set(op.result)
        else:
            self.payload(op.result, type_, subject)

    def elements(self, list_: Value, source: str) -> "Elements":
        """Start a walk over a list."""
        return Elements(self, list_, source)

    def map_list(self, op: Operation, source: str) -> None:
        """Write a loop that makes a list of what its region gives for each element."""
        walk = self.elements(op.operands[0], source)
        region, element = op.regions[0], op.regions[0].result.type
        cell = self.alloc(op.result.type)
        items = self.room(element, f"local.get {walk.length}", op.span)
        self.finish_list(cell, items, f"local.get {walk.length}")
        target = self.code.local("i32")
        self.code.emit(f"local.get {items}", f"local.set {target}")
        with walk.each(region.params[0]):
            self.region(region)
            access.store(self.code, element, name(region.result), target)
            advance(self.code, target, size_of(element))
        self.code.emit(f"local.get {cell}")
        self.set(op.result)

    def fold(self, op: Operation, source: str, start: str) -> None:
        """Write a loop that carries a value through a list."""
        walk = self.elements(op.operands[0], source)
        region = op.regions[0]
        element, acc = region.params
        self.code.emit(f"local.get {start}")
        self.set(acc)
        with walk.each(element):
            self.into(acc, region)
        self.code.emit(f"local.get {name(acc)}")
        self.set(op.result)


class Elements:
    """A walk over a list; `each` is the loop."""

    def __init__(self, body: Body, list_: Value, source: str) -> None:
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
    def each(self, param: Value) -> Iterator[None]:
        """Write what is emitted inside once for each element, to which `param` is set."""
        code, used = self.body.code, param.id in self.body.used
        code.emit(f"local.get {self.length}")
        left = code.keep("i32")
        code.emit(f"local.get {left}")
        with code.nested("if"), code.nested("loop"):
            if used:
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


def literal(value: object) -> str:
    """Write a scalar constant as text; a char is its scalar value."""
    match value:
        case bool():
            return str(int(value))
        case str():
            return str(ord(value))
        case float():
            return value.hex() if value == value and abs(value) != float("inf") else str(value)  # noqa: PLR0124 - NaN
        case _:
            return str(value)

"""One flow as one core function: operations become instructions.

Takes a `FlowGraph` and the `Glue` that collects what all functions share; gives the function's
text. A flow's function takes and gives one core value for each of its parameters and its result.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flowc.frontend import terms as t
from flowc.ir.graph import Callee, FlowGraph, Operation, Region, Value
from flowc.plan.notes import SiteNote
from flowc.produce import calls, heap, lists, regions, values
from flowc.produce.code import Code, core_of, name
from flowc.produce.glue import Glue
from flowc.produce.layout import size_of
from flowc.text.span import Span


def function(flow: FlowGraph, glue: Glue) -> str:
    """Return the text of a flow's function, `$flow:NAME`."""
    body = Body(flow, glue)
    params = " ".join(f"(param {name(p.value)} {core_of(p.value.type)})" for p in flow.params)
    body.known.update(p.value.id for p in flow.params)
    body.region(flow.body)
    body.code.emit(f"local.get {name(flow.body.result)}")
    return body.code.function(f"$flow:{flow.name} {params} (result {core_of(flow.result)})")


def uses(region: Region) -> Iterator[int]:
    """Give the values used in a region, some of them more than once."""
    yield region.result.id
    for operation in region.operations:
        yield from (operand.id for operand in operation.operands)
        for inner in operation.regions:
            yield from uses(inner)


@dataclass(slots=True)
class Body:
    """The state of one function being written; `origin` is the flow that is being read."""

    flow: FlowGraph
    glue: Glue
    code: Code = field(default_factory=Code)
    known: set[int] = field(default_factory=set)
    used: frozenset[int] = field(init=False)
    origin: str = field(init=False)

    def __post_init__(self) -> None:
        self.origin = self.flow.name
        self.used = frozenset(uses(self.flow.body))

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
        return self.glue.sites.mark(SiteNote(kind, self.origin, component, function_, span))

    def alloc(self, type_: t.Type) -> str:
        """Make room for a value and return the local that holds its address."""
        return heap.alloc(self.code, size_of(type_))

    def operation(self, op: Operation) -> None:
        """Write one operation; what may trap in it is of the flow that it was written in."""
        around, self.origin = self.origin, op.flow or self.flow.name
        self.written(op)
        self.origin = around

    def written(self, op: Operation) -> None:
        """Write one operation's instructions."""
        operands = [name(operand) for operand in op.operands]
        match op.name:
            case "call":
                calls.component(self, op)
            case "flow":
                self.code.emit(*(f"local.get {o}" for o in operands), f"call $flow:{op.attribute}")
                self.set(op.result)
            case "if" | "switch" | "try":
                regions.choose(self, op, operands[0])
            case "for":
                regions.map_list(self, op, operands[0])
            case "par":
                regions.beside(self, op)
            case "fold":
                regions.fold(self, op, *operands)
            case "unanswered":
                calls.unanswered(self, op)
            case "append":
                values.append(self, op, *operands)
            case "portions":
                lists.portions(self, op, *operands)
            case "joined":
                lists.joined(self, op, *operands)
            case "make" | "list" | "case" | "flags" | "const" | "cover" | "covered":
                values.construct(self, op, operands)
            case _:
                values.compute(self, op, operands)
                self.set(op.result)

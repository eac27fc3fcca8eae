"""Evaluates graphs over values as `tests.strategies` writes them: slow, obvious, complete.

Components are called back: `call(callee, arguments)` gives the result, `()` where there is none,
or raises `Trap`. A fault of the flow is raised as `Fault`, with its kind, flow and span.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests import meaning
from tests.meaning import Cannot, Fault, Place, Trap
from tests.strategies import Value

from flowc.ir.graph import Callee, FlowGraph, Graph, Operation, Policies, Region
from flowc.produce.lists import LEAST

Call: TypeAlias = Callable[[Callee, Sequence[Value]], Value]


class _Left(Exception):  # noqa: N818 - it is no error, but a way out
    """A `try` ended its flow, with this result."""

    def __init__(self, result: Value) -> None:
        super().__init__(result)
        self.result = result


def portions(items: Any) -> Iterator[Any]:
    """Yield portions of a list, each by one longer than the one before."""
    size = LEAST
    while items:
        yield items[:size]
        items, size = items[size:], size + 1


def evaluate(graph: Graph, flow: str, given: Mapping[str, Value], call: Call) -> Value:
    """Return what a flow gives for named arguments; defaults stand in for what is not given."""
    reached: set[int] = set()
    flows = {one.name: one for one in graph.flows}
    chosen = flows[flow]
    arguments = [
        given[param.name]
        if param.name in given
        else _Run(flows, chosen, call, reached).default(param.default)
        for param in chosen.params
    ]
    return _Run(flows, chosen, call, reached).run(arguments)


@dataclass
class _Run:
    """One flow being run; `values` are those made so far, by id, `reached` the points so far."""

    flows: Mapping[str, FlowGraph]
    flow: FlowGraph
    call: Call
    reached: set[int]

    def __post_init__(self) -> None:
        self.values: dict[int, Value] = {}

    def default(self, region: Region | None) -> Value:
        assert region is not None, "an argument without a default was not given"
        return self.region(region)

    def run(self, arguments: Sequence[Value]) -> Value:
        try:
            return self.region(self.flow.body, *arguments)
        except _Left as left:
            return left.result

    def region(self, region: Region, *given: Value) -> Value:
        for param, value in zip(region.params, given, strict=True):
            self.values[param.id] = value
        for op in region.operations:
            self.values[op.result.id] = self.step(op)
        return self.values[region.result.id]

    def step(self, op: Operation) -> Value:
        """Run one operation; a step that cannot be done is a fault at its place."""
        operands = [self.values[operand.id] for operand in op.operands]
        try:
            return self.regions(op, operands)
        except Cannot as cannot:
            raise Fault(Place(cannot.kind, op.flow or self.flow.name, op.span)) from None
        except Trap:
            raise Fault(Place("call", op.flow or self.flow.name, op.span)) from None

    def regions(self, op: Operation, operands: list[Value]) -> Value:
        types = [operand.type for operand in op.operands]
        match op.name:
            case "if":
                return self.region(op.regions[0 if operands[0] else 1])
            case "switch":
                index, payload = meaning.case_of(types[0], operands[0])
                assert isinstance(op.attribute, tuple)
                at = op.attribute.index(index) if index in op.attribute else -1
                return self.choose(op.regions[at], payload)
            case "for":
                made, *wanted = op.regions
                items = [
                    self.region(made, item)
                    for item in operands[0]
                    if all(self.region(one, item) for one in wanted)
                ]
                return meaning.make(op.result.type, items)
            case "par":
                return tuple(self.region(branch) for branch in op.regions)
            case "with":
                return self.governed(op)
            case "catch":
                try:
                    return meaning.done_well(op.result.type, self.region(op.regions[0]))
                except Fault as fault:
                    return meaning.caught(op.result.type, fault.place.kind)
            case "sleep":
                return ()
            case "fold":
                items, running = operands
                for item in items:
                    running = self.region(op.regions[0], item, running)
                return running
            case "try":
                index, payload = meaning.case_of(types[0], operands[0])
                if meaning.failed(types[0], operands[0]):
                    raise _Left(self.choose(op.regions[0], payload))
                return () if meaning.cases(types[0])[index].payload is None else payload
            case "flow":
                callee = self.flows[str(op.attribute)]
                return _Run(self.flows, callee, self.call, self.reached).run(operands)
            case "unanswered":
                raise Cannot("unanswered")
            case "cover":
                assert isinstance(op.attribute, int)
                self.reached.add(op.attribute)
                return ()
            case "covered":
                assert isinstance(op.attribute, int)
                return [point in self.reached for point in range(op.attribute)]
            case _:
                return self.plain(op, operands)

    def governed(self, op: Operation) -> Value:
        """Call again where it fails; here, nothing takes time."""
        assert isinstance(op.attribute, Policies)
        call, *fallback = op.regions
        for left in reversed(range(1 + (op.attribute.retry or 0))):
            try:
                return self.region(call)
            except Fault:
                if not left and not fallback:
                    raise
        return self.region(fallback[0])

    def choose(self, region: Region, payload: Value) -> Value:
        return self.region(region, payload) if region.params else self.region(region)

    def plain(self, op: Operation, operands: list[Value]) -> Value:
        """Run an operation without regions."""
        types = [operand.type for operand in op.operands]
        type_, attribute = op.result.type, op.attribute
        match op.name, attribute:
            case "const", _:
                return meaning.constant(type_, attribute)
            case "call", Callee():
                return self.call(attribute, operands)
            case "part", int():
                return meaning.part(types[0], operands[0], attribute)
            case "payload", int():
                index, payload = meaning.case_of(types[0], operands[0])
                assert index == attribute
                return payload
            case "flag", int():
                return meaning.has_flag(types[0], operands[0], attribute)
            case (("make" | "list"), _):
                return meaning.make(type_, operands)
            case "case", int():
                return meaning.make_case(type_, attribute, operands[0] if operands else None)
            case "flags", int():
                return meaning.make_flags(type_, attribute)
            case "text", tuple():
                texts = iter(map(meaning.printed, types, operands))
                return "".join(p if isinstance(p, str) else next(texts) for p in attribute)
            case (("add" | "sub" | "mul" | "div" | "rem"), _):
                return meaning.calculate(op.name, type_, *operands)
            case (("eq" | "ne" | "lt" | "le" | "gt" | "ge"), _):
                return meaning.compare(op.name, types[0], *operands)
            case "neg", _:
                return meaning.negate(type_, operands[0])
            case "not", _:
                return not operands[0]
            case "convert", _:
                return meaning.convert(type_, operands[0])
            case "length", _:
                return len(operands[0])
            case "item", _:
                return operands[0][operands[1]]
            case "append", _:
                return meaning.make(type_, [*operands[0], operands[1]])
            case "portions", _:
                return list(portions(operands[0]))
            case "joined", _:
                return meaning.make(type_, [item for one in operands[0] for item in one])
            case _:
                raise AssertionError(op)

"""What stands behind an operation's name in a graph's text, its regions left out.

What breaks the graph's rules is printed too: `#` marks an unknown part.
"""

from collections.abc import Iterator

from flowc.frontend import terms as t
from flowc.frontend.breaker import Breaker
from flowc.ir.graph import Callee, Operation, Policies, Value
from flowc.ir.literals import quoted, written
from flowc.ir.printing.declarations import NAME


def value(one: Value) -> str:
    """Return a value's name."""
    return f"%{one.id}"


def tail(op: Operation) -> str:
    """Return what follows an operation's name on its line."""
    operands = [value(operand) for operand in op.operands]
    given = ", ".join(operands)
    match op.name:
        case "const":
            return f" {written(op.attribute, char=op.result.type == t.CHAR)}"
        case "call":
            return f" {_callee(op.attribute)}({given})"
        case "flow":
            return f" {op.attribute}({given})"
        case "unanswered":
            return f" {_callee(op.attribute)}"
        case "cover" | "covered" | "sleep":
            return f" {op.attribute}"
        case "with":
            return "".join(f" {part}" for part in _policies(op.attribute))
        case "for" if op.attribute is not None:
            return f" {op.attribute} {given}"
        case "part":
            return f" {given}.{_part(op.operands, op.attribute)}"
        case "payload":
            return f" {given}.{case_of(op.operands[0].type, op.attribute)}"
        case "flag":
            return f" {given}.{_labels(op.operands, op.attribute)}"
        case "make":
            return f" ({given})"
        case "list":
            return f" [{given}]"
        case "case":
            return f" {case_of(op.result.type, op.attribute)}" + (f"({given})" if operands else "")
        case "flags":
            labels = ", ".join(_bits(op.result.type, op.attribute))
            return f" {{ {labels} }}" if labels else " {}"
        case "text":
            return "".join(f" {piece}" for piece in _pieces(op.attribute, operands))
        case _:
            return f" {given}" if given else ""


def _policies(how: object) -> Iterator[str]:
    if not isinstance(how, Policies):
        yield f"#{how}"
        return
    for name, number in (("timeout", how.timeout), ("retry", how.retry), ("backoff", how.backoff)):
        if number is not None:
            yield f"{name} {number}"
    if how.breaker is not None:
        yield f"breaker {' '.join(_breaker(how.breaker))}"
    if how.isolate:
        yield "isolate"


def _breaker(how: Breaker) -> Iterator[str]:
    yield f"{how.failures}"
    for name, number in (("of", how.of), ("within", how.within)):
        if number is not None:
            yield f"{name} {number}"
    yield f"open {how.open} probes {how.probes}"


def _callee(callee: object) -> str:
    if not isinstance(callee, Callee):
        return f"#{callee}"
    return f"{callee.component}.{function_name(callee.interface, callee.function)}"


def _part(operands: tuple[Value, ...], index: object) -> str:
    match [operand.type for operand in operands], index:
        case [t.Record(fields)], int(at) if 0 <= at < len(fields):
            return fields[at].name
        case [t.Tuple()], int(at):
            return str(at)
        case _:
            return f"#{index}"


def _labels(operands: tuple[Value, ...], bit: object) -> str:
    match [operand.type for operand in operands], bit:
        case [t.Flags(labels)], int(at) if 0 <= at < len(labels):
            return labels[at]
        case _:
            return f"#{bit}"


def case_of(type_: t.Type, index: object) -> str:
    """Return the name of a case of a choice."""
    match type_, index:
        case t.Variant() | t.Enum() | t.Option() | t.Result(), int(at):
            cases = t.cases_of(type_)
            return cases[at].name if 0 <= at < len(cases) else f"#{at}"
        case _:
            return f"#{index}"


def _bits(type_: t.Type, bits: object) -> list[str]:
    match type_, bits:
        case t.Flags(labels), int() if 0 <= bits < 1 << len(labels):
            return [label for at, label in enumerate(labels) if bits >> at & 1]
        case _:
            return [f"#{bits}"]


def _pieces(pieces: object, operands: list[str]) -> Iterator[str]:
    left = iter(operands)
    for piece in pieces if isinstance(pieces, tuple) else ():
        yield quoted(piece) if isinstance(piece, str) else next(left, "#")
    yield from left


def function_name(interface: str, name: str) -> str:
    """Write a function's name; that of a resource's is no plain name."""
    written_ = name if NAME.fullmatch(name) else quoted(name)
    return f"{quoted(interface)}.{written_}" if interface else written_

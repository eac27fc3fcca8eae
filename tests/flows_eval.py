"""Evaluates typed packages directly: the reference that graphs and fused code are compared with.

Values are as `tests.strategies` writes them, faults as `tests.meaning` does; `call(component,
function, arguments)` gives a component's result, `()` where there is none, or raises `Trap`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from tests import meaning
from tests.meaning import Cannot, Fault, Place, Trap
from tests.strategies import Value

from flowc.frontend import typed as ty
from flowc.frontend.signature import Function
from flowc.text.span import Span

Call: TypeAlias = Callable[[str, Function, Sequence[Value]], Value]
Bound: TypeAlias = Mapping[int, Value]


class _Left(Exception):  # noqa: N818 - it is no error, but a way out
    """A `?` ended its flow, with this result."""

    def __init__(self, result: Value) -> None:
        super().__init__(result)
        self.result = result


def evaluate(package: ty.TypedFlow, flow: str, given: Mapping[str, Value], call: Call) -> Value:
    """Return what a flow gives for named arguments; defaults stand in for what is not given."""
    one = _Flow(package, next(body for body in package.flows if body.name == flow), call)
    values = []
    for param in one.body.params:
        if param.slot.name in given:
            values.append(given[param.slot.name])
        else:
            assert param.default is not None, "an argument without a default was not given"
            values.append(one.value(param.default, {}))
    return one.run(values)


@dataclass(frozen=True)
class _Flow:
    """One flow; what slots hold is passed along, so that nothing outlives its scope."""

    package: ty.TypedFlow
    body: ty.FlowBody
    call: Call

    def run(self, arguments: Sequence[Value]) -> Value:
        slots = (param.slot.index for param in self.body.params)
        try:
            return self.value(self.body.body, dict(zip(slots, arguments, strict=True)))
        except _Left as left:
            return left.result

    def faulting(self, span: Span, step: Callable[[], Value]) -> Value:
        try:
            return step()
        except Cannot as cannot:
            raise Fault(Place(cannot.kind, self.body.name, span)) from None
        except Trap:
            raise Fault(Place("call", self.body.name, span)) from None

    def flow(self, name: str) -> "_Flow":
        """Return a flow of this package, or as `alias.name` of one that it uses."""
        alias, _, last = name.rpartition(".")
        package = self.package.packages[alias] if alias else self.package
        return _Flow(package, next(one for one in package.flows if one.name == last), self.call)

    def value(self, e: ty.Expr, bound: Bound) -> Value:
        """Evaluate an expression: one case a kind, arguments from left to right."""

        def of(expr: ty.Expr) -> Value:
            return self.value(expr, bound)

        match e:
            case ty.Local(slot):
                return bound[slot.index]
            case ty.Const(constant):
                return meaning.constant(e.type, constant)
            case ty.Text(parts):
                texts = [p if isinstance(p, str) else meaning.printed(p.type, of(p)) for p in parts]
                return "".join(texts)
            case ty.ComponentCall(args=args) | ty.FlowCall(args=args):
                return self.asked(e, [of(arg) for arg in args])
            case ty.Governed(called, policies):
                return self.governed(called, [of(arg) for arg in called.args], policies, bound)
            case ty.Par(branches):
                return tuple(of(branch) for branch in branches)
            case ty.Part(base, index):
                return meaning.part(base.type, of(base), index)
            case ty.Payload(base, index):
                held, payload = meaning.case_of(base.type, of(base))
                assert held == index
                return payload
            case ty.HasFlag(base, index):
                return meaning.has_flag(base.type, of(base), index)
            case ty.Make(items) | ty.MakeList(items):
                return meaning.make(e.type, [of(item) for item in items])
            case ty.MakeCase(index, payload):
                return meaning.make_case(e.type, index, None if payload is None else of(payload))
            case ty.MakeFlags(bits):
                return meaning.make_flags(e.type, bits)
            case ty.Calculate(op, left, right):
                pair = of(left), of(right)
                return self.faulting(e.span, lambda: meaning.calculate(op, e.type, *pair))
            case ty.Negate(operand):
                number = of(operand)
                return self.faulting(e.span, lambda: meaning.negate(e.type, number))
            case ty.Compare(op, left, right):
                return meaning.compare(op, left.type, of(left), of(right))
            case ty.Not(operand):
                return not of(operand)
            case ty.Logic("and", left, right):
                return of(left) and of(right)
            case ty.Logic("or", left, right):
                return of(left) or of(right)
            case ty.Convert(operand):
                number = of(operand)
                return self.faulting(e.span, lambda: meaning.convert(e.type, number))
            case ty.Length(operand):
                return len(of(operand))
            case ty.If(condition, then, otherwise):
                return of(then) if of(condition) else of(otherwise)
            case ty.Let(binder, value, body):
                return self.value(body, _with(bound, binder, of(value)))
            case ty.Match():
                return self.match(e, of(e.subject), bound)
            case ty.LiteralMatch():
                return self.literals(e, of(e.subject), bound)
            case ty.For(binder, source, where, body):
                scopes = [_with(bound, binder, item) for item in of(source)]
                results = [
                    self.value(body, scope)
                    for scope in scopes
                    if where is None or self.value(where, scope)
                ]
                return meaning.make(e.type, results)
            case ty.Fold(binder, acc, source, start, body):
                elements, running = of(source), of(start)
                for item in elements:
                    running = self.value(body, _with(_with(bound, binder, item), acc, running))
                return running
            case ty.Try(value, binder, leave):
                return self.attempt(value, binder, leave, bound)
            case ty.Catch(value):
                try:
                    return meaning.done_well(e.type, of(value))
                except Fault as fault:
                    return meaning.caught(e.type, fault.place.kind)
            case ty.Sleep():
                return ()
            case ty.Logic():
                raise AssertionError(e)
        assert_never(e)

    def asked(self, e: ty.ComponentCall | ty.FlowCall, values: Sequence[Value]) -> Value:
        match e:
            case ty.ComponentCall(component, function):
                return self.faulting(e.span, lambda: self.call(component, function, values))
            case ty.FlowCall(flow):
                return self.flow(flow).run(values)

    def governed(
        self,
        e: ty.ComponentCall | ty.FlowCall,
        values: Sequence[Value],
        policies: ty.Policies,
        bound: Bound,
    ) -> Value:
        """Call again where it fails; here, nothing takes time."""
        for left in reversed(range(1 + (policies.retry or 0))):
            try:
                return self.asked(e, values)
            except Fault:
                if not left and policies.fallback is None:
                    raise
        assert policies.fallback is not None
        return self.value(policies.fallback, bound)

    def match(self, e: ty.Match, subject: Value, bound: Bound) -> Value:
        index, payload = meaning.case_of(e.subject.type, subject)
        for arm in e.arms:
            if arm.index == index:
                return self.value(arm.body, _with(bound, arm.binder, payload))
        assert e.other is not None
        return self.value(e.other.body, _with(bound, e.other.binder, subject))

    def literals(self, e: ty.LiteralMatch, subject: Value, bound: Bound) -> Value:
        for constant, body in e.arms:
            if subject == meaning.constant(constant.type, constant.value):
                return self.value(body, bound)
        assert e.other is not None
        return self.value(e.other.body, _with(bound, e.other.binder, subject))

    def attempt(self, e: ty.Expr, binder: ty.Binder, leave: ty.Expr, bound: Bound) -> Value:
        value = self.value(e, bound)
        index, payload = meaning.case_of(e.type, value)
        if meaning.failed(e.type, value):
            raise _Left(self.value(leave, _with(bound, binder, payload)))
        return () if meaning.cases(e.type)[index].payload is None else payload


def _with(bound: Bound, binder: ty.Binder, value: Value) -> Bound:
    """Return what is bound when a binder takes a value."""
    match binder:
        case None:
            return bound
        case ty.Slot(index):
            return {**bound, index: value}
        case ty.Parts(items):
            for item, part in zip(items, value, strict=True):
                bound = _with(bound, item, part)
            return bound

"""Expressions of the typed tree: each has a closed type and the span it came from.

Every name is resolved, to a slot, a flow, a component's function or a case; arguments stand in
parameter order with defaults filled in.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from flowc.frontend.breaker import Breaker
from flowc.frontend.signature import Function
from flowc.frontend.typed.binders import Binder, Slot, Type
from flowc.text.span import Span

Arithmetic: TypeAlias = Literal["add", "sub", "mul", "div", "rem"]
Comparison: TypeAlias = Literal["eq", "ne", "lt", "le", "gt", "ge"]


@dataclass(frozen=True, slots=True)
class Local:
    """What a slot holds."""

    slot: Slot
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Const:
    """A literal of a primitive type: bool, int, float, or str for char and string."""

    value: bool | int | float | str
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Text:
    """An interpolated string; each expression is of a primitive type or an enum."""

    parts: "tuple[str | Expr, ...]"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class ComponentCall:
    """A call of a component's function; its type is the result's, an empty tuple if it has none."""

    component: str
    function: Function
    args: "tuple[Expr, ...]"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class FlowCall:
    """A call of a flow of this package, or as `alias.name` of one that it uses."""

    flow: str
    args: "tuple[Expr, ...]"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Policies:
    """How a call is made: times are in microseconds, None where nothing is asked.

    The call fails where it traps, or takes longer than `timeout`. It is tried again up to `retry`
    times, with `backoff` between two tries; then the value is what `fallback` gives. It fails at
    once while the `breaker` leaves the service alone.
    """

    timeout: int | None
    retry: int | None
    backoff: int | None
    isolate: bool
    fallback: "Expr | None"
    breaker: Breaker | None = None


@dataclass(frozen=True, slots=True)
class Governed:
    """A call under policies; its arguments are evaluated once, before the first try."""

    call: ComponentCall | FlowCall
    policies: Policies
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a record or an item of a tuple, by position."""

    base: "Expr"
    index: int
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Payload:
    """The payload of a choice that is known to hold the case `index`: a test came before."""

    base: "Expr"
    index: int
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class HasFlag:
    """Whether bit `index` of a flags value is set."""

    base: "Expr"
    index: int
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Make:
    """A record or tuple out of its parts, in the type's order."""

    parts: "tuple[Expr, ...]"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class MakeList:
    """A list out of its items."""

    items: "tuple[Expr, ...]"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class MakeCase:
    """A case of a variant, enum, option or result, by its index, with its payload if it has one."""

    index: int
    payload: "Expr | None"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class MakeFlags:
    """A flags value: bit i of `bits` is label i."""

    bits: int
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Calculate:
    """Arithmetic on two numbers of one type; integers fault on overflow and division by zero."""

    op: Arithmetic
    left: "Expr"
    right: "Expr"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Negate:
    """`-x` of a signed integer or a float; faults where the integer has no negation."""

    operand: "Expr"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Compare:
    """eq and ne on any one type, structurally; the orders on numbers, chars and strings."""

    op: Comparison
    left: "Expr"
    right: "Expr"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    """`not x`."""

    operand: "Expr"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Logic:
    """`and` or `or`; the right side is evaluated only where it matters."""

    op: Literal["and", "or"]
    left: "Expr"
    right: "Expr"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Convert:
    """A number as another number type (`u32(x)`): faults where it does not fit.

    To an integer, a float is truncated toward zero; to a float, the nearest value is taken.
    """

    operand: "Expr"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Length:
    """`length(xs)`: how many elements a list has, as u32."""

    operand: "Expr"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class If:
    """A condition and its two branches, of one type."""

    condition: "Expr"
    then: "Expr"
    otherwise: "Expr"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class CaseArm:
    """An arm for one case; `binder` takes its payload."""

    index: int
    binder: Binder
    body: "Expr"


@dataclass(frozen=True, slots=True)
class OtherArm:
    """The arm for all that no other arm takes; `binder` takes the whole subject."""

    binder: Binder
    body: "Expr"


@dataclass(frozen=True, slots=True)
class Match:
    """A choice by case: exhaustive, at most one arm a case, `other` where cases are left."""

    subject: "Expr"
    arms: tuple[CaseArm, ...]
    other: OtherArm | None
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class LiteralMatch:
    """A choice by equality with constants, in order; `other` takes the rest.

    A bool with both its literals has no `other`; then the last arm takes the rest.
    """

    subject: "Expr"
    arms: "tuple[tuple[Const, Expr], ...]"
    other: OtherArm | None
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class For:
    """A list of the body's value for each element, or each that `where` holds for.

    The condition and the body each bind the element anew. If `parallel`, the bodies may run beside
    each other; the results are as if they ran in order.
    """

    binder: Binder
    source: "Expr"
    where: "Expr | None"
    body: "Expr"
    parallel: bool
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Par:
    """A tuple of what its branches give; they may run beside each other, as if in order."""

    branches: "tuple[Expr, ...]"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Fold:
    """The body's last value: `acc` is the start, then what the body gave for the last element."""

    binder: Binder
    acc: Slot
    source: "Expr"
    start: "Expr"
    body: "Expr"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Try:
    """The payload of ok or some; otherwise the flow ends at once with what `leave` gives.

    `leave` is of the flow's result type. `binder` takes the error's payload, where there is one.
    A `?` without handler has a `leave` that makes the same err or none again.
    """

    value: "Expr"
    binder: Binder
    leave: "Expr"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Catch:
    """What `value` gives, as ok; if it faults, what is known of that, as err.

    It is evaluated in an instance of its own, where a fault leaves nothing behind.
    """

    value: "Expr"
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Sleep:
    """Nothing, after so many milliseconds."""

    ms: int
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Let:
    """`value` bound in `body`."""

    binder: Binder
    value: "Expr"
    body: "Expr"
    type: Type
    span: Span


Expr: TypeAlias = (
    Local
    | Const
    | Text
    | ComponentCall
    | FlowCall
    | Governed
    | Part
    | Payload
    | HasFlag
    | Make
    | MakeList
    | MakeCase
    | MakeFlags
    | Calculate
    | Negate
    | Compare
    | Not
    | Logic
    | Convert
    | Length
    | If
    | Match
    | LiteralMatch
    | For
    | Par
    | Fold
    | Try
    | Catch
    | Sleep
    | Let
)

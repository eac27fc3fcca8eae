"""Expressions and blocks, as written."""

from dataclasses import dataclass
from typing import TypeAlias

from flowc.frontend.tree.patterns import Binder, Pattern
from flowc.frontend.tree.type_expressions import Name
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class BoolLit:
    """`true` or `false`."""

    value: bool
    span: Span


@dataclass(frozen=True, slots=True)
class IntLit:
    """A whole number; its sign is a `Unary`."""

    value: int
    span: Span


@dataclass(frozen=True, slots=True)
class FloatLit:
    """A number with a point or an exponent."""

    value: float
    span: Span


@dataclass(frozen=True, slots=True)
class CharLit:
    """`'x'`: one Unicode scalar value."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class TextLit:
    """A string: literal pieces (unescaped) and interpolated expressions, in order."""

    parts: "tuple[str | Expr, ...]"
    span: Span


@dataclass(frozen=True, slots=True)
class NameRef:
    """A name on its own: a binding, a flow, a case without payload."""

    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Member:
    """`base.name`: a field, a flag, a component's function, a type's case."""

    base: "Expr"
    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Item:
    """`base.0`: an item of a tuple."""

    base: "Expr"
    index: int
    span: Span


@dataclass(frozen=True, slots=True)
class Arg:
    """An argument, named or by position."""

    name: Name | None
    value: "Expr"
    span: Span


@dataclass(frozen=True, slots=True)
class Duration:
    """`200ms`, `2s`: a length of time, in microseconds; it is no value."""

    micros: int
    span: Span


@dataclass(frozen=True, slots=True)
class Setting:
    """`failures: 5`, `open: 30s`: one number of a policy that has several."""

    name: Name
    value: "Expr | Duration | None"
    span: Span


@dataclass(frozen=True, slots=True)
class Settings:
    """`(failures: 5, open: 30s)`: what a policy that takes several numbers is given."""

    items: tuple[Setting, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Policy:
    """One thing that is asked of a call.

    `timeout: 200ms`, `fallback: value`, `breaker(failures: 5)` or `isolate`.
    """

    name: Name
    value: "Expr | Duration | Settings | None"
    span: Span


@dataclass(frozen=True, slots=True)
class Policies:
    """`with { policies }`, as written after a call."""

    items: tuple[Policy, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """`callee(args) with { policies }`.

    It calls a flow or a component's function, makes a case with its payload, or converts.
    """

    callee: "Expr"
    args: tuple[Arg, ...]
    policies: Policies | None
    span: Span


@dataclass(frozen=True, slots=True)
class Pipe:
    """`value |> callee(args)`: a call whose first argument is `value`."""

    value: "Expr"
    call: Call
    span: Span


@dataclass(frozen=True, slots=True)
class Unary:
    """`-operand` or `not operand`; `op` is "-" or "not"."""

    op: str
    operand: "Expr"
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    """`left op right`; `op` is one of + - * / % == != < <= > >= and or; `op_span` is its place."""

    op: str
    left: "Expr"
    right: "Expr"
    op_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Try:
    """`value?`, or `value? else binder => handler`; the binder may be absent."""

    value: "Expr"
    binder: Binder | None
    handler: "Expr | None"
    span: Span


@dataclass(frozen=True, slots=True)
class Catch:
    """`try value`: the value as ok, or the fault that kept it from being made as err."""

    value: "Expr"
    span: Span


@dataclass(frozen=True, slots=True)
class Sleep:
    """`sleep(5m)`: lets time pass, and gives nothing."""

    duration: Duration
    span: Span


@dataclass(frozen=True, slots=True)
class FieldInit:
    """`name: value`, or just `name`: then the value is the binding of that name."""

    name: Name
    value: "Expr | None"
    span: Span


@dataclass(frozen=True, slots=True)
class RecordLit:
    """`{ a: 1, b }`: a record; where flags are expected and all is shorthand, flags."""

    fields: tuple[FieldInit, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ListLit:
    """`[a, b]`."""

    items: "tuple[Expr, ...]"
    span: Span


@dataclass(frozen=True, slots=True)
class TupleLit:
    """`(a, b)`; `(a,)` has one item."""

    items: "tuple[Expr, ...]"
    span: Span


@dataclass(frozen=True, slots=True)
class If:
    """`if condition { then } else { otherwise }`; both are there."""

    condition: "Expr"
    then: "Block"
    otherwise: "Block | If"
    span: Span


@dataclass(frozen=True, slots=True)
class Arm:
    """`pattern => body`, or `pattern if guard => body`."""

    pattern: Pattern
    guard: "Expr | None"
    body: "Expr"
    span: Span


@dataclass(frozen=True, slots=True)
class Match:
    """`match subject { arms }`."""

    subject: "Expr"
    arms: tuple[Arm, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class For:
    """`for binder in source where condition { body }`: a list of what the body gives.

    It gives a value for each element, or for each that the condition holds for. `parallel` holds
    for `par for`.
    """

    binder: Binder
    source: "Expr"
    where: "Expr | None"
    body: "Block"
    parallel: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Par:
    """`par { a, b }`: a tuple of what its branches give, two or more."""

    branches: "tuple[Expr, ...]"
    span: Span


@dataclass(frozen=True, slots=True)
class Fold:
    """`fold binder in source where condition from start { body }`.

    The body sees the running value as `acc`; so does the condition, which may be absent.
    """

    binder: Binder
    source: "Expr"
    where: "Expr | None"
    start: "Expr"
    body: "Block"
    span: Span


@dataclass(frozen=True, slots=True)
class Let:
    """`let binder = value;`."""

    binder: Binder
    value: "Expr"
    span: Span


@dataclass(frozen=True, slots=True)
class Block:
    """`{ lets result }`: bindings, then the value of the block."""

    lets: tuple[Let, ...]
    result: "Expr"
    span: Span


Expr: TypeAlias = (
    BoolLit
    | IntLit
    | FloatLit
    | CharLit
    | TextLit
    | NameRef
    | Member
    | Item
    | Call
    | Pipe
    | Unary
    | Binary
    | Try
    | Catch
    | Sleep
    | RecordLit
    | ListLit
    | TupleLit
    | If
    | Match
    | For
    | Par
    | Fold
    | Block
)

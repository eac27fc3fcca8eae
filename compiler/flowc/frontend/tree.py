"""The tree as written: what the parser makes of one source file.

Every node is frozen and has the span it was read from; names are unresolved and nothing has a
type yet. `parse.parse` makes these; `check.check` turns them into the typed tree.
"""

from dataclasses import dataclass
from typing import TypeAlias

from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier, without the `%` that may escape it."""

    text: str
    span: Span


# --- types -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NamedType:
    """`u32`, `line` or `pricing.priced`: a built-in, declared or imported type."""

    qualifier: Name | None
    name: Name
    span: Span


@dataclass(frozen=True, slots=True)
class ListType:
    """`list<element>`."""

    element: "TypeExpr"
    span: Span


@dataclass(frozen=True, slots=True)
class OptionType:
    """`option<some>`."""

    some: "TypeExpr"
    span: Span


@dataclass(frozen=True, slots=True)
class ResultType:
    """`result`, `result<ok>`, `result<_, err>` or `result<ok, err>`."""

    ok: "TypeExpr | None"
    err: "TypeExpr | None"
    span: Span


@dataclass(frozen=True, slots=True)
class TupleType:
    """`tuple<items>`."""

    items: "tuple[TypeExpr, ...]"
    span: Span


TypeExpr: TypeAlias = NamedType | ListType | OptionType | ResultType | TupleType


# --- expressions -----------------------------------------------------------------------------


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
class Call:
    """`callee(args)`: a flow, a component's function, a case with payload, a conversion."""

    callee: "Expr"
    args: tuple[Arg, ...]
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
    binder: "Binder | None"
    handler: "Expr | None"
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

    pattern: "Pattern"
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

    It gives a value for each element, or for each that the condition holds for.
    """

    binder: "Binder"
    source: "Expr"
    where: "Expr | None"
    body: "Block"
    span: Span


@dataclass(frozen=True, slots=True)
class Fold:
    """`fold binder in source where condition from start { body }`.

    The body sees the running value as `acc`; so does the condition, which may be absent.
    """

    binder: "Binder"
    source: "Expr"
    where: "Expr | None"
    start: "Expr"
    body: "Block"
    span: Span


@dataclass(frozen=True, slots=True)
class Let:
    """`let binder = value;`."""

    binder: "Binder"
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
    | RecordLit
    | ListLit
    | TupleLit
    | If
    | Match
    | For
    | Fold
    | Block
)


# --- patterns --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ignore:
    """`_`: matches anything, binds nothing."""

    span: Span


@dataclass(frozen=True, slots=True)
class TupleBinder:
    """`(a, _, c)`: takes a tuple apart."""

    items: "tuple[Binder, ...]"
    span: Span


Binder: TypeAlias = Name | Ignore | TupleBinder


@dataclass(frozen=True, slots=True)
class CasePattern:
    """`flagged(why)`, `clear` or `screen.clear`: a case, its payload matched by `payload`.

    `bare` holds where it is one name without payload: it binds what has no such case.
    """

    qualifier: tuple[Name, ...]
    name: Name
    payload: "Pattern | None"
    span: Span

    @property
    def bare(self) -> bool:
        """Whether the pattern may turn out to be a binding."""
        return not self.qualifier and self.payload is None


@dataclass(frozen=True, slots=True)
class LiteralPattern:
    """A bool, a number (negative ones included), a char or a string without interpolation."""

    value: bool | int | float | str
    kind: str  # "bool", "int", "float", "char" or "string"
    span: Span


@dataclass(frozen=True, slots=True)
class TuplePattern:
    """`(a, 1, some(c))`: a tuple, each item by a pattern."""

    items: "tuple[Pattern, ...]"
    span: Span


@dataclass(frozen=True, slots=True)
class FieldPattern:
    """`name: pattern`, or just `name`: then the field is bound to that name."""

    name: Name
    pattern: "Pattern | None"
    span: Span


@dataclass(frozen=True, slots=True)
class RecordPattern:
    """`{ a, b: 1, .. }`: a record; `open` says that `..` stands for fields not named."""

    fields: tuple[FieldPattern, ...]
    open: bool
    span: Span


Pattern: TypeAlias = Ignore | TuplePattern | RecordPattern | CasePattern | LiteralPattern


# --- declarations ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Use:
    """`use alias from "path";`; the path is relative to the source file's folder."""

    alias: Name
    path: str
    path_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class FieldDecl:
    """A field of a record: `name: type`."""

    name: Name
    type: TypeExpr
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class CaseDecl:
    """A case of a variant or enum, or a label of flags; only a variant's has a payload."""

    name: Name
    payload: TypeExpr | None
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class RecordDecl:
    """`record name { fields }`."""

    name: Name
    fields: tuple[FieldDecl, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class VariantDecl:
    """`variant name { cases }`."""

    name: Name
    cases: tuple[CaseDecl, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class EnumDecl:
    """`enum name { cases }`."""

    name: Name
    cases: tuple[CaseDecl, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class FlagsDecl:
    """`flags name { labels }`."""

    name: Name
    labels: tuple[CaseDecl, ...]
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class AliasDecl:
    """`type name = type;`."""

    name: Name
    type: TypeExpr
    doc: str
    span: Span


TypeDecl: TypeAlias = RecordDecl | VariantDecl | EnumDecl | FlagsDecl | AliasDecl


@dataclass(frozen=True, slots=True)
class ParamDecl:
    """A flow's parameter: `name: type = default`."""

    name: Name
    type: TypeExpr
    default: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class FlowDecl:
    """`[export] flow name(params) -> result { body }`; `doc` is its `///` text, unindented."""

    name: Name
    exported: bool
    params: tuple[ParamDecl, ...]
    result: TypeExpr
    body: Block
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Flow:
    """One source file: its package line and declarations, each kind in source order.

    `name` is "acme:checkout", `version` "1.0.0" (empty where the line names none).
    """

    file: str
    name: str
    version: str
    package_span: Span
    doc: str
    uses: tuple[Use, ...]
    types: tuple[TypeDecl, ...]
    flows: tuple[FlowDecl, ...]

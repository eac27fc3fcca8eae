"""Typed packages written out as the flows that they may have come from.

Every type gets a name of its own, and an identity flow, `as-t3(..)`, that says it where the place
of an expression would not. `tests.frontend.check.mistakes` puts mistakes into what is written.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias, assert_never

from tests import fixture

from flowc.frontend import terms as t
from flowc.frontend import typed as ty
from flowc.text.span import Span

FILE = "random.flow"
SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "rem": "%"} | {
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip
Choice = t.Variant | t.Enum | t.Option | t.Result


Instead: TypeAlias = Callable[["Written", ty.Expr], bool]
"""Asked before each expression is written; whether it has put something else in its place."""


def as_it_is(_out: "Written", _expr: ty.Expr) -> bool:
    return False


@dataclass
class Written:
    """A source being written.

    `count` is how many expressions were begun; `place` is where a mistake was put, and `code` what
    must be said about it there.
    """

    instead: Instead = as_it_is
    parts: list[str] = field(default_factory=list)
    size: int = 0
    count: int = 0
    names: dict[t.Type, str] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    place: Span | None = None
    code: str = ""

    def put(self, *texts: str) -> None:
        for text in texts:
            self.parts.append(text)
            self.size += len(text)

    @contextmanager
    def wrong(self, code: str) -> Iterator[None]:
        """Take what is written meanwhile for the place of the mistake."""
        start = self.size
        yield
        self.place, self.code = Span(FILE, start, self.size), code

    @property
    def text(self) -> str:
        return "".join(self.parts)

    # --- types ---

    def type(self, type_: t.Type) -> str:
        """Return how a type is written; one of parts is declared under a name."""
        match type_:
            case t.Prim(name):
                return name
            case t.List(element):
                return f"list<{self.type(element)}>"
            case t.Option(some):
                return f"option<{self.type(some)}>"
            case t.Result(None, None):
                return "result"
            case t.Result(ok, None):
                assert ok is not None
                return f"result<{self.type(ok)}>"
            case t.Result(ok, err):
                assert err is not None
                return f"result<{'_' if ok is None else self.type(ok)}, {self.type(err)}>"
            case t.Tuple(items):
                return f"tuple<{', '.join(map(self.type, items))}>"
        return self.name(type_)

    def name(self, type_: t.Type) -> str:
        if type_ not in self.names:
            made = self.declaration(type_)
            self.names[type_] = f"t{len(self.names)}"
            self.declared.append(made.format(self.names[type_]))
        return self.names[type_]

    def declaration(self, type_: t.Type) -> str:
        match type_:
            case t.Record(fields):
                inner = ", ".join(f"{one.name}: {self.type(one.type)}" for one in fields)
                return f"record {{}} {{{{ {inner} }}}}"
            case t.Variant():
                inner = ", ".join(self.case(one) for one in type_.cases)
                return f"variant {{}} {{{{ {inner} }}}}"
            case t.Enum(names):
                return f"enum {{}} {{{{ {', '.join(names)} }}}}"
            case t.Flags(names):
                return f"flags {{}} {{{{ {', '.join(names)} }}}}"
        return f"type {{}} = {self.type(type_)};"

    def case(self, case: t.Case) -> str:
        return case.name if case.payload is None else f"{case.name}({self.type(case.payload)})"

    # --- expressions ---

    def fixed(self, expr: ty.Expr) -> None:
        """Write an expression where its place does not say its type."""
        if expr.type == t.Tuple(()):
            self.expr(expr)
            return
        self.names.setdefault(expr.type, "")
        if not self.names[expr.type]:
            del self.names[expr.type]
        self.put(f"as-{self.name(expr.type)}(")
        self.expr(expr)
        self.put(")")

    def expr(self, expr: ty.Expr) -> None:
        """Write an expression, or what is put in its place."""
        self.count += 1
        if not self.instead(self, expr):
            write(self, expr)

    def listed(self, *writes: Callable[[], None]) -> None:
        """Write several things with `,` between them."""
        for at, one in enumerate(writes):
            self.put(", " if at else "")
            one()

    def each(self, exprs: tuple[ty.Expr, ...]) -> list[Callable[[], None]]:
        return [partial(self.expr, one) for one in exprs]

    def args(self, exprs: tuple[ty.Expr, ...]) -> None:
        self.put("(")
        self.listed(*self.each(exprs))
        self.put(")")

    def binder(self, binder: ty.Binder) -> None:
        match binder:
            case None:
                self.put("_")
            case ty.Slot():
                self.put(slot(binder))
            case ty.Parts(items):
                self.put("(")
                self.listed(*(partial(self.binder, one) for one in items))
                self.put(",)" if len(items) == 1 else ")")

    def init(self, name: str, expr: ty.Expr) -> None:
        self.put(f"{name}: ")
        self.expr(expr)

    def both(self, left: ty.Expr, sign: str, right: ty.Expr) -> None:
        self.put("(")
        self.fixed(left)
        self.put(f" {sign} ")
        self.fixed(right)
        self.put(")")

    def block(self, body: ty.Expr) -> None:
        self.put("{ ")
        self.expr(body)
        self.put(" }")

    def matched(self, arms: list[Callable[[], None]], subject: ty.Expr) -> None:
        self.put("match ")
        self.fixed(subject)
        self.put(" { ")
        self.listed(*arms)
        self.put(" }")

    def arms(self, match: ty.Match) -> list[Callable[[], None]]:
        kind = match.subject.type
        made = [partial(self.arm, one, kind) for one in match.arms]
        return [*made, *self.other(match.other)]

    def arm(self, arm: ty.CaseArm, type_: t.Type) -> None:
        self.pattern(arm, type_)
        self.put(" => ")
        self.expr(arm.body)

    def pattern(self, arm: ty.CaseArm, type_: t.Type) -> None:
        assert isinstance(type_, Choice)
        case = t.cases_of(type_)[arm.index]
        self.put(self.qualified(type_), case.name)
        if case.payload is not None:
            self.put("(")
            self.binder(arm.binder)
            self.put(")")

    def other(self, other: ty.OtherArm | None) -> list[Callable[[], None]]:
        if other is None:
            return []

        def one() -> None:
            self.binder(other.binder)
            self.put(" => ")
            self.expr(other.body)

        return [one]

    def literal_arms(self, match: ty.LiteralMatch) -> list[Callable[[], None]]:
        def one(const: ty.Const, body: ty.Expr) -> None:
            self.put(f"{constant(const)} => ")
            self.expr(body)

        made = [partial(one, *pair) for pair in match.arms]
        return [*made, *self.other(match.other)]

    def qualified(self, type_: Choice) -> str:
        """Return what stands before a case's name, so that it is no other type's."""
        return f"{self.name(type_)}." if isinstance(type_, t.Variant | t.Enum) else ""


def write(out: Written, expr: ty.Expr) -> None:  # noqa: PLR0915 - one case a kind
    """Write an expression as it is meant."""
    match expr:
        case ty.Local():
            out.put(slot(expr.slot))
        case ty.Const():
            out.put(constant(expr))
        case ty.Text(parts):
            out.put('"')
            for part in parts:
                if isinstance(part, str):
                    out.put(escaped(part, '"'))
                else:
                    out.put("{")
                    out.fixed(part)
                    out.put("}")
            out.put('"')
        case ty.ComponentCall(component, function, args):
            out.put(f"{component}.{function.name}")
            out.args(args)
        case ty.FlowCall(flow, args):
            out.put(flow)
            out.args(args)
        case ty.Part(base, index):
            out.fixed(base)
            out.put(f".{part_name(base.type, index)}")
        case ty.HasFlag(base, index):
            assert isinstance(base.type, t.Flags)
            out.fixed(base)
            out.put(f".{base.type.labels[index]}")
        case ty.Make(parts):
            make(out, expr.type, parts)
        case ty.MakeList(items):
            out.put("[")
            out.listed(*out.each(items))
            out.put("]")
        case ty.MakeCase(index, payload):
            assert isinstance(expr.type, Choice)
            out.put(out.qualified(expr.type), t.cases_of(expr.type)[index].name)
            if payload is not None:
                out.args((payload,))
        case ty.MakeFlags(bits):
            assert isinstance(expr.type, t.Flags)
            labels = [one for at, one in enumerate(expr.type.labels) if bits >> at & 1]
            out.put(f"{{ {', '.join(labels)} }}" if labels else "{}")
        case ty.Calculate(op, left, right) | ty.Compare(op, left, right):
            out.both(left, SIGNS[op], right)
        case ty.Logic(word, left, right):
            out.both(left, word, right)
        case ty.Negate(operand):
            out.put("(-")
            out.fixed(operand)
            out.put(")")
        case ty.Not(operand):
            out.put("(not ")
            out.fixed(operand)
            out.put(")")
        case ty.Convert(operand):
            out.put(f"{expr.type}(")
            out.fixed(operand)
            out.put(")")
        case ty.Length(operand):
            out.put("length(")
            out.fixed(operand)
            out.put(")")
        case ty.If(condition, then, otherwise):
            out.put("if ")
            out.expr(condition)
            out.put(" ")
            out.block(then)
            out.put(" else ")
            out.block(otherwise)
        case ty.Match():
            out.matched(out.arms(expr), expr.subject)
        case ty.LiteralMatch():
            out.matched(out.literal_arms(expr), expr.subject)
        case ty.For() | ty.Fold():
            loop(out, expr)
        case ty.Try(value, binder, leave):
            out.put("(")
            out.fixed(value)
            out.put("? else ")
            if binder is not None:
                out.binder(binder)
                out.put(" ")
            out.put("=> ")
            out.expr(leave)
            out.put(")")
        case ty.Let(binder, value, body):
            out.put("{ let ")
            out.binder(binder)
            out.put(" = ")
            out.fixed(value)
            out.put("; ")
            out.expr(body)
            out.put(" }")
        case ty.Par(branches):
            out.put("par { ")
            out.listed(*out.each(branches))
            out.put(" }")
        case ty.Catch(value):
            out.put("try (")
            out.expr(value)
            out.put(")")
        case ty.Sleep(ms):
            out.put(f"sleep({ms}ms)")
        case ty.Payload() | ty.Governed():
            raise AssertionError(expr)  # no random package has one: matches are whole, calls plain
        case _:
            assert_never(expr)


def loop(out: Written, expr: ty.For | ty.Fold) -> None:
    out.put("par " if isinstance(expr, ty.For) and expr.parallel else "")
    out.put("for " if isinstance(expr, ty.For) else "fold ")
    out.binder(expr.binder)
    out.put(" in ")
    out.fixed(expr.source)
    if isinstance(expr, ty.For):
        if expr.where is not None:
            out.put(" where ")
            out.expr(expr.where)
        out.put(" ")
        out.block(expr.body)
        return
    out.put(" from ")
    out.fixed(expr.start)
    out.put(f" {{ let {slot(expr.acc)} = acc; ")
    out.expr(expr.body)
    out.put(" }")


def make(out: Written, type_: t.Type, parts: tuple[ty.Expr, ...]) -> None:
    """Write a record or a tuple."""
    if isinstance(type_, t.Record):
        out.put("{ ")
        inits(out, type_, parts)
        out.put(" }")
        return
    out.put("(")
    out.listed(*out.each(parts))
    out.put(",)" if len(parts) == 1 else ")")


def inits(out: Written, record: t.Record, parts: tuple[ty.Expr, ...]) -> None:
    pairs = zip(record.fields, parts, strict=False)
    out.listed(*(partial(out.init, one.name, part) for one, part in pairs))


# --- words ---------------------------------------------------------------------------------------


def slot(one: ty.Slot) -> str:
    return f"value-{one.index}"


def part_name(type_: t.Type, index: int) -> str:
    return type_.fields[index].name if isinstance(type_, t.Record) else str(index)


def constant(const: ty.Const) -> str:
    match const.value:
        case bool(value):
            return str(value).lower()
        case float(value):
            return repr(value).replace("e+", "e")
        case int(value):
            return str(value)
        case text:
            mark = "'" if const.type == t.CHAR else '"'
            return f"{mark}{escaped(text, mark)}{mark}"


def escaped(text: str, mark: str) -> str:
    def one(char: str) -> str:
        if char in ("\\", mark):
            return f"\\{char}"
        if char in "{}" and mark == '"':
            return char * 2
        return char if char.isprintable() else f"\\u{{{ord(char):x}}}"

    return "".join(map(one, text))


# --- packages ------------------------------------------------------------------------------------


def written(package: ty.TypedFlow, instead: Instead = as_it_is) -> Written:
    """Write a package."""
    out = Written(instead)
    out.put("package test:random@1.0.0;\n", f'use {fixture.ALIAS} from "fixture.wasm";\n')
    for body in package.flows:
        flow(out, body)
    for at, (type_, name) in enumerate(tuple(out.names.items())):
        out.put(f"{out.declared[at]}\nflow as-{name}(x: {out.type(type_)}) -> {name} {{ x }}\n")
    return out


def flow(out: Written, body: ty.FlowBody) -> None:
    out.put("export " if body.exported else "", f"flow {body.name}(")
    for at, param in enumerate(body.params):
        out.put(", " if at else "", f"{slot(param.slot)}: {out.type(param.slot.type)}")
        if param.default is not None:
            out.put(" = ")
            write_default(out, param.default)
    out.put(f") -> {out.type(body.result)} ")
    out.block(body.body)
    out.put("\n")


def write_default(out: Written, default: ty.Expr) -> None:
    """Write a constant; no mistake is put in it."""
    plain = Written(names=out.names, declared=out.declared)
    write(plain, default)
    out.put(plain.text)

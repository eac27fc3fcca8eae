"""Random packages, well typed by construction, over every kind of type and expression.

`packages()` gives checked packages of a few flows that call each other and `tests.fixture`;
`calls(package)` gives an exported flow's name with arguments. Everything is small. Strategies are
made once and kept, as in `tests.strategies`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeAlias

from hypothesis import strategies as st
from tests import fixture
from tests.strategies import PRIMITIVES, Value, below, types, values

from flowc.frontend import terms as t
from flowc.frontend import typed as ty
from flowc.frontend.annotation import METHODS, Annotation, Route, Trigger
from flowc.frontend.signature import Function
from flowc.text.span import Span

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]
Grow: TypeAlias = "Callable[[_Flow, t.Type], ty.Expr]"

Package: TypeAlias = ty.TypedFlow
PACKAGE = "test:random"
FILE = "random.flow"
PRIMS = tuple(t.Prim(name) for name in PRIMITIVES)  # type: ignore[arg-type]  # they are its names
NUMBERS = tuple(prim for prim in PRIMS if prim.name in (*t.INTEGERS, *t.FLOATS))
ORDERED = (*NUMBERS, t.CHAR, t.STRING)
MOST_DEPTH = 5
MOST_NODES = 60
MOST_LOOPS = 2
EITHER = st.booleans()


@st.composite
def packages(draw: Draw) -> ty.TypedFlow:
    """Return packages; the last flow is exported, and some of the others."""
    palette = _palette(draw)
    spans = iter(Span(FILE, at, at + 1) for at in range(1 << 20))
    flows: list[ty.FlowBody] = []
    count = 1 + draw(below(3))
    for index in range(count):
        last = index == count - 1
        flow = _Flow(draw, palette, tuple(flows), spans, draw(_type(palette)))
        flows.append(flow.body(f"flow-{index}", exported=last or draw(EITHER)))
    named = {str(one): one for one in palette if declared(one)}
    components = {fixture.ALIAS: fixture.COMPONENT}
    return ty.TypedFlow(PACKAGE, "1.0.0", "Random.", components, named, tuple(flows))


@st.composite
def calls(draw: Draw, package: ty.TypedFlow) -> tuple[str, dict[str, Value]]:
    """Return the name of an exported flow and its arguments; defaults may be left to stand."""
    flow = draw(st.sampled_from([one for one in package.flows if one.exported]))
    given = [p for p in flow.params if p.default is None or draw(EITHER)]
    return flow.name, {p.slot.name: draw(arguments(p.slot.type)) for p in given}


@cache
def annotations(name: str) -> st.SearchStrategy[list[Annotation]]:
    """Return what may run a flow; no two flows have the same."""
    one = st.one_of(
        st.builds(Route, st.sampled_from(METHODS), st.just(f"/{name}")),
        st.builds(Trigger, st.just("every"), st.just(""), st.integers(1, 1 << 32)),
        st.sampled_from([Trigger("cron", "*/5 0 1 jan mon", 0), Trigger("subject", name, 0)]),
    )
    return st.lists(one, max_size=2, unique=True)


@cache
def arguments(type_: t.Type) -> st.SearchStrategy[Value]:
    """Return values of a type, numbers often small, so that not every sum overflows."""
    if isinstance(type_, t.Prim) and type_.name in t.INTEGERS:
        return st.integers(0, 20) | values(type_) | st.just(13)  # at 13 the fixture traps
    match type_:
        case t.List(t.Prim("u8")):
            return values(type_)
        case t.List(item):
            return st.lists(arguments(item), max_size=4)
        case t.Record(fields):
            return st.fixed_dictionaries({f.name: arguments(f.type) for f in fields})
        case t.Tuple(items):
            return st.tuples(*map(arguments, items))
        case t.Option(some):
            return st.none() | st.tuples(st.just("some"), arguments(some))
        case _:
            return values(type_)


def declared(type_: t.Type) -> bool:
    """Whether a type is one of the package's own named ones."""
    named = t.Record | t.Variant | t.Enum | t.Flags
    return isinstance(type_, named) and type_.declared is not None and not type_.declared.owner


def _palette(draw: Draw) -> tuple[t.Type, ...]:
    """Return the types of one package: random ones, some of them named, and the fixture's."""
    drawn = draw(NAMEABLE)
    own = []
    for index, type_ in enumerate(drawn):
        if isinstance(type_, t.Record | t.Variant | t.Enum | t.Flags) and draw(EITHER):
            own.append(replace(type_, declared=t.TypeName("", f"own-{index}", FILE)))
        else:
            own.append(type_)
    used = [one.type.result for one in fixture.FUNCTIONS.values() if one.type.result is not None]
    return (*own, *used, t.List(t.Prim("u32")), t.Option(own[0]), t.Result(own[0], t.STRING))


def _is_nameable(type_: t.Type) -> bool:
    return "-'" not in repr(type_)  # the Component Model allows no name that ends in a hyphen


NAMEABLE = st.lists(types(4).filter(_is_nameable), min_size=1, max_size=4)


def _type(palette: tuple[t.Type, ...]) -> st.SearchStrategy[t.Type]:
    return st.sampled_from(palette) | st.sampled_from(PRIMS)


@dataclass
class _Flow:
    """One flow being made: what is in scope, and how much more it may grow."""

    draw: Draw
    palette: tuple[t.Type, ...]
    earlier: tuple[ty.FlowBody, ...]
    spans: Iterator[Span]
    result: t.Type
    scope: list[ty.Slot] = field(default_factory=list)
    made: int = 0
    depth: int = 0
    nodes: int = 0
    loops: int = 0

    def body(self, name: str, *, exported: bool) -> ty.FlowBody:
        params = tuple(self.param(index) for index in range(self.draw(below(4))))
        self.scope = [param.slot for param in params]
        body = self.expr(self.result)
        span = next(self.spans)
        noted = tuple(self.draw(annotations(name))) if exported else ()
        text = "A random flow."
        made = ty.FlowBody(name, exported, params, self.result, body, text, span)
        return replace(made, annotations=noted)

    def param(self, index: int) -> ty.TypedParam:
        slot = self.slot(self.any_type(), f"p{index}")
        default = literal(self, slot.type) if self.draw(EITHER) else None
        return ty.TypedParam(slot, default, "A parameter." if index else "")

    # --- what rules draw ---

    def slot(self, type_: t.Type, name: str = "") -> ty.Slot:
        self.made += 1
        return ty.Slot(self.made - 1, name or f"s{self.made - 1}", type_)

    def any_type(self) -> t.Type:
        bound = [slot.type for slot in self.scope if slot.type != t.Tuple(())]
        type_: t.Type = self.pick(*self.pick(self.palette, PRIMS, *[bound] * bool(bound)))
        return type_

    def pick(self, *items: Any) -> Any:
        """Return one of some items; one that stands twice is twice as likely."""
        return items[self.draw(below(len(items)))]

    @contextmanager
    def binding(self, *slots: ty.Slot) -> Iterator[None]:
        """Have slots in scope for a while."""
        outside = self.scope
        self.scope = [*outside, *slots]
        yield
        self.scope = outside

    def binder(self, type_: t.Type) -> tuple[ty.Binder, tuple[ty.Slot, ...]]:
        """Return a binder for a value, and the slots it fills."""
        if isinstance(type_, t.Tuple) and type_.items and self.draw(EITHER):
            parts = [self.binder(item) for item in type_.items]
            return ty.Parts(tuple(one for one, _ in parts)), tuple(s for _, ss in parts for s in ss)
        if not self.draw(below(4)):
            return None, ()
        slot = self.slot(type_)
        return slot, (slot,)

    # --- expressions ---

    def expr(self, type_: t.Type) -> ty.Expr:
        """Return an expression of a type: a leaf where the flow is deep or large enough."""
        self.nodes += 1
        leaf = [local] * 3 * any(slot.type == type_ for slot in self.scope) or [literal]
        if self.depth >= MOST_DEPTH or self.nodes >= MOST_NODES:
            rule = self.pick(*leaf, literal)
        else:
            rule = self.pick(*GENERAL, *special(self, type_) * 3, *leaf)
        self.depth += 1
        made: ty.Expr = rule(self, type_)
        self.depth -= 1
        return made

    def looping(self, type_: t.Type, *slots: ty.Slot) -> ty.Expr:
        """Return the body of a loop."""
        self.loops += 1
        with self.binding(*slots):
            body = self.expr(type_)
        self.loops -= 1
        return body


# --- leaves --------------------------------------------------------------------------------------


def local(flow: _Flow, type_: t.Type) -> ty.Expr:
    slot = flow.pick(*(slot for slot in flow.scope if slot.type == type_))
    return ty.Local(slot, type_, next(flow.spans))


def literal(flow: _Flow, type_: t.Type) -> ty.Expr:
    """Return a constant expression, as a default may be."""
    return spelled(flow, type_, flow.draw(arguments(type_)))


def spelled(flow: _Flow, type_: t.Type, value: Value) -> ty.Expr:
    """Return the constant expression that makes a value."""
    span = next(flow.spans)
    match type_:
        case t.Prim():
            return ty.Const(value, type_, span)
        case t.List(item):
            return ty.MakeList(tuple(spelled(flow, item, one) for one in value), type_, span)
        case t.Record(fields):
            parts = tuple(spelled(flow, f.type, value[f.name]) for f in fields)
            return ty.Make(parts, type_, span)
        case t.Tuple(items):
            parts = tuple(map(lambda i, v: spelled(flow, i, v), items, value))
            return ty.Make(parts, type_, span)
        case t.Flags(labels):
            bits = sum(1 << bit for bit, label in enumerate(labels) if label in value)
            return ty.MakeFlags(bits, type_, span)
        case _:
            return _spelled_case(flow, type_, value, span)


def _spelled_case(flow: _Flow, type_: t.Type, value: Value, span: Span) -> ty.Expr:
    assert isinstance(type_, t.Variant | t.Enum | t.Option | t.Result)
    cases = t.cases_of(type_)
    name, inner = value if isinstance(value, tuple) else ("none" if value is None else value, None)
    index = [case.name for case in cases].index(name)
    payload = cases[index].payload
    made = None if payload is None else spelled(flow, payload, inner)
    return ty.MakeCase(index, made, type_, span)


# --- expressions of any type ---------------------------------------------------------------------


def let(flow: _Flow, type_: t.Type) -> ty.Expr:
    bound = flow.any_type()
    value = flow.expr(bound)
    binder, slots = flow.binder(bound)
    with flow.binding(*slots):
        body = flow.expr(type_)
    return ty.Let(binder, value, body, type_, next(flow.spans))


def tick(flow: _Flow, type_: t.Type) -> ty.Expr:
    """Call a function that returns nothing, for what it does."""
    ticked = called(flow, fixture.FUNCTIONS["tick"])
    return ty.Let(None, ticked, flow.expr(type_), type_, next(flow.spans))


def if_(flow: _Flow, type_: t.Type) -> ty.Expr:
    parts = flow.expr(t.BOOL), flow.expr(type_), flow.expr(type_)
    return ty.If(*parts, type_, next(flow.spans))


def part(flow: _Flow, type_: t.Type) -> ty.Expr:
    """Take a part of a record or tuple that has one of this type; make a pair if there is none."""
    pair = t.Tuple((t.BOOL, type_))
    whole = flow.pick(pair, *(one for one in flow.palette if type_ in _parts(one)))
    indices = [index for index, one in enumerate(_parts(whole)) if one == type_]
    return ty.Part(flow.expr(whole), flow.pick(*indices), type_, next(flow.spans))


def _parts(type_: t.Type) -> tuple[t.Type, ...]:
    match type_:
        case t.Record(fields):
            return tuple(one.type for one in fields)
        case t.Tuple(items):
            return items
        case _:
            return ()


def match(flow: _Flow, type_: t.Type) -> ty.Expr:
    choices = [
        one for one in flow.palette if isinstance(one, t.Variant | t.Enum | t.Option | t.Result)
    ]
    subject = flow.pick(*choices)
    value = flow.expr(subject)
    cases = t.cases_of(subject)
    least = 1 if flow.draw(EITHER) else len(cases)
    order = flow.draw(orders(len(cases)))
    taken = order[: least + flow.draw(below(len(cases) - least + 1))]
    arms = tuple(arm(flow, index, cases[index].payload, type_) for index in taken)
    other = other_arm(flow, subject, type_) if len(taken) < len(cases) else None
    return ty.Match(value, arms, other, type_, next(flow.spans))


@cache
def orders(count: int) -> st.SearchStrategy[list[int]]:
    """Return the orders in which so many things may stand."""
    return st.permutations(range(count))


def arm(flow: _Flow, index: int, payload: t.Type | None, type_: t.Type) -> ty.CaseArm:
    binder, slots = (None, ()) if payload is None else flow.binder(payload)
    with flow.binding(*slots):
        return ty.CaseArm(index, binder, flow.expr(type_))


def other_arm(flow: _Flow, subject: t.Type, type_: t.Type) -> ty.OtherArm:
    binder, slots = flow.binder(subject)
    with flow.binding(*slots):
        return ty.OtherArm(binder, flow.expr(type_))


def literals(flow: _Flow, type_: t.Type) -> ty.Expr:
    subject = flow.pick(t.BOOL, *PRIMS)
    value = flow.expr(subject)
    found = flow.draw(few(subject))
    arms = tuple((ty.Const(one, subject, next(flow.spans)), flow.expr(type_)) for one in found)
    whole = subject == t.BOOL and len(found) == 2
    other = None if whole else other_arm(flow, subject, type_)
    return ty.LiteralMatch(value, arms, other, type_, next(flow.spans))


@cache
def few(type_: t.Type) -> st.SearchStrategy[list[Value]]:
    """Return one to three values of a type, each another."""
    return st.lists(arguments(type_), min_size=1, max_size=3, unique=True)


def fold(flow: _Flow, type_: t.Type) -> ty.Expr:
    if flow.loops >= MOST_LOOPS:
        return literal(flow, type_)
    element = flow.any_type()
    source, start = flow.expr(t.List(element)), flow.expr(type_)
    acc = flow.slot(type_)
    binder, slots = flow.binder(element)
    body = flow.looping(type_, acc, *slots)
    return ty.Fold(binder, acc, source, start, body, type_, next(flow.spans))


def try_(flow: _Flow, type_: t.Type) -> ty.Expr:
    error = flow.any_type()
    subject = flow.pick(t.Option(type_), t.Result(type_, error), t.Result(type_, None))
    value = flow.expr(subject)
    payload = t.cases_of(subject)[1].payload if isinstance(subject, t.Result) else None
    binder, slots = (None, ()) if payload is None else flow.binder(payload)
    with flow.binding(*slots):
        leave = flow.expr(flow.result)
    return ty.Try(value, binder, leave, type_, next(flow.spans))


def attempt(flow: _Flow, type_: t.Type) -> ty.Expr:
    """Try a result without payload, for its failure alone."""
    value = flow.expr(t.Result(None, t.STRING))
    binder, slots = flow.binder(t.STRING)
    with flow.binding(*slots):
        leave = flow.expr(flow.result)
    tried = ty.Try(value, binder, leave, t.Tuple(()), next(flow.spans))
    return ty.Let(None, tried, flow.expr(type_), type_, next(flow.spans))


def call(flow: _Flow, type_: t.Type) -> ty.Expr:
    """Call a function or an earlier flow that gives this type, where there is one."""
    functions = [one for one in fixture.FUNCTIONS.values() if one.type.result == type_]
    flows = [one for one in flow.earlier if one.result == type_]
    if not functions and not flows:
        return if_(flow, type_)
    return called(flow, flow.pick(*functions, *flows, *flows))


def called(flow: _Flow, chosen: ty.FlowBody | Function) -> ty.Expr:
    """Call a flow or a function with arguments of its types."""
    if isinstance(chosen, ty.FlowBody):
        args = tuple(flow.expr(param.slot.type) for param in chosen.params)
        return ty.FlowCall(chosen.name, args, chosen.result, next(flow.spans))
    args = tuple(flow.expr(param.type) for param in chosen.type.params)
    result = t.Tuple(()) if chosen.type.result is None else chosen.type.result
    return ty.ComponentCall(fixture.ALIAS, chosen, args, result, next(flow.spans))


def use(flow: _Flow, type_: t.Type) -> ty.Expr:
    """Bind what any function or earlier flow gives."""
    functions = [one for one in fixture.FUNCTIONS.values() if one.type.result is not None]
    often = (*flow.earlier * 6, *[fixture.FUNCTIONS["count"]] * 4)
    value = called(flow, flow.pick(*functions, *often))
    slot = flow.slot(value.type)
    with flow.binding(slot):
        body = flow.expr(type_)
    return ty.Let(slot, value, body, type_, next(flow.spans))


GENERAL: tuple[Grow, ...] = (
    let, tick, if_, part, match, literals, fold, try_, attempt, call, use, use,
)  # fmt: skip


# --- expressions of one kind of type -------------------------------------------------------------


def special(flow: _Flow, type_: t.Type) -> tuple[Grow, ...]:
    """Return what makes this type of value and no other."""
    match type_:
        case t.Prim("bool"):
            flags = any(isinstance(one, t.Flags) for one in flow.palette)
            return (compare, compare, not_, logic, *[has_flag] * flags)
        case t.Prim("string"):
            return (text, text)
        case t.Prim("char"):
            return ()
        case t.Prim(name):
            signed = name in (*t.SIGNED, *t.FLOATS)
            return (calculate, calculate, convert, *[negate] * signed, *[length] * (name == "u32"))
        case t.Record() | t.Tuple():
            return (make,)
        case t.List():
            return (make_list, *[for_] * 3)
        case t.Flags():
            return ()
        case _:
            return (make_case,)


def compare(flow: _Flow, type_: t.Type) -> ty.Expr:
    equality = flow.draw(EITHER)
    of = flow.any_type() if equality else flow.pick(*ORDERED)
    op = flow.pick("eq", "ne") if equality else flow.pick("lt", "le", "gt", "ge")
    return ty.Compare(op, flow.expr(of), flow.expr(of), type_, next(flow.spans))


def not_(flow: _Flow, type_: t.Type) -> ty.Expr:
    return ty.Not(flow.expr(t.BOOL), type_, next(flow.spans))


def logic(flow: _Flow, type_: t.Type) -> ty.Expr:
    op = flow.pick("and", "or")
    return ty.Logic(op, flow.expr(t.BOOL), flow.expr(t.BOOL), type_, next(flow.spans))


def has_flag(flow: _Flow, type_: t.Type) -> ty.Expr:
    flags = flow.pick(*(one for one in flow.palette if isinstance(one, t.Flags)))
    bit = flow.draw(below(len(flags.labels)))
    return ty.HasFlag(flow.expr(flags), bit, type_, next(flow.spans))


def text(flow: _Flow, type_: t.Type) -> ty.Expr:
    enums = [one for one in flow.palette if isinstance(one, t.Enum)]
    parts = [
        flow.expr(flow.pick(*PRIMS, *enums)) if flow.draw(EITHER) else flow.pick("", "a{", "é")
        for _ in range(flow.draw(below(5)))
    ]
    return ty.Text(tuple(parts), type_, next(flow.spans))


def calculate(flow: _Flow, type_: t.Type) -> ty.Expr:
    whole = ("rem",) if isinstance(type_, t.Prim) and type_.name in t.INTEGERS else ()
    op = flow.pick("add", "sub", "mul", "div", *whole)
    return ty.Calculate(op, flow.expr(type_), flow.expr(type_), type_, next(flow.spans))


def negate(flow: _Flow, type_: t.Type) -> ty.Expr:
    return ty.Negate(flow.expr(type_), type_, next(flow.spans))


def convert(flow: _Flow, type_: t.Type) -> ty.Expr:
    return ty.Convert(flow.expr(flow.pick(*NUMBERS)), type_, next(flow.spans))


def length(flow: _Flow, type_: t.Type) -> ty.Expr:
    return ty.Length(flow.expr(t.List(flow.any_type())), type_, next(flow.spans))


def make(flow: _Flow, type_: t.Type) -> ty.Expr:
    parts = tuple(map(flow.expr, _parts(type_)))
    if isinstance(type_, t.Tuple) and len(parts) > 1 and flow.draw(EITHER):
        return ty.Par(parts, type_, next(flow.spans))
    return ty.Make(parts, type_, next(flow.spans))


def make_list(flow: _Flow, type_: t.Type) -> ty.Expr:
    assert isinstance(type_, t.List)
    items = tuple(flow.expr(type_.element) for _ in range(flow.draw(below(4))))
    return ty.MakeList(items, type_, next(flow.spans))


def for_(flow: _Flow, type_: t.Type) -> ty.Expr:
    if flow.loops >= MOST_LOOPS:
        return make_list(flow, type_)
    assert isinstance(type_, t.List)
    element = flow.any_type()
    source = flow.expr(t.List(element))
    binder, slots = flow.binder(element)
    where = flow.looping(t.BOOL, *slots) if flow.draw(EITHER) else None
    body = flow.looping(type_.element, *slots)
    parallel = flow.draw(EITHER)
    return ty.For(binder, source, where, body, parallel, type_, next(flow.spans))


def make_case(flow: _Flow, type_: t.Type) -> ty.Expr:
    assert isinstance(type_, t.Variant | t.Enum | t.Option | t.Result)
    cases = t.cases_of(type_)
    index = flow.draw(below(len(cases)))
    payload = cases[index].payload
    made = None if payload is None else flow.expr(payload)
    return ty.MakeCase(index, made, type_, next(flow.spans))

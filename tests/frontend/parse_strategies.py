"""Random trees, how they are written, and a view of a tree that leaves spans out.

`written` puts in just the parentheses that a tree needs, so parsing its text gives the tree back.
"""

from itertools import pairwise
from typing import Any, assert_never

from hypothesis import strategies as st

from flowc.frontend import grammar, tree
from flowc.text.span import Span

NOWHERE = Span("", 0, 0)
KEYWORDS = frozenset(one for one in grammar.fixed_tokens() if one.isalpha())
LEVELS = {
    "or": 1,
    "and": 2,
    "not": 3,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), 4),
    **dict.fromkeys("+-", 5),
    **dict.fromkeys("*/%", 6),
}
HANDLER, PIPE, NEGATIVE, POSTFIX = 0, 0, 7, 8

words = st.from_regex(r"[a-z][a-z0-9]{0,3}(-[a-z0-9]{1,2})?", fullmatch=True)
names = st.builds(tree.Name, words, st.just(NOWHERE))


def node(kind: Any, *fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(kind, *fields, st.just(NOWHERE))


def many(one: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, min_size=least, max_size=3).map(tuple)


chars = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")) | st.sampled_from(
    "\n\t{}\"\\'"
)
pieces = st.text(chars, min_size=1, max_size=5)
binders: st.SearchStrategy[Any] = st.recursive(
    names | node(tree.Ignore), lambda inner: node(tree.TupleBinder, many(inner, 1)), max_leaves=4
)
literals = (
    node(tree.BoolLit, st.booleans())
    | node(tree.IntLit, st.integers(0, 2**64 - 1))
    | node(tree.FloatLit, st.floats(0, allow_infinity=False, allow_nan=False))
    | node(tree.CharLit, chars)
)
types: st.SearchStrategy[Any] = st.recursive(
    node(tree.NamedType, st.none() | names, names).filter(
        lambda one: one.name.text not in {"list", "option", "result", "tuple"}
    ),
    lambda inner: (
        node(tree.ListType, inner)
        | node(tree.OptionType, inner)
        | node(tree.ResultType, st.none() | inner, st.none() | inner)
        | node(tree.TupleType, many(inner, 1))
    ),
    max_leaves=5,
)
paths = st.lists(names, min_size=1, max_size=3).map(lambda held: path(*held))


def path(first: tree.Name, *rest: tree.Name) -> tree.Expr:
    made: tree.Expr = tree.NameRef(first, NOWHERE)
    for name in rest:
        made = tree.Member(made, name, NOWHERE)
    return made


def fixed(text: str) -> tree.LiteralPattern:
    return tree.LiteralPattern(text, "string", NOWHERE)


def record_patterns(fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    closed = node(tree.RecordPattern, many(fields, 1), st.just(value=False))
    return closed | node(tree.RecordPattern, many(fields), st.just(value=True))


plain_patterns = (
    node(tree.Ignore)
    | node(tree.CasePattern, st.lists(names, max_size=2).map(tuple), names, st.none())
    | node(tree.LiteralPattern, st.integers(-(2**63), 2**63), st.just("int"))
    | node(tree.LiteralPattern, st.booleans(), st.just("bool"))
    | st.text(chars, max_size=5).map(fixed)
)
patterns: st.SearchStrategy[Any] = st.recursive(
    plain_patterns,
    lambda inner: (
        node(tree.TuplePattern, many(inner, 1))
        | node(tree.CasePattern, st.lists(names, max_size=2).map(tuple), names, inner)
        | record_patterns(node(tree.FieldPattern, names, st.none() | inner))
    ),
    max_leaves=5,
)


def arguments(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    by_place = many(node(tree.Arg, st.none(), inner))
    by_name = many(node(tree.Arg, names, inner))
    return st.tuples(by_place, by_name).map(lambda both: both[0] + both[1])


def policies(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lengths = node(tree.Duration, st.integers(0, 2**63 - 1))
    setting = node(tree.Setting, names, st.none() | lengths | inner)
    settings = node(tree.Settings, st.lists(setting, max_size=3).map(tuple))
    one = node(tree.Policy, names, st.none() | lengths | inner | settings)
    return st.none() | node(tree.Policies, many(one))


def text_parts(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    held = st.lists(pieces | inner, max_size=4)
    return held.map(tuple).filter(
        lambda parts: not any(isinstance(a, str) and isinstance(b, str) for a, b in pairwise(parts))
    )


def larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lets = node(tree.Let, binders, inner)
    block = node(tree.Block, many(lets), inner)
    arm = node(tree.Arm, patterns, st.none() | inner, inner)
    chosen = node(tree.If, inner, block, block)
    handler = st.tuples(st.none() | binders, inner)
    return (
        node(tree.TextLit, text_parts(inner))
        | node(tree.Member, inner, names)
        | node(tree.Item, inner, st.integers(0, 9))
        | node(tree.Call, inner, arguments(inner), policies(inner))
        | node(tree.Pipe, inner, node(tree.Call, paths, arguments(inner), policies(inner)))
        | node(tree.Unary, st.sampled_from(("-", "not")), inner)
        | st.builds(
            lambda op, a, b: tree.Binary(op, a, b, NOWHERE, NOWHERE),
            st.sampled_from([one for one in LEVELS if one != "not"]),
            inner,
            inner,
        )
        | node(tree.Try, inner, st.none(), st.none())
        | node(tree.Catch, inner)
        | node(tree.Sleep, node(tree.Duration, st.integers(0, 2**63 - 1)))
        | st.builds(lambda value, rest: tree.Try(value, rest[0], rest[1], NOWHERE), inner, handler)
        | node(tree.RecordLit, many(node(tree.FieldInit, names, st.none() | inner)))
        | node(tree.ListLit, many(inner))
        | node(tree.TupleLit, many(inner, 1))
        | node(tree.If, inner, block, block | chosen)
        | node(tree.Match, inner, many(arm, 1))
        | node(tree.For, binders, inner, st.none() | inner, block, st.booleans())
        | node(tree.Par, many(inner, 2))
        | node(tree.Fold, binders, inner, st.none() | inner, inner, block)
        | node(tree.Block, many(lets, 1), inner)
    )


exprs: st.SearchStrategy[Any] = st.recursive(
    literals | node(tree.NameRef, names), larger, max_leaves=12
)


# --- writing ---------------------------------------------------------------------------------


def written(one: Any) -> str:
    """Return the text of an expression, binder, pattern, type or part of one."""
    match one:
        case tree.Name():
            return f"%{one.text}" if one.text in KEYWORDS else one.text
        case tree.Ignore():
            return "_"
        case tree.Duration(micros):
            return f"{micros}us"
        case tree.TupleBinder(items) | tree.TupleLit(items):
            return f"({', '.join(map(written, items))}{',' if len(items) == 1 else ''})"
        case tree.TuplePattern(items):
            return f"({', '.join(map(written, items))}{',' if len(items) == 1 else ''})"
        case tree.FieldPattern(name, None):
            return name.text if name.text not in KEYWORDS else f"%{name.text}"
        case tree.FieldPattern(name, pattern):
            return f"{name.text}: {written(pattern)}"
        case tree.RecordPattern(fields, rest):
            return f"{{ {', '.join([*map(written, fields), *(['..'] if rest else [])])} }}"
        case tree.CasePattern(qualifier, name, payload):
            bound = "" if payload is None else f"({written(payload)})"
            return ".".join(map(written, (*qualifier, name))) + bound
        case tree.LiteralPattern(value, "string"):
            return f'"{escaped(str(value))}"'
        case tree.LiteralPattern(value):
            return str(value).lower()
    return written_type(one) if isinstance(one, tree.TypeExpr) else written_expr(one)


def written_type(one: tree.TypeExpr) -> str:
    match one:
        case tree.NamedType(qualifier, name):
            return written(name) if qualifier is None else f"{written(qualifier)}.{written(name)}"
        case tree.ListType(element):
            return f"list<{written(element)}>"
        case tree.OptionType(some):
            return f"option<{written(some)}>"
        case tree.ResultType(None, None):
            return "result"
        case tree.ResultType(ok, None):
            return f"result<{written(ok)}>"
        case tree.ResultType(ok, err):
            return f"result<{'_' if ok is None else written(ok)}, {written(err)}>"
        case tree.TupleType(items):
            return f"tuple<{', '.join(map(written, items))}>"
        case _:
            assert_never(one)


def written_expr(one: tree.Expr) -> str:
    match one:
        case tree.BoolLit(value):
            return str(value).lower()
        case tree.IntLit(value):
            return str(value)
        case tree.FloatLit(value):
            return repr(value)
        case tree.CharLit(value):
            return f"'{escaped(value, braces=False)}'"
        case tree.TextLit(parts):
            inner = (escaped(p) if isinstance(p, str) else hole(written(p)) for p in parts)
            return f'"{"".join(inner)}"'
        case tree.NameRef(name):
            return written(name)
        case tree.Member(base, name):
            return f"{at(base, POSTFIX + 1)}.{written(name)}"
        case tree.Item(base, index):
            return f"{at(base, POSTFIX + 1)}.{index}"
        case tree.Call(callee, args, asked):
            return f"{at(callee, POSTFIX)}({', '.join(map(argument, args))}){governing(asked)}"
        case tree.Pipe(value, call):
            return f"{at(value, PIPE, last=False)} |> {written(call)}"
        case tree.Unary("-", operand):
            return f"-{at(operand, NEGATIVE)}"
        case tree.Unary(_, operand):
            return f"not {at(operand, LEVELS['not'])}"
        case tree.Binary(op, left, right):
            level = LEVELS[op]
            low = level + 1 if level == LEVELS["=="] else level
            return f"{at(left, low, last=False)} {op} {at(right, level + 1)}"
        case tree.Try(value, binder, handler):
            return f"{at(value, POSTFIX)}?{handling(binder, handler)}"
        case tree.Catch(value):
            return f"try {at(value, NEGATIVE)}"
        case tree.Sleep(length):
            return f"sleep({written(length)})"
        case tree.RecordLit(fields):
            return "{ " + ", ".join(map(init, fields)) + " }"
        case tree.ListLit(items):
            return f"[{', '.join(map(written, items))}]"
        case tree.TupleLit():
            return written(one)
        case tree.If(condition, then, otherwise):
            return f"if {written(condition)} {written(then)} else {written(otherwise)}"
        case tree.Match(subject, arms):
            return f"match {written(subject)} {{ {', '.join(map(written_arm, arms))} }}"
        case tree.For(binder, source, where, body, parallel):
            head = f"{'par ' * parallel}for {written(binder)} in {written(source)}"
            return f"{head}{chosen(where)} {written(body)}"
        case tree.Par(branches):
            return f"par {{ {', '.join(map(written, branches))} }}"
        case tree.Fold(binder, source, where, start, body):
            head = f"fold {written(binder)} in {written(source)}{chosen(where)}"
            return f"{head} from {written(start)} {written(body)}"
        case tree.Block(lets, result):
            made = "".join(f"let {written(let.binder)} = {written(let.value)}; " for let in lets)
            return f"{{ {made}{written(result)} }}"
        case _:
            assert_never(one)


def hole(text: str) -> str:
    return "{ " + text + "}" if text.startswith("{") else "{" + text + "}"


def written_arm(arm: tree.Arm) -> str:
    guard = "" if arm.guard is None else f" if {written(arm.guard)}"
    return f"{written(arm.pattern)}{guard} => {written(arm.body)}"


def governing(asked: tree.Policies | None) -> str:
    return "" if asked is None else f" with {{ {', '.join(map(policy, asked.items))} }}"


def policy(one: tree.Policy | tree.Setting) -> str:
    match one.value:
        case None:
            return written(one.name)
        case tree.Settings(items):
            return f"{written(one.name)}({', '.join(map(policy, items))})"
        case tree.Duration(micros):
            return f"{one.name.text}: {micros}us"
        case value:
            return f"{one.name.text}: {written(value)}"


def chosen(where: tree.Expr | None) -> str:
    return "" if where is None else f" where {written(where)}"


def argument(one: tree.Arg) -> str:
    return written(one.value) if one.name is None else f"{one.name.text}: {written(one.value)}"


def init(one: tree.FieldInit) -> str:
    return written(one.name) if one.value is None else f"{one.name.text}: {written(one.value)}"


def handling(binder: tree.Binder | None, handler: tree.Expr | None) -> str:
    if handler is None:
        return ""
    name = "" if binder is None else f" {written(binder)}"
    return f" else{name} => {written(handler)}"


def at(one: tree.Expr, least: int, *, last: bool = True) -> str:
    """Write an operand in parentheses if it binds less than `least`, or grabs what follows it."""
    text = written(one)
    return text if strength(one) >= least and (last or not grabs(one)) else f"({text})"


def strength(one: tree.Expr) -> int:
    match one:
        case tree.Binary(op) | tree.Unary("not" as op):
            return LEVELS[op]
        case tree.Unary() | tree.Catch():
            return NEGATIVE
        case tree.Pipe():
            return PIPE
        case tree.Try(_, _, handler) if handler is not None:
            return HANDLER if isinstance(one.value, tree.Pipe) else POSTFIX - 1
        case tree.IntLit() | tree.FloatLit():
            return POSTFIX
    return POSTFIX + 1


def grabs(one: tree.Expr) -> bool:
    """Whether an expression ends in a handler, which would take in what is written after it."""
    match one:
        case tree.Try(_, _, handler):
            return handler is not None
        case tree.Binary(_, _, right):
            return grabs(right)
        case tree.Unary(_, operand) | tree.Catch(operand):
            return grabs(operand)
    return False


def escaped(text: str, *, braces: bool = True) -> str:
    made = text.replace("\\", "\\\\").replace('"', '\\"').replace("'", "\\'")
    made = made.replace("\n", "\\n").replace("\t", "\\t")
    return made.replace("{", "{{").replace("}", "}}") if braces else made


# --- comparing -------------------------------------------------------------------------------


def plain(one: Any) -> Any:
    """Return a node as nested tuples without its spans."""
    if isinstance(one, tuple):
        return tuple(map(plain, one))
    slots = getattr(type(one), "__slots__", ())
    if isinstance(one, Span) or not slots:
        return repr(one)
    held = (getattr(one, slot) for slot in slots if not slot.endswith("span"))
    return (type(one).__name__, *map(plain, held))

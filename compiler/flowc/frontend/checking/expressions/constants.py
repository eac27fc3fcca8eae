"""What may be a parameter's default: literals, cases, and lists, tuples and records of them."""

from collections.abc import Iterator

from flowc.frontend import tree
from flowc.frontend.checking.expressions.paths import flow_at, functions_at, path_of
from flowc.frontend.checking.packages.package import CONVERSIONS, Package
from flowc.text.span import Span


def inconstant(
    package: Package, expr: tree.Expr, params: frozenset[str]
) -> Iterator[tuple[str, Span]]:
    """Yield what in an expression is no constant, said in a word or two, and its place."""
    left = [expr]
    while left:
        part = left.pop()
        match part:
            case tree.ListLit(items) | tree.TupleLit(items):
                left.extend(reversed(items))
            case tree.RecordLit(fields):
                values = (field.value for field in reversed(fields))
                left.extend(value for value in values if value is not None)
            case tree.Call(callee, args) if not _is_call(package, callee):
                left.append(callee)
                left.extend(arg.value for arg in reversed(args))
            case _:
                what = _what(part, params)
                if what:
                    yield what, part.span


def _is_call(package: Package, callee: tree.Expr) -> bool:
    """Whether something with brackets is more than a case with its payload."""
    path = path_of(callee)
    if not path:
        return True
    head = path[0].text
    if len(path) == 1:
        return head in package.flow_decls or head in (*CONVERSIONS, "length")
    exports = package.exports.get(head)
    if exports is None:
        return False
    return flow_at(exports, path[1:]) is not None or bool(functions_at(exports, path[1:]))


def _what(expr: tree.Expr, params: frozenset[str]) -> str:
    """Say what a part is that is no constant; empty where it is one."""
    match expr:
        case tree.BoolLit() | tree.IntLit() | tree.FloatLit() | tree.CharLit():
            return ""
        case tree.Unary("-", tree.IntLit() | tree.FloatLit()):
            return ""
        case tree.TextLit(parts):
            return "" if all(isinstance(part, str) for part in parts) else "an interpolated string"
        case tree.NameRef(name):
            return f"the parameter `{name.text}`" if name.text in params else ""
        case tree.Member():
            return "" if path_of(expr) else "a field"
        case tree.Call() | tree.Pipe():
            return "a call"
        case tree.Unary() | tree.Binary():
            return "a calculation"
        case _:
            return "this"

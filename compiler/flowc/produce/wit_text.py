"""Types, functions and resources as WIT text, each named as it is known where it is written.

Source: the Component Model's WIT.md.
"""

import re
from collections.abc import Iterable

from flowc.frontend import terms as t
from flowc.frontend.wit import grammar
from flowc.produce.names import Named
from flowc.text.diagnostic import InternalError

INDENT = "  "
Names = dict[Named | t.Resource, str]


def path(name: str) -> str:
    """Write the id of a package or an interface."""
    base, at, version = name.partition("@")
    return re.sub(r"[^:/]+", lambda found: word(found[0]), base) + at + version


def word(name: str) -> str:
    """Write a name, marked where it is a word of WIT."""
    return f"%{name}" if name in grammar.fixed_tokens() else name


def resource_text(name: str, methods: list[tuple[str, t.FuncType]], names: Names) -> list[str]:
    """Write a resource and its functions."""
    if not methods:
        return [f"resource {word(name)};"]
    inside = (f"{INDENT}{_method(one, function, names)}" for one, function in methods)
    return [f"resource {word(name)} {{", *inside, "}"]


def _method(name: str, function: t.FuncType, names: Names) -> str:
    kind, _, rest = name.removeprefix("[").partition("]")
    own = word(rest.partition(".")[2])
    if kind == "constructor":
        return f"constructor({_params(function.params, names)});"
    if kind == "static":
        return f"{own}: static {function_text(function, names)};"
    return f"{own}: {function_text(t.FuncType(function.params[1:], function.result), names)};"


def function_text(function: t.FuncType, names: Names) -> str:
    """Write the type of a function."""
    result = "" if function.result is None else f" -> {type_text(function.result, names)}"
    return f"func({_params(function.params, names)}){result}"


def _params(params: Iterable[t.Param], names: Names) -> str:
    return ", ".join(typed(one.name, one.type, names) for one in params)


def definition(type_: Named, name: str, names: Names) -> list[str]:
    """Write a type that has a name."""
    match type_:
        case t.Record(fields):
            kind, inside = "record", [typed(one.name, one.type, names) for one in fields]
        case t.Variant(cases):
            kind, inside = "variant", [_case(one, names) for one in cases]
        case t.Enum(labels):
            kind, inside = "enum", [word(one) for one in labels]
        case t.Flags(labels):
            kind, inside = "flags", [word(one) for one in labels]
    return [f"{kind} {word(name)} {{", *(f"{INDENT}{line}," for line in inside), "}"]


def _case(case: t.Case, names: Names) -> str:
    payload = "" if case.payload is None else f"({type_text(case.payload, names)})"
    return f"{word(case.name)}{payload}"


def typed(name: str, type_: t.Type, names: Names) -> str:
    """Write a field or a parameter: a name, and the type of what it holds."""
    return f"{word(name)}: {type_text(type_, names)}"


def type_text(type_: t.Type, names: Names) -> str:
    """Write a type; one that needs a name by the one that it has here."""
    match type_:
        case t.Prim(name):
            return name
        case t.List(element):
            return f"list<{type_text(element, names)}>"
        case t.Option(some):
            return f"option<{type_text(some, names)}>"
        case t.Tuple(items):
            return f"tuple<{', '.join(type_text(item, names) for item in items)}>"
        case t.Result(None, None):
            return "result"
        case t.Result(ok, None) if ok is not None:
            return f"result<{type_text(ok, names)}>"
        case t.Result(ok, err) if err is not None:
            return f"result<{'_' if ok is None else type_text(ok, names)}, {type_text(err, names)}>"
        case t.Record() | t.Variant() | t.Enum() | t.Flags():
            return word(names[type_])
        case t.Handle("own", resource):
            return word(names[resource])
        case t.Handle(_, resource):
            return f"borrow<{word(names[resource])}>"
        case _:
            raise InternalError("produce", f"{type_} has no name in WIT")

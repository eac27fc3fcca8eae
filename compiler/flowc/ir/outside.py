"""What a graph's text says of the outside: `needs` of flows and components, `fill`s of imports.

Also what runs a flow. Both ways stand here: `needs`, `fills` and `annotations` write, `read_needs`,
`read_fills` and `read_annotations` read.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from flowc.frontend.annotation import METHODS, Annotation, Route, Trigger
from flowc.frontend.capability import Capabilities, Capability
from flowc.frontend.kinds import KINDS
from flowc.ir.graph import Callee, Fill
from flowc.ir.literals import quoted
from flowc.ir.reading.cursor import Cursor

NEEDS: Final = "needs"
FILL: Final = "fill"


def needs(capabilities: Capabilities) -> str:
    """Write ` needs clock, files("data", read)`; nothing for none."""
    return f" {NEEDS} {', '.join(map(_capability, capabilities))}" if capabilities else ""


def _capability(one: Capability) -> str:
    if not one.scope:
        return one.kind
    mode = (", write" if one.write else ", read") if one.kind == "files" else ""
    return f"{one.kind}({quoted(one.scope)}{mode})"


def read_needs(cursor: Cursor) -> Capabilities:
    """Read what `needs` writes, if it stands here."""
    if not cursor.skip(NEEDS):
        return Capabilities()
    found = [_read_capability(cursor)]
    while cursor.skip(","):
        found.append(_read_capability(cursor))
    return Capabilities.of(found)


def _read_capability(cursor: Cursor) -> Capability:
    kind = next((one for one in KINDS if cursor.skip(one)), None)
    if kind is None:
        cursor.refuse("a capability such as `clock`")
    if not cursor.skip("("):
        return Capability(kind, write=kind == "files")
    scope, write = cursor.string(), False
    if kind == "files":
        cursor.word(",")
        write = cursor.skip("write")
        if not write:
            cursor.word("read")
    cursor.word(")")
    return Capability(kind, scope, write)


def annotations(all_: tuple[Annotation, ...]) -> Iterator[str]:
    """Write a line for each: `@http(get, "/orders")`, `@every(300000)`, `@cron("..")`."""
    for one in all_:
        match one:
            case Route(method, path):
                yield f"@http({method}, {quoted(path)})"
            case Trigger("every", _, ms):
                yield f"@every({ms})"
            case Trigger(kind, text):
                yield f"@{kind}({quoted(text)})"


def read_annotations(cursor: Cursor) -> tuple[Annotation, ...]:
    """Read the lines that `annotations` writes."""
    found: list[Annotation] = []
    while cursor.skip("@"):
        kind = next((one for one in _READ if cursor.skip(one)), None)
        if kind is None:
            cursor.refuse("an annotation such as `@http`")
        cursor.word("(")
        found.append(_READ[kind](cursor))
        cursor.word(")")
    return tuple(found)


def _read_route(cursor: Cursor) -> Route:
    method = next((one for one in METHODS if cursor.skip(one)), None)
    if method is None:
        cursor.refuse("a method such as `get`")
    cursor.word(",")
    return Route(method, cursor.string())


def _read_every(cursor: Cursor) -> Trigger:
    if not cursor.next.text.isdecimal():
        cursor.refuse("a number of milliseconds")
    return Trigger("every", "", int(cursor.take("number").text))


_READ: Final[Mapping[str, Callable[[Cursor], Annotation]]] = {
    "http": _read_route,
    "every": _read_every,
    "cron": lambda cursor: Trigger("cron", cursor.string(), 0),
    "subject": lambda cursor: Trigger("subject", cursor.string(), 0),
}


def fills(all_: tuple[Fill, ...]) -> Iterator[str]:
    """Write a line for each function: `fill "acme:log/sink"."write" = flow noted`.

    An interface that has none, but types alone, is a line by itself.
    """
    for fill in all_:
        if not fill.functions:
            yield f"{FILL} {quoted(fill.name)}"
        for function, by in fill.functions:
            yield f"{FILL} {quoted(fill.name)}.{quoted(function)} = {_supplier(by)}"


def _supplier(by: Callee | str) -> str:
    if isinstance(by, str):
        return f"flow {by}"
    return f"call {'.'.join(map(quoted, (by.component, by.interface, by.function)))}"


def read_fills(cursor: Cursor) -> tuple[Fill, ...]:
    """Read the lines that `fills` writes; those of one import stand together."""
    found: dict[str, list[tuple[str, Callee | str]]] = {}
    while cursor.skip(FILL):
        functions = found.setdefault(cursor.string(), [])
        if cursor.skip("."):
            function = cursor.string()
            cursor.word("=")
            functions.append((function, _read_supplier(cursor)))
    return tuple(Fill(name, tuple(functions)) for name, functions in found.items())


def _read_supplier(cursor: Cursor) -> Callee | str:
    if cursor.skip("flow"):
        return cursor.path()
    cursor.word("call")
    return Callee(*_names(cursor))


def _names(cursor: Cursor) -> Iterator[str]:
    """Read the component, the interface and the function of a call, with dots between them."""
    yield cursor.string()
    for _ in range(2):
        cursor.word(".")
        yield cursor.string()

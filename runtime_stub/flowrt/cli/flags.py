"""Typed flags: the words after a flow's name become the JSON object of its parameters.

A flag's value is read by its parameter's type: text as it stands for `string`, `char` and an
`enum`, a JSON number for a number, JSON for anything compound; `@FILE` takes it from a file.
A word that is no flag of the flow raises `Usage`, a value that cannot be one a `BadInput`.
"""

from __future__ import annotations

from flowrt import problems
from flowrt.cli.options import Usage, unknown
from flowrt.plan.shapes import OptionOf, Prim, Shape
from flowrt.plan.words import BOOLS, json_of
from flowrt.problems.kinds import name_or_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from flowrt.plan.plan import Entry, Parameter

Read: TypeAlias = "Callable[[str], bytes]"


def read_flags(entry: Entry, words: Sequence[str], read: Read) -> dict[str, str]:
    """Return each given parameter's value as JSON text; `read` gives the bytes behind `@`."""
    values: dict[str, str] = {}
    queue = list(words)
    while queue:
        parameter, text = _next(entry, queue)
        if parameter.name in values:
            raise Usage(f"--{parameter.name} twice", f"give --{parameter.name} once")
        values[parameter.name] = _value(parameter, text, read)
    return values


def object_of(values: Mapping[str, str]) -> bytes:
    """Return the JSON object of parameters as UTF-8."""
    return ("{" + ",".join(f'"{name}":{text}' for name, text in values.items()) + "}").encode()


def is_bool(shape: Shape) -> bool:
    """Return whether a parameter is a switch."""
    return inner(shape) == Prim("bool")


def inner(shape: Shape) -> Shape:
    """Return what an option's value is written as; any other type is itself."""
    return shape.some if isinstance(shape, OptionOf) else shape


def _next(entry: Entry, queue: list[str]) -> tuple[Parameter, str]:
    word = queue.pop(0)
    if not word.startswith("--"):
        takes = f"`{entry.name}` takes its parameters as flags: {_names(entry)}"
        raise Usage(name_or_kind(word), takes)
    name, equals, value = word[2:].partition("=")
    table = {parameter.name: parameter for parameter in entry.params}
    parameter = table.get(name)
    if parameter is None:
        positive = table.get(name.removeprefix("no-"))
        if positive is not None and is_bool(positive.type) and not equals:
            return positive, "false"
        raise unknown(f"--{name}", [f"--{known}" for known in table])
    if equals:
        return parameter, value
    if is_bool(parameter.type) and (not queue or queue[0] not in BOOLS):
        return parameter, "true"
    if not queue:
        raise Usage(f"{word} and nothing after it", f"write {word} and a {parameter.type}")
    return parameter, queue.pop(0)


def _names(entry: Entry) -> str:
    return ", ".join(f"--{p.name}" for p in entry.params) or "it has none"


def _value(parameter: Parameter, text: str, read: Read) -> str:
    place = f"--{parameter.name}"
    if text.startswith("@@"):
        text = text[1:]
    elif text.startswith("@"):
        place = f"{place} {text}"
        text = _decoded(read(text[1:]), place)
        text = text if inner(parameter.type) == Prim("string") else text.strip()
    try:
        text.encode()
    except UnicodeEncodeError:
        raise problems.NotJson(place, expected="UTF-8", found="bytes that are not") from None
    return json_of(parameter.type, text, place)


def _decoded(data: bytes, place: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        place = f"{place} (byte {error.start})"
        raise problems.NotJson(place, expected="UTF-8", found="a byte that is not") from None

"""Values as YAML, in the small part of it that every reader takes alike.

Maps and lists are blocks; text is plain only where nobody could take it for anything else, and
otherwise between double quotes. Nothing that a value holds can become a part of the document.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias, TypeGuard, Union

Block: TypeAlias = Union["Mapping[str, Value]", "Sequence[Value]"]
Value: TypeAlias = str | int | bool | Block

_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def documents(values: Sequence[Mapping[str, Value]]) -> str:
    """Return one document for each value."""
    return "".join("---\n" + "\n".join(_block(value, 0)) + "\n" for value in values)


def _block(value: Block, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _under(f"{indent}{_text(name)}:", one, depth + 1)
    else:
        for one in value:
            first, *rest = _block(one, depth + 1) if _is_block(one) else (_scalar(one),)
            yield f"{indent}- {first.lstrip(' ')}"
            yield from rest


def _under(head: str, value: Value, depth: int) -> Iterator[str]:
    if _is_block(value):
        yield head
        yield from _block(value, depth)
    else:
        yield f"{head} {_scalar(value)}"


def _is_block(value: Value) -> TypeGuard[Block]:
    return not isinstance(value, str | int) and len(value) > 0


def _scalar(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _text(value)
        case Mapping():
            return "{}"
        case _:
            return "[]"


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character == "\n":
        return "\\n"
    return character if character.isprintable() else f"\\U{ord(character):08x}"

"""The functions of a core module of ours, by where their code starts and what they are called.

Some engines' traces have names of functions and no offsets; with these, a fault's place can be
told as far as there is one such place in a function. Source: the core specification, 5.5 and 7.4.1.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from flowc.frontend.binary.core import skip_limits, skip_value_type
from flowc.frontend.binary.reader import Reader
from flowc.produce.sections import walk
from flowc.text.diagnostic import InternalError

_CUSTOM, _IMPORT, _CODE = 0, 2, 10
_FUNCTION = 0
_OF_FUNCTIONS = 1
"""The part of the section of names that has those of functions."""


@dataclass(frozen=True, slots=True)
class Functions:
    """Where the code of each function starts, ascending, and the name of each."""

    starts: tuple[int, ...]
    names: tuple[str, ...]

    def around(self, offset: int) -> str:
        """Return the name of the function whose code an offset is in, empty where there is none."""
        at = bisect_right(self.starts, offset)
        return self.names[at - 1] if at else ""


def functions(core: bytes) -> Functions:
    """Return the functions that a core module defines."""
    sections = [(kind, Reader(core, start, end)) for kind, start, end in walk(core)]
    names = dict(_names(sections))
    first = sum(_imports(reader) for kind, reader in sections if kind == _IMPORT)
    starts = tuple(at for kind, reader in sections if kind == _CODE for at in _bodies(reader))
    return Functions(starts, tuple(names.get(first + at, "") for at in range(len(starts))))


def _imports(reader: Reader) -> int:
    """Return how many functions are imported."""
    found = 0
    for _ in range(reader.count("imports")):
        reader.name("a module's name")
        reader.name("a name")
        found += _import(reader) == _FUNCTION
    return found


def _import(reader: Reader) -> int:
    kind = reader.byte("what is imported")
    match kind:
        case 0:
            reader.u32("a type")
        case 1:
            skip_value_type(reader)
            skip_limits(reader)
        case 2:
            skip_limits(reader)
        case 3:
            skip_value_type(reader)
            reader.byte("whether it changes")
        case _:
            raise InternalError("web", f"the glue imports something of kind {kind}")
    return kind


def _bodies(reader: Reader) -> Iterator[int]:
    for _ in range(reader.count("functions")):
        yield reader.take(reader.u32("a function's size"), "a function").pos


def _names(sections: list[tuple[int, Reader]]) -> Iterator[tuple[int, str]]:
    for reader in (reader for kind, reader in sections if kind == _CUSTOM):
        if reader.name("a section's name") != "name":
            continue
        while reader.left():
            part = reader.byte("a part of the names")
            inside = reader.take(reader.u32("its size"), "a part of the names")
            if part == _OF_FUNCTIONS:
                for _ in range(inside.count("names")):
                    yield inside.u32("a function"), inside.name("its name")

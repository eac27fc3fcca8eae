"""A core module's outside: what it imports and exports, as the type that a component knows it by.

Takes a module's bytes, gives the bytes of a `core:moduletype`. Code and data are stepped over.
Raises `Unusual` for what few toolchains write (types in groups, tables that are initialised in
place, unknown forms): such a module simply stays where it is. Sources: the core specification, 5;
the Component Model's Binary.md, "Type Definitions".
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from flowc.frontend.binary import BadComponent
from flowc.frontend.binary.core import skip_limits, skip_value_type
from flowc.frontend.binary.opcodes import CoreOp
from flowc.frontend.binary.reader import Reader
from flowc.produce.sections import PREAMBLE, leb128

IMPORT, TYPE, EXPORT = 0, 1, 3
"""Declarations of a module's type."""
FUNC, TABLE, MEMORY, GLOBAL, TAG = range(5)

_LEB_CONSTANTS = (0x41, 0x42, 0x23, 0xD2)  # i32.const, i64.const, global.get, ref.func
_WIDE_CONSTANTS = {0x43: 4, 0x44: 8}  # f32.const, f64.const
_PLAIN = (0x6A, 0x6B, 0x6C, 0x7C, 0x7D, 0x7E)  # add, sub and mul of integers
_REF_NULL, _END = 0xD0, 0x0B


class Unusual(Exception):  # noqa: N818 - it is nobody's error
    """The module is written in a way that is not read here."""


@dataclass(slots=True)
class _Module:
    """What is known of a module so far: types, and for each kind of item what its items are."""

    data: bytes
    types: list[bytes] = field(default_factory=list)
    items: tuple[list[bytes], ...] = field(default_factory=lambda: ([], [], [], [], []))
    imports: list[bytes] = field(default_factory=list)
    exports: list[bytes] = field(default_factory=list)


def type_of(module: bytes) -> bytes:
    """Return the type of a core module as a component's binary has it; raises `Unusual`."""
    found = _Module(module)
    try:
        for section, body in _sections(module):
            read = _READ.get(section)
            if read is not None:
                for _ in range(body.count("items of a section")):
                    read(found, body)
                body.finish("a section")
    except (BadComponent, IndexError) as error:
        raise Unusual(str(error)) from None
    declared = [bytes([TYPE]) + type_ for type_ in found.types]
    declared += found.imports + found.exports
    return bytes([CoreOp.MODULE]) + leb128(len(declared)) + b"".join(declared)


def _sections(module: bytes) -> Iterator[tuple[int, Reader]]:
    reader = Reader(module, PREAMBLE)
    while reader.left():
        section = reader.byte("a section")
        yield section, reader.take(reader.u32("a section's size"), "a section")


def _raw(found: _Module, reader: Reader, skip: Callable[[Reader], object]) -> bytes:
    """Return the bytes that `skip` steps over."""
    start = reader.pos
    skip(reader)
    return found.data[start : reader.pos]


def _type(found: _Module, reader: Reader) -> None:
    found.types.append(_raw(found, reader, _skip_function))


def _skip_function(reader: Reader) -> None:
    if reader.byte("a function's type") != CoreOp.FUNC:
        raise Unusual("a type that is no function's")
    for what in ("parameters", "results"):
        for _ in range(reader.count(what)):
            skip_value_type(reader)


def _import(found: _Module, reader: Reader) -> None:
    start = reader.pos
    reader.name("a module's name")
    reader.name("a name")
    kind = reader.byte("what is imported")
    if kind > TAG:
        raise Unusual(f"an import of kind {kind}")
    item = _raw(found, reader, _SKIPS[kind])
    found.items[kind].append(item)
    found.imports.append(bytes([IMPORT]) + found.data[start : reader.pos])


def _export(found: _Module, reader: Reader) -> None:
    start = reader.pos
    reader.name("a name")
    kind = reader.byte("what is exported")
    if kind > TAG:
        raise Unusual(f"an export of kind {kind}")
    front = bytes([EXPORT]) + found.data[start : reader.pos]
    item = found.items[kind][reader.u32("an index")]
    found.exports.append(front + item)


def _defined(kind: int, then: Callable[[Reader], None] | None = None) -> "_Read":
    def read(found: _Module, reader: Reader) -> None:
        found.items[kind].append(_raw(found, reader, _SKIPS[kind]))
        if then is not None:
            then(reader)

    return read


def _skip_index(reader: Reader) -> None:
    reader.u32("a type index")


def _skip_table(reader: Reader) -> None:
    skip_value_type(reader)
    skip_limits(reader)


def _skip_global(reader: Reader) -> None:
    skip_value_type(reader)
    reader.byte("whether a global changes")


def _skip_tag(reader: Reader) -> None:
    reader.byte("a tag's kind")
    reader.u32("a type index")


def _skip_expression(reader: Reader) -> None:
    """Step over what a global starts as."""
    while (op := reader.byte("an instruction")) != _END:
        if op in _LEB_CONSTANTS:
            while reader.byte("a number") & 0x80:
                pass
        elif op in _WIDE_CONSTANTS:
            reader.raw(_WIDE_CONSTANTS[op])
        elif op == _REF_NULL:
            reader.s33("a heap type")
        elif op not in _PLAIN:
            raise Unusual(f"the instruction 0x{op:02x} in a constant")


_Read = Callable[[_Module, Reader], None]
_SKIPS = (_skip_index, _skip_table, skip_limits, _skip_global, _skip_tag)
_READ: dict[int, _Read] = {
    1: _type,
    2: _import,
    3: _defined(FUNC),
    4: _defined(TABLE),
    5: _defined(MEMORY),
    6: _defined(GLOBAL, _skip_expression),
    7: _export,
    13: _defined(TAG),
}

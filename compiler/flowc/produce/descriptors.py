"""The type table that drives the codec: type terms in, bytes and the place of each type out.

A descriptor says how a type is named and laid out; it refers to its parts by their distance from
its own start, which is always positive, so the table works at any address divisible by four.
Equal types are stored once and equal roots in equal order give equal bytes; what the fields mean
is written in `runtime_stub/codec/table.zig`.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias, assert_never

from flowc.frontend import terms as t
from flowc.produce import layout

MAX_DEPTH = 128
MAX_FIELDS = 1024
MAX_FLAGS = 32
MAX_TEXT = 80

KINDS = (
    "bool", "u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "f32", "f64", "char", "string",
    "bytes", "list", "option", "wrapped", "result", "tuple", "record", "variant", "enum", "flags",
)  # fmt: skip

_HEAD = struct.Struct("<BBBxIIIII")
_ENTRY = struct.Struct("<IIIHH")


@dataclass(frozen=True, slots=True)
class Params:
    """A flow's parameters: laid out as a record, read from an object by `decode_params`.

    Those named in `defaulted` may be absent. Unlike a record it may have no fields at all.
    """

    fields: tuple[t.Field, ...]
    defaulted: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"parameters ({', '.join(f'{f.name}: {f.type}' for f in self.fields)})"


Root: TypeAlias = t.Type | Params


@dataclass(frozen=True, slots=True)
class Table:
    """The table's bytes, and where in them the descriptor of every type lies."""

    data: bytes
    offset_of: Mapping[Root, int]


@dataclass(frozen=True, slots=True)
class _Part:
    """One entry of a descriptor: a field, item, case, label or element."""

    name: str
    type: t.Type | None
    offset: int = 0
    optional: bool = False


def build(roots: Iterable[Root]) -> Table:
    """Return a table of the given types and all their parts.

    Raises ValueError for a type that is nested too deeply or has too many parts for the codec.
    """
    types = _parents_first(roots)
    offset_of: dict[Root, int] = {}
    end = 0
    for type_ in types:
        offset_of[type_] = end
        end += _HEAD.size + _ENTRY.size * len(_parts(type_))
    texts = _Texts(end)
    data = b"".join(_descriptor(type_, offset_of, texts) for type_ in types)
    return Table(data + texts.data(), MappingProxyType(offset_of))


def size_of(root: Root) -> int:
    """Return a root's size in bytes; parameters count as a record of them."""
    if not isinstance(root, Params):
        return layout.size_of(root)
    return layout.size_of(t.Record(root.fields)) if root.fields else 0


def align_of(root: Root) -> int:
    """Return a root's alignment in bytes."""
    if not isinstance(root, Params):
        return layout.align_of(root)
    return layout.align_of(t.Record(root.fields)) if root.fields else 1


class _Texts:
    """The names, each stored once, behind the last descriptor."""

    def __init__(self, base: int) -> None:
        self._base = base
        self._offsets: dict[bytes, int] = {}
        self._end = 0

    def place(self, text: str) -> int:
        """Return where in the table a text lies."""
        raw = text.encode()
        if raw not in self._offsets:
            self._offsets[raw] = self._end
            self._end += len(raw)
        return self._base + self._offsets[raw]

    def data(self) -> bytes:
        """Return the bytes of all texts."""
        return b"".join(self._offsets)


def _parents_first(roots: Iterable[Root]) -> list[Root]:
    order: dict[Root, None] = {}
    for root in roots:
        _visit(root, order, 0)
    return list(reversed(order))


def _visit(root: Root, order: dict[Root, None], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError(f"a type is nested more than {MAX_DEPTH} deep")
    if root in order:
        return
    for part in _parts(root):
        if part.type is not None:
            _visit(part.type, order, depth + 1)
    order[root] = None


def _descriptor(root: Root, offset_of: Mapping[Root, int], texts: _Texts) -> bytes:
    base = offset_of[root]
    parts = _parts(root)
    text = _cut(str(root))
    head = _HEAD.pack(
        KINDS.index(_kind(root)),
        _tag_size(root),
        align_of(root),
        size_of(root),
        len(parts),
        _payload_offset(root),
        texts.place(text) - base,
        len(text.encode()),
    )
    return head + b"".join(_entry(part, base, offset_of, texts) for part in parts)


def _entry(part: _Part, base: int, offset_of: Mapping[Root, int], texts: _Texts) -> bytes:
    return _ENTRY.pack(
        0 if part.type is None else offset_of[part.type] - base,
        part.offset,
        texts.place(f',"{part.name}":') - base,
        len(part.name.encode()),
        part.optional,
    )


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 3] + "..."


def _kind(root: Root) -> str:
    match root:
        case t.Prim(name):
            return name
        case t.List(t.Prim("u8")):
            return "bytes"
        case t.Option(t.Option()):
            return "wrapped"
        case Params():
            return "record"
        case t.List() | t.Option() | t.Result() | t.Tuple() | t.Record():
            return type(root).__name__.lower()
        case t.Variant() | t.Enum() | t.Flags():
            return type(root).__name__.lower()
        case t.Opaque() | t.Resource() | t.Handle() | t.Unknown():
            raise AssertionError(root)
    assert_never(root)


def _tag_size(root: Root) -> int:
    match root:
        case t.Option() | t.Result() | t.Variant() | t.Enum():
            return layout.discriminant_size(len(t.cases_of(root)))
        case t.Flags(labels):
            return layout.flags_size(len(labels))
        case _:
            return 0


def _payload_offset(root: Root) -> int:
    match root:
        case t.Option() | t.Result() | t.Variant() | t.Enum():
            return layout.payload_offset(root)
        case _:
            return 0


def _parts(root: Root) -> tuple[_Part, ...]:
    parts = tuple(_parts_of(root))
    most = MAX_FLAGS if isinstance(root, t.Flags) else MAX_FIELDS
    if isinstance(root, Params | t.Record | t.Flags) and len(parts) > most:
        raise ValueError(f"`{_cut(str(root))}` has {len(parts)} parts; {most} are possible")
    return parts


def _parts_of(root: Root) -> Iterator[_Part]:
    match root:
        case t.Prim():
            return
        case t.List(item):
            yield _Part("", item)
        case t.Option(some):
            yield _Part("some", some)
        case t.Result() | t.Variant() | t.Enum():
            yield from (_Part(case.name, case.payload) for case in t.cases_of(root))
        case t.Flags(labels):
            yield from (_Part(label, None) for label in labels)
        case t.Tuple(items):
            offsets = layout.offsets_of(root)
            yield from (_Part("", item, at) for item, at in zip(items, offsets, strict=True))
        case t.Record(fields) | Params(fields):
            offsets = layout.offsets_of(t.Record(fields)) if fields else ()
            defaulted = root.defaulted if isinstance(root, Params) else frozenset()
            for field, at in zip(fields, offsets, strict=True):
                yield _Part(field.name, field.type, at, field.name in defaulted)
        case t.Opaque() | t.Resource() | t.Handle() | t.Unknown():
            raise AssertionError(root)
        case _:
            assert_never(root)

"""Large core modules moved out of a component, so that each can be compiled alone and kept.

Takes a fused component, gives its twin: the same component, but the core modules of the components
inside it that have `LARGE` bytes or more are imported, each under a name made of its digest, which
becomes the module's own name too, so that frames of it are known. The component's own modules
(codec and glue) stay, at the offsets that they have in the original, so that what the plan says of
offsets holds for the code of either.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from flowc.frontend.binary.reader import Reader
from flowc.native.interface import Unusual, type_of
from flowc.native.naming import named
from flowc.produce.sections import COMPONENT, CORE_MODULE, PREAMBLE, leb128, walk
from flowrt.archive.format import MAX_MODULES, module_import

LARGE = 256 << 10
"""Bytes from which on a module is moved out: it takes more than 100 ms to compile."""
CUSTOM, CORE_INSTANCE, CORE_TYPE, ALIAS, IMPORT = 0, 2, 3, 6, 10
_PAD_NAME = b"\3pad"
_MODULE_SORT = b"\x00\x11"
_OUTER = b"\x02"
_WIDE = 5
"""Bytes that a number of 32 bits has in LEB128 at most, and so in any case if it is padded."""


@dataclass(frozen=True, slots=True)
class Module:
    """A core module that was moved out: it began `at` this byte, and has another name now."""

    wasm: bytes
    at: int


@dataclass(frozen=True, slots=True)
class Outlined:
    """A component whose large core modules are imports, and those modules by their SHA-256."""

    component: bytes
    modules: dict[str, Module]


@dataclass(slots=True)
class _Moved:
    """The modules moved out so far, by digest, in order, with their types."""

    least: int
    modules: dict[str, Module] = field(default_factory=dict)
    types: list[bytes] = field(default_factory=list)

    def index(self, module: bytes, at: int) -> int | None:
        """Return the number of a module that is moved out; None for one that stays."""
        if len(module) < self.least:
            return None
        digest = sha256(module).hexdigest()
        if digest not in self.modules:
            try:
                type_ = type_of(module)
                moved = Module(named(module, module_import(digest)), at)
            except Unusual:
                return None
            if len(type_) * 2 > len(module) or len(self.modules) == MAX_MODULES:
                return None
            self.types.append(type_)
            self.modules[digest] = moved
        return list(self.modules).index(digest)


def outline(component: bytes, least: int = LARGE) -> Outlined:
    """Return the twin of a component that `flowc.produce` made; without modules if none is large.

    A twin is valid where the component is. Nothing depends on more than the bytes given.
    """
    moved = _Moved(least)
    sections = [
        (kind, _inside(kind, component[start:end], moved, start))
        for kind, start, end in walk(component)
    ]
    if not moved.modules or any(kind == CORE_TYPE for kind, _ in sections):
        return Outlined(component, {})
    front = component[:PREAMBLE] + _imports(moved)
    own = next(at for at, (kind, _) in enumerate(sections) if kind == CORE_MODULE)
    before = front + _written(sections[:own])
    after = [
        (kind, _shifted(body, len(moved.modules)) if kind == CORE_INSTANCE else body)
        for kind, body in sections[own:]
    ]
    tail = _written(after)
    padded = before + _pad(len(component) - len(before) - len(tail)) + tail
    return Outlined(padded, moved.modules)


def _inside(kind: int, body: bytes, moved: _Moved, at: int) -> bytes:
    return _without(body, moved, at) if kind == COMPONENT else body


def _without(component: bytes, moved: _Moved, at: int, depth: int = 1) -> bytes:
    """Return a component inside, with aliases where large modules stood.

    It begins `at` this byte of the whole, `depth` levels down.
    """
    out = bytearray(component[:PREAMBLE])
    for kind, start, end in walk(component):
        body = component[start:end]
        if kind == COMPONENT:
            body = _without(body, moved, at + start, depth + 1)
        index = moved.index(body, at + start) if kind == CORE_MODULE else None
        if index is None:
            out += _section(kind, body)
        else:
            alias = b"\1" + _MODULE_SORT + _OUTER + leb128(depth) + leb128(index)
            out += _section(ALIAS, alias)
    return bytes(out)


def _imports(moved: _Moved) -> bytes:
    types = _section(CORE_TYPE, leb128(len(moved.types)) + b"".join(moved.types))
    count = leb128(len(moved.modules))
    named = b"".join(
        b"\0" + _text(module_import(digest)) + _MODULE_SORT + leb128(index)
        for index, digest in enumerate(moved.modules)
    )
    return types + _section(IMPORT, count + named)


def _shifted(section: bytes, by: int) -> bytes:
    """Return a section of core instances with `by` added to the numbers of their modules."""
    reader, out, copied = Reader(section), bytearray(), 0
    for _ in range(reader.count("core instances")):
        if reader.byte("a core instance") == 0:
            start = reader.pos
            index = reader.u32("a core module")
            out += section[copied:start] + leb128(index + by)
            copied = reader.pos
            for _ in range(reader.count("arguments")):
                reader.name("an argument's name")
                reader.byte("a core instance's sort")
                reader.u32("a core instance")
        else:
            for _ in range(reader.count("exports")):
                reader.name("an export's name")
                reader.byte("a core sort")
                reader.u32("a core item")
    return bytes(out) + section[copied:]


def _pad(size: int) -> bytes:
    """Return a section of `size` bytes that means nothing."""
    inside = size - 1 - _WIDE
    groups = [(inside >> 7 * i) & 0x7F for i in range(_WIDE)]
    length = bytes([*(group | 0x80 for group in groups[:-1]), groups[-1]])
    return bytes([CUSTOM]) + length + _PAD_NAME + bytes(inside - len(_PAD_NAME))


def _written(sections: Iterable[tuple[int, bytes]]) -> bytes:
    return b"".join(_section(kind, body) for kind, body in sections)


def _section(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + leb128(len(body)) + body


def _text(text: str) -> bytes:
    return leb128(len(text)) + text.encode()

"""A component's sections, front to back, into a scope of what it defines.

Core modules, core instances, core types and custom sections are stepped over by their size, so
the time taken does not grow with code. Source: Binary.md, "Component Definitions".
"""

from flowc.frontend.binary.canon import read_canon
from flowc.frontend.binary.deftypes import read_type
from flowc.frontend.binary.errors import NotAComponent
from flowc.frontend.binary.externs import (
    export,
    read_alias,
    read_description,
    read_import,
    read_inline_exports,
    read_sort,
)
from flowc.frontend.binary.names import extern_name
from flowc.frontend.binary.reader import Reader
from flowc.frontend.binary.renewal import instantiated
from flowc.frontend.binary.scope import (
    Extern,
    Inner,
    Instance,
    Item,
    Naming,
    Scope,
    Sort,
    refer,
    refer_as,
)

MAGIC = b"\0asm"
COMPONENT = b"\x0d\0\x01\0"
CORE_MODULE = b"\x01\0\0\0"
COMPONENT_LAYER = b"\x01\0"


def read_component(data: bytes, naming: Naming) -> Scope:
    """Read a whole file; raise `BadComponent` if it is not one well-formed component."""
    reader = Reader(data)
    _preamble(reader)
    scope = Scope(naming)
    _sections(reader, scope)
    return scope


def _preamble(reader: Reader) -> None:
    at = reader.pos
    magic = reader.raw(len(MAGIC))
    if magic != MAGIC:
        found = _shown(magic) if magic else "nothing"
        raise NotAComponent(at, "a WebAssembly component", found)
    at = reader.pos
    version = reader.raw(len(COMPONENT))
    if version != COMPONENT:
        raise NotAComponent(at, "a component of version 13", *_other_version(version))


def _other_version(version: bytes) -> tuple[str, str]:
    """Return what another version is, and what to do about it."""
    if version == CORE_MODULE:
        command = "wasm-tools component new MODULE.wasm -o COMPONENT.wasm"
        return "a core module", f"make it a component: `{command}`"
    if version[2:] == COMPONENT_LAYER:
        number = int.from_bytes(version[:2], "little")
        return f"version {number}", "build it with current tools"
    return _shown(version) if version else "the end of the file", ""


def _shown(data: bytes) -> str:
    """Return bytes as a person reads them: as text where they are, else in hexadecimal."""
    if all(32 <= byte < 127 for byte in data):  # noqa: PLR2004 - what ASCII can show
        return f"the text `{data.decode('ascii')}`"
    return f"the bytes {data.hex(' ')}"


def _sections(reader: Reader, scope: Scope) -> None:
    while reader.left():
        at = reader.pos
        section = reader.byte("a section")
        body = reader.take(reader.u32("a section's size"), "a section")
        scope.budget.spend(reader, 1)
        _section(body, scope, section, at)


def _section(body: Reader, scope: Scope, section: int, at: int) -> None:
    match section:
        case 0 | 1 | 2 | 3:
            return
        case 4:
            _nested(body, scope)
        case 9:
            _start(body, scope)
        case 5 | 6 | 7 | 8 | 10 | 11:
            scope.budget.spend(body, body.left())
            read = _ITEMS[section]
            for _ in range(body.count("definitions of a section")):
                read(body, scope)
        case other:
            raise body.bad("a section (0 to 11)", f"section {other}", at)
    body.finish("a section")


def _nested(body: Reader, scope: Scope) -> None:
    inside, first = scope.inside(body), scope.budget.resources
    _preamble(body)
    _sections(body, inside)
    fresh = range(first, scope.budget.resources)
    scope.add(Extern(Sort.COMPONENT, Inner(inside.exports, inside.imports, fresh)))


def _start(body: Reader, scope: Scope) -> None:
    refer(body, scope, Sort.FUNC)
    at = body.pos
    if body.u32("how many arguments") or body.u32("how many results"):
        raise body.bad("a start function without arguments and results", "some", at)


def _instance(body: Reader, scope: Scope) -> None:
    at = body.pos
    match body.byte("an instance (0 or 1)"):
        case 0:
            made = _instantiate(body, scope)
        case 1:
            made = Instance(read_inline_exports(body, scope))
        case other:
            raise body.bad("an instance (0 or 1)", f"0x{other:02x}", at)
    scope.add(Extern(Sort.INSTANCE, made))


def _instantiate(body: Reader, scope: Scope) -> Instance:
    inner = refer_as(body, scope, Sort.COMPONENT, Inner, "a component")
    given: dict[str, Item] = {}
    for _ in range(body.count("arguments")):
        name = body.name("an argument's name")
        given[name] = refer(body, scope, read_sort(body))
    return instantiated(body, scope, inner, given)


def _export(body: Reader, scope: Scope) -> None:
    at = body.pos
    name = extern_name(body, "an export's name")
    sort = read_sort(body)
    extern = Extern(sort, refer(body, scope, sort))
    ascribed = body.pos
    match body.byte("whether an export has a type (0 or 1)"):
        case 0:
            pass
        case 1:
            extern = read_description(body, scope, name)
        case other:
            raise body.bad("whether an export has a type (0 or 1)", f"0x{other:02x}", ascribed)
    if extern.sort is not sort:
        raise body.bad(f"a {sort.name.lower()}'s type", extern.sort.name.lower(), ascribed)
    export(body, scope, name, extern, at)


_ITEMS = {
    5: _instance,
    6: read_alias,
    7: read_type,
    8: read_canon,
    10: read_import,
    11: _export,
}

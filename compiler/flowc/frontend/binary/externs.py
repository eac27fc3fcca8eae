"""Sorts, import and export descriptions and aliases: how definitions name other definitions.

Source: Binary.md, "Alias Definitions" and "Type Definitions" (externdesc, typebound).
"""

from flowc.frontend.binary.errors import shown
from flowc.frontend.binary.names import extern_name
from flowc.frontend.binary.reader import Reader
from flowc.frontend.binary.renewal import anew
from flowc.frontend.binary.scope import (
    Core,
    Extern,
    Inner,
    Instance,
    Item,
    Scope,
    Sort,
    item_at,
    refer,
    refer_as,
)
from flowc.frontend.terms import FuncType

SORTS = tuple(Sort)
CORE_SORTS = (0x00, 0x01, 0x02, 0x03, 0x04, 0x10, 0x11, 0x12)
CORE_MODULE = 0x11
EXPORT, CORE_EXPORT, OUTER = 0, 1, 2
TYPE = "an instance's type"
# wit-component's shims import a type `line` as `import-type-line` before they export it as `line`.
SHIM_PREFIX = "import-type-"


def read_sort(reader: Reader) -> Sort:
    """Read a sort; a value's is refused, as no toolchain makes one yet."""
    at = reader.pos
    byte = reader.byte("a sort")
    if byte == Sort.CORE:
        core = reader.byte("a core sort")
        if core not in CORE_SORTS:
            raise reader.bad("a core sort", f"0x{core:02x}", at + 1)
    if byte >= len(SORTS):
        raise reader.bad("a sort (0 to 5)", f"0x{byte:02x}", at)
    if byte == Sort.VALUE:
        raise reader.bad("a function, type, component, instance or core item", "a value", at)
    return SORTS[byte]


def read_description(reader: Reader, scope: Scope, name: str) -> Extern:
    """Read what is said of an import or export called `name` (externdesc)."""
    sort = read_sort(reader)
    return Extern(sort, _described(reader, scope, sort, name))


def _described(reader: Reader, scope: Scope, sort: Sort, name: str) -> Item:
    match sort:
        case Sort.FUNC:
            return refer_as(reader, scope, Sort.TYPE, FuncType, "a function's type")
        case Sort.INSTANCE:
            return anew(reader, scope, refer_as(reader, scope, Sort.TYPE, Instance, TYPE))
        case Sort.COMPONENT:
            return refer_as(reader, scope, Sort.TYPE, Inner, "a component's type")
        case Sort.TYPE:
            return _bound(reader, scope, name)
        case _:
            return refer(reader, scope, Sort.CORE)


def _bound(reader: Reader, scope: Scope, name: str) -> Item:
    at = reader.pos
    match reader.byte("a type's bound (0 or 1)"):
        case 0:
            return refer(reader, scope, Sort.TYPE)
        case 1:
            return scope.resource(name)
        case other:
            raise reader.bad("a type's bound (0 or 1)", f"0x{other:02x}", at)


def read_import(reader: Reader, scope: Scope) -> None:
    """Read an import and give it the next index of its sort."""
    at = reader.pos
    name = extern_name(reader, "an import's name")
    extern = read_description(reader, scope, name)
    if extern.sort is Sort.TYPE:
        item = scope.naming.imported(name.removeprefix(SHIM_PREFIX), extern.item)
        extern = Extern(Sort.TYPE, item)
    _once(reader, scope.imports, name, at)
    scope.imports[name] = extern
    scope.add(extern)


def read_export_type(reader: Reader, scope: Scope) -> None:
    """Read an export of a component type or instance type (exportdecl)."""
    at = reader.pos
    name = extern_name(reader, "an export's name")
    export(reader, scope, name, read_description(reader, scope, name), at)


def export(reader: Reader, scope: Scope, name: str, extern: Extern, at: int) -> None:
    """Note an export read at `at`; it has a new index of its sort, and a type a new name."""
    _once(reader, scope.exports, name, at)
    scope.exports[name] = _exported_as(scope, name, extern)
    scope.add(scope.exports[name])


def read_inline_exports(reader: Reader, scope: Scope) -> dict[str, Extern]:
    """Read the exports that an instance is made of."""
    exports: dict[str, Extern] = {}
    for _ in range(reader.count("exports")):
        at = reader.pos
        name = extern_name(reader, "an export's name")
        sort = read_sort(reader)
        _once(reader, exports, name, at)
        exports[name] = _exported_as(scope, name, Extern(sort, refer(reader, scope, sort)))
    return exports


def _exported_as(scope: Scope, name: str, extern: Extern) -> Extern:
    if extern.sort is not Sort.TYPE:
        return extern
    return Extern(Sort.TYPE, scope.naming.exported(name, extern.item))


def _once(reader: Reader, names: dict[str, Extern], name: str, at: int) -> None:
    if name in names:
        raise reader.bad("every name once", f"{shown(name)} again", at)


def read_alias(reader: Reader, scope: Scope) -> None:
    """Read an alias and give it the next index of its sort."""
    sort = read_sort(reader)
    at = reader.pos
    match reader.byte("what an alias stands for (0 to 2)"):
        case 0:
            item = _exported(reader, scope, sort)
        case 1:
            reader.u32("a core instance index")
            reader.name("an export's name")
            item = Core()
        case 2:
            item = _outer(reader, scope, sort)
        case other:
            raise reader.bad("what an alias stands for (0 to 2)", f"0x{other:02x}", at)
    scope.add(Extern(sort, item))


def _exported(reader: Reader, scope: Scope, sort: Sort) -> Item:
    instance = refer_as(reader, scope, Sort.INSTANCE, Instance, "an instance")
    at = reader.pos
    name = reader.name("an export's name")
    extern = instance.exports.get(name)
    if extern is None or extern.sort is not sort:
        raise reader.bad(f"a {sort.name.lower()} that the instance exports", shown(name), at)
    return extern.item


def _outer(reader: Reader, scope: Scope, sort: Sort) -> Item:
    at = reader.pos
    count = reader.u32("how many components out")
    outer = scope.outer(count)
    if outer is None:
        raise reader.bad(f"at most {scope.depth} components out", str(count), at)
    at = reader.pos
    index = reader.u32("an index")
    match sort:
        case Sort.TYPE | Sort.COMPONENT:
            return item_at(reader, outer, sort, index, at)
        case Sort.CORE:
            return Core()
        case _:
            raise reader.bad("a type, component or core item from outside", sort.name.lower(), at)

"""Type definitions: values, functions, resources, and the types of components and instances.

Source: Binary.md, "Type Definitions".
"""

from dataclasses import replace

from flowc.frontend.binary.core import skip_core_type
from flowc.frontend.binary.externs import read_alias, read_export_type, read_import
from flowc.frontend.binary.names import labels
from flowc.frontend.binary.opcodes import CoreOp, TypeOp
from flowc.frontend.binary.reader import Reader
from flowc.frontend.binary.scope import (
    Extern,
    Inner,
    Instance,
    Item,
    Resource,
    Scope,
    Sort,
    Value,
)
from flowc.frontend.binary.values import defined_type, value_type
from flowc.frontend.terms import FuncType, Param


def read_type(reader: Reader, scope: Scope) -> None:
    """Read a type definition and give it the next type index."""
    scope.add(Extern(Sort.TYPE, _type(reader, scope)))


def _type(reader: Reader, scope: Scope) -> Item:
    at = reader.pos
    match reader.byte("a type"):
        case TypeOp.RESOURCE:
            return _resource(reader, scope)
        case TypeOp.FUNC:
            return _function(reader, scope)
        case TypeOp.ASYNC_FUNC:
            return replace(_function(reader, scope), is_async=True)
        case TypeOp.COMPONENT:
            inside, fresh = _declared(reader, scope.inside(reader), imports=True)
            return Inner(inside.exports, inside.imports, fresh)
        case TypeOp.INSTANCE:
            inside, fresh = _declared(reader, scope.inside(reader), imports=False)
            return Instance(inside.exports, fresh)
        case opcode:
            return defined_type(reader, scope, opcode, at)


def _resource(reader: Reader, scope: Scope) -> Resource:
    at = reader.pos
    if (representation := reader.byte("a resource's representation")) != CoreOp.I32:
        raise reader.bad("a resource represented by i32", f"0x{representation:02x}", at)
    at = reader.pos
    match reader.byte("a resource's destructor (0 or 1)"):
        case 0:
            pass
        case 1:
            reader.u32("a core function index")
        case other:
            raise reader.bad("a resource's destructor (0 or 1)", f"0x{other:02x}", at)
    return scope.resource("resource")


def _function(reader: Reader, scope: Scope) -> FuncType:
    params = tuple(
        Param(name, value_type(reader, scope, "a parameter").type)
        for name in labels(reader, "parameter", least=0)
    )
    result = read_result(reader, scope)
    return FuncType(params, result.type if result else None)


def read_result(reader: Reader, scope: Scope) -> Value | None:
    """Read a function's result: 0 and a type, or 1 0 for none (resultlist)."""
    at = reader.pos
    match reader.byte("a function's result (0 or 1)"):
        case 0:
            return value_type(reader, scope, "a function's result")
        case 1 if not reader.byte("no named results (0)"):
            return None
        case _:
            raise reader.bad("one result without a name, or none", "another number", at)


def _declared(reader: Reader, scope: Scope, *, imports: bool) -> tuple[Scope, range]:
    """Read declarations into a scope; return it, and the numbers of the resources in it."""
    first = scope.budget.resources
    for _ in range(reader.count("declarations")):
        at = reader.pos
        match reader.byte("a declaration"):
            case 0:
                skip_core_type(reader)
            case 1:
                read_type(reader, scope)
            case 2:
                read_alias(reader, scope)
            case 3 if imports:
                read_import(reader, scope)
            case 4:
                read_export_type(reader, scope)
            case other:
                raise reader.bad("a declaration (0 to 4)", f"0x{other:02x}", at)
    return scope, range(first, scope.budget.resources)

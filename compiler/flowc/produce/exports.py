"""The flows as plain component functions with their WIT types.

A wrapper takes a flow's parameters in their flat form and gives its result as `canon lift` wants
it; a small nested component gives the types their names, as the Component Model asks.
"""

from flowc.frontend import terms as t
from flowc.ir.graph import FlowGraph
from flowc.produce import access, flattening, handles
from flowc.produce.code import Code, core_of
from flowc.produce.glue import Glue
from flowc.produce.layout import MAX_FLAT_PARAMS, flat, offsets_of
from flowc.produce.names import Named
from flowc.produce.shim import ShownFunction, ShownType, shim
from flowc.produce.wit import definition, function_text


def wrapper(flow: FlowGraph, glue: Glue, name: str, *, gives: bool = True) -> str:
    """Return the core function `$NAME` that `canon lift` makes the flow of.

    Handles that it was given and did not give on are dropped; where nobody is given the result,
    those in the result are, too, and with it all that the call has made.
    """
    code = Code()
    packed = t.Tuple(tuple(param.value.type for param in flow.params))
    cores = flat(packed) if len(flat(packed)) <= MAX_FLAT_PARAMS else ("i32",)
    names = [f"$p{index}" for index in range(len(cores))]
    params = " ".join(f"(param {n} {core})" for n, core in zip(names, cores, strict=True))
    if cores == flat(packed):
        values = _from_flat(code, packed, names)
    else:
        values = _from_memory(code, packed, names[0])
    with handles.dropped(glue, code):
        for type_, value in zip(packed.items, values, strict=True):
            handles.receive(glue, code, type_, value)
        code.emit(*(f"local.get {value}" for value in values), f"call $flow:{flow.name}")
        result = code.keep(core_of(flow.result))
        if gives:
            handles.give(glue, code, flow.result, result)
    if not gives:
        code.emit("call $reset")
        return code.function(f"${name} {params}")
    if len(flat(flow.result)) == 1:
        flattening.lower_value(code, flow.result, result)
    else:
        code.emit(f"local.get {result}")
    return code.function(f"${name} {params} (result {result_core(flow.result)})")


def result_core(result: t.Type) -> str:
    """Return the one core result of an exported function: the value, or its address."""
    cores = flat(result)
    return cores[0] if len(cores) == 1 else "i32"


def _from_flat(code: Code, packed: t.Tuple, names: list[str]) -> list[str]:
    values, taken = [], 0
    for type_ in packed.items:
        width = len(flat(type_))
        flats = names[taken : taken + width]
        values.append(flattening.lift_value(code, type_, flats))
        taken += width
    return values


def _from_memory(code: Code, packed: t.Tuple, base: str) -> list[str]:
    values = []
    for type_, at in zip(packed.items, offsets_of(packed), strict=True):
        access.load(code, type_, base, at)
        values.append(code.keep(core_of(type_)))
    return values


def lifts(flows: tuple[FlowGraph, ...], names: dict[Named, str]) -> str:
    """Write the types at the top and the flows lifted with them, `$lifted:NAME`."""
    lines = [f"(type $own:{name} {definition(ty, names, 'own')})" for ty, name in names.items()]
    lines += [
        f"(func $lifted:{flow.name} {function_text(_type(flow), names, 'own')}"
        f' (canon lift (core func $glue "export:{flow.name}") (memory $memory) (realloc $realloc)'
        f' (post-return (core func $glue "reset_{result_core(flow.result)}"))))'
        for flow in flows
    ]
    return "\n".join(lines)


def interface(flows: tuple[FlowGraph, ...], names: dict[Named, str], name: str) -> str:
    """Write the component that names the types, its instance and the interface's export."""
    types = [ShownType(one, type_, f"$own:{one}") for type_, one in names.items()]
    shown = [ShownFunction(one.name, _type(one), f"$lifted:{one.name}") for one in flows]
    return "\n".join(
        [*shim("shim", types, shown, "$flows"), f'(export "{name}" (instance $flows))']
    )


def _type(flow: FlowGraph) -> t.FuncType:
    params = tuple(t.Param(param.name, param.value.type) for param in flow.params)
    return t.FuncType(params, flow.result)

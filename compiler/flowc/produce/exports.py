"""The flows as plain component functions with their WIT types.

A wrapper takes a flow's parameters in their flat form and gives its result as `canon lift` wants
it; a small nested component gives the types their names, as the Component Model asks.
"""

from flowc.frontend import terms as t
from flowc.ir.graph import FlowGraph
from flowc.produce import access, handles
from flowc.produce.code import Code, core_of
from flowc.produce.glue import Glue
from flowc.produce.layout import MAX_FLAT_PARAMS, flat, offsets_of
from flowc.produce.names import Named
from flowc.produce.wit import definition, type_text


def wrapper(flow: FlowGraph, glue: Glue) -> str:
    """Return the core function `$export:NAME` that `canon lift` makes the flow of."""
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
        code.emit(*(f"local.get {value}" for value in values), f"call $flow:{flow.name}")
        result = code.keep(core_of(flow.result))
    if len(flat(flow.result)) == 1:
        access.lower_value(code, flow.result, result)
    else:
        code.emit(f"local.get {result}")
    return code.function(f"$export:{flow.name} {params} (result {result_core(flow.result)})")


def result_core(result: t.Type) -> str:
    """Return the one core result of an exported function: the value, or its address."""
    cores = flat(result)
    return cores[0] if len(cores) == 1 else "i32"


def _from_flat(code: Code, packed: t.Tuple, names: list[str]) -> list[str]:
    values, taken = [], 0
    for type_ in packed.items:
        width = len(flat(type_))
        flats = names[taken : taken + width]
        values.append(access.lift_value(code, type_, flats))
        taken += width
    return values


def _from_memory(code: Code, packed: t.Tuple, base: str) -> list[str]:
    values = []
    for type_, at in zip(packed.items, offsets_of(packed), strict=True):
        access.load(code, type_, base, at)
        values.append(code.keep(core_of(type_)))
    return values


def func_text(flow: FlowGraph, names: dict[Named, str], prefix: str) -> str:
    """Write the type of a flow as a component function."""
    params = " ".join(
        f'(param "{p.name}" {type_text(p.value.type, names, prefix)})' for p in flow.params
    )
    return f"{params} (result {type_text(flow.result, names, prefix)})"


def lifts(flows: tuple[FlowGraph, ...], names: dict[Named, str]) -> str:
    """Write the types at the top and the flows lifted with them, `$lifted:NAME`."""
    lines = [f"(type $own:{name} {definition(ty, names, 'own')})" for ty, name in names.items()]
    lines += [
        f"(func $lifted:{flow.name} {func_text(flow, names, 'own')}"
        f' (canon lift (core func $glue "export:{flow.name}") (memory $memory) (realloc $realloc)'
        f' (post-return (core func $glue "reset_{result_core(flow.result)}"))))'
        for flow in flows
    ]
    return "\n".join(lines)


def shim(flows: tuple[FlowGraph, ...], names: dict[Named, str], interface: str) -> str:
    """Write the component that names the types, its instance and the interface's export."""
    lines = ["(component $shim"]
    for type_, name in names.items():
        lines.append(f"(type $def:{name} {definition(type_, names, 'in')})")
        lines.append(f'(import "type-{name}" (type $in:{name} (eq $def:{name})))')
    lines += [
        f'(import "flow-{flow.name}" (func $f:{flow.name} {func_text(flow, names, "in")}))'
        for flow in flows
    ]
    for type_, name in names.items():
        lines.append(f"(type $new:{name} {definition(type_, names, 'out')})")
        lines.append(f'(export $out:{name} "{name}" (type $new:{name}))')
    lines += [
        f'(export "{flow.name}" (func $f:{flow.name}) (func {func_text(flow, names, "out")}))'
        for flow in flows
    ]
    given = [f'(with "type-{name}" (type $own:{name}))' for name in names.values()]
    given += [f'(with "flow-{flow.name}" (func $lifted:{flow.name}))' for flow in flows]
    return "\n".join(
        [
            *lines,
            ")",
            f"(instance $flows (instantiate $shim {' '.join(given)}))",
            f'(export "{interface}" (instance $flows))',
        ]
    )

"""Which types the fused component exports beside its flows, and under what names.

The Component Model lets an exported function use records, variants, enums and flags only by an
exported name. Takes the exported flows; gives each such type one name, parts before wholes.
"""

from collections.abc import Iterable, Iterator

from flowc.frontend import terms as t
from flowc.ir.graph import FlowGraph

Named = t.Record | t.Variant | t.Enum | t.Flags


def named_types(flows: Iterable[FlowGraph]) -> dict[Named, str]:
    """Return the export name of each type that needs one; names differ from the flows' too."""
    flows = tuple(flows)
    taken = {flow.name for flow in flows}
    names: dict[Named, str] = {}
    for type_, hint in _needed(flows):
        if type_ not in names:
            names[type_] = _free(type_, hint, taken)
            taken.add(names[type_])
    return names


def _free(type_: Named, hint: str, taken: set[str]) -> str:
    declared = type_.declared
    wanted = [hint] if declared is None else [declared.name]
    if declared is not None and declared.owner:
        wanted.append(f"{declared.owner.replace('.', '-')}-{declared.name}")
    wanted += [f"{wanted[0]}-type", *(f"{wanted[0]}-type-v{n}" for n in range(2, len(taken) + 3))]
    return next(name for name in wanted if name not in taken)


def _needed(flows: tuple[FlowGraph, ...]) -> Iterator[tuple[Named, str]]:
    for flow in flows:
        for param in flow.params:
            yield from named_in(param.value.type, f"{flow.name}-{param.name}")
        yield from named_in(flow.result, f"{flow.name}-result")


def named_in(type_: t.Type, hint: str) -> Iterator[tuple[Named, str]]:
    """Give the types that need a name in `type_`, parts first, each with a name to fall back on."""
    for label, part in parts(type_):
        yield from named_in(part, f"{hint}-{label}")
    if isinstance(type_, t.Record | t.Variant | t.Enum | t.Flags):
        yield type_, hint


def parts(type_: t.Type) -> Iterator[tuple[str, t.Type]]:
    """Give the types that a type is made of, each with a word for it."""
    match type_:
        case t.List(element):
            yield "item", element
        case t.Tuple(items):
            yield from ((f"item{index}", item) for index, item in enumerate(items))
        case t.Record(fields):
            yield from ((field.name, field.type) for field in fields)
        case t.Variant() | t.Option() | t.Result():
            for case in t.cases_of(type_):
                if case.payload is not None:
                    yield case.name, case.payload
        case _:
            return

"""Values between memory and their flat form, in which functions take and give them.

Source: the Component Model's CanonicalABI, "Flat Lifting", "Flat Lowering".
"""

from collections.abc import Sequence
from typing import assert_never

from flowc.frontend import terms as t
from flowc.produce import heap
from flowc.produce.access import case_access, load, load_case, store
from flowc.produce.code import Code, is_scalar
from flowc.produce.layout import Core, flat, offsets_of, parts_of, payload_offset, size_of


def lower_value(code: Code, type_: t.Type, value: str) -> None:
    """Push the flat form of the value that local `value` stands for."""
    if is_scalar(type_):
        code.emit(f"local.get {value}")
    else:
        lower_flat(code, type_, value, 0)


def lower_flat(code: Code, type_: t.Type, base: str, offset: int) -> None:
    """Push the flat form of the value at an address."""
    match type_:
        case t.Prim("string") | t.List():
            code.emit(f"local.get {base}", f"i32.load offset={offset}")
            code.emit(f"local.get {base}", f"i32.load offset={offset + 4}")
        case t.Record() | t.Tuple():
            for part, at in zip(parts_of(type_), offsets_of(type_), strict=True):
                lower_flat(code, part, base, offset + at)
        case t.Variant() | t.Option() | t.Result():
            _lower_choice(code, type_, base, offset)
        case t.Prim() | t.Enum() | t.Flags() | t.Handle():
            load(code, type_, base, offset)
        case t.Opaque() | t.Resource() | t.Unknown():
            raise AssertionError(type_)
        case _:
            assert_never(type_)


def _lower_choice(
    code: Code, type_: t.Variant | t.Option | t.Result, base: str, offset: int
) -> None:
    """Push the discriminant and the joined payloads; what the case lacks is zero."""
    load_case(code, type_, base, offset)
    case_local = code.keep("i32")
    joined = flat(type_)[1:]
    targets = [code.local(core) for core in joined]
    for target, core in zip(targets, joined, strict=True):
        code.emit(f"{core}.const 0", f"local.set {target}")
    for index, case in enumerate(t.cases_of(type_)):
        if case.payload is None:
            continue
        code.emit(f"local.get {case_local}", f"i32.const {index}", "i32.eq")
        with code.nested("if"):
            lower_flat(code, case.payload, base, offset + payload_offset(type_))
            have = flat(case.payload)
            for target, core, want in reversed(list(zip(targets, have, joined, strict=False))):
                code.emit(*_widen(core, want), f"local.set {target}")
    code.emit(*(f"local.get {name}" for name in (case_local, *targets)))


def lift_value(code: Code, type_: t.Type, flats: Sequence[str]) -> str:
    """Return a local that stands for the value whose flat form is in locals `flats`."""
    if is_scalar(type_):
        return flats[0]
    base = heap.alloc(code, size_of(type_))
    lift_flat(code, type_, flats, base, 0)
    return base


def lift_flat(code: Code, type_: t.Type, flats: Sequence[str], base: str, offset: int) -> None:
    """Write the value whose flat form is in locals `flats` at an address."""
    match type_:
        case t.Prim("string") | t.List():
            for at, name in zip((offset, offset + 4), flats, strict=True):
                code.emit(f"local.get {base}", f"local.get {name}", f"i32.store offset={at}")
        case t.Record() | t.Tuple():
            taken = 0
            for part, at in zip(parts_of(type_), offsets_of(type_), strict=True):
                width = len(flat(part))
                lift_flat(code, part, flats[taken : taken + width], base, offset + at)
                taken += width
        case t.Variant() | t.Option() | t.Result():
            _lift_choice(code, type_, flats, base, offset)
        case t.Prim() | t.Enum() | t.Flags() | t.Handle():
            store(code, type_, flats[0], base, offset)
        case t.Opaque() | t.Resource() | t.Unknown():
            raise AssertionError(type_)
        case _:
            assert_never(type_)


def _lift_choice(
    code: Code,
    type_: t.Variant | t.Option | t.Result,
    flats: Sequence[str],
    base: str,
    offset: int,
) -> None:
    cases = t.cases_of(type_)
    _, store_op = case_access(type_)
    code.emit(f"local.get {base}", f"local.get {flats[0]}", f"{store_op} offset={offset}")
    joined = flat(type_)[1:]
    for index, case in enumerate(cases):
        if case.payload is None:
            continue
        code.emit(f"local.get {flats[0]}", f"i32.const {index}", "i32.eq")
        with code.nested("if"):
            parts = []
            for name, core, want in zip(flats[1:], joined, flat(case.payload), strict=False):
                code.emit(f"local.get {name}", *_narrow(core, want))
                parts.append(code.keep(want))
            lift_flat(code, case.payload, parts, base, offset + payload_offset(type_))


def _widen(have: Core, want: Core) -> list[str]:
    """Return the instructions that carry `have` in the joined type `want`."""
    match have, want:
        case ("f32", "i32"):
            return ["i32.reinterpret_f32"]
        case ("i32", "i64"):
            return ["i64.extend_i32_u"]
        case ("f32", "i64"):
            return ["i32.reinterpret_f32", "i64.extend_i32_u"]
        case ("f64", "i64"):
            return ["i64.reinterpret_f64"]
        case _:
            return []


def _narrow(have: Core, want: Core) -> list[str]:
    """Return the instructions that take `want` back out of the joined type `have`."""
    match have, want:
        case ("i32", "f32"):
            return ["f32.reinterpret_i32"]
        case ("i64", "i32"):
            return ["i32.wrap_i64"]
        case ("i64", "f32"):
            return ["i32.wrap_i64", "f32.reinterpret_i32"]
        case ("i64", "f64"):
            return ["f64.reinterpret_i64"]
        case _:
            return []

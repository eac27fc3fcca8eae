"""Reading and writing values in memory.

Each function appends instructions to a `Code`. An address is a local and a constant offset.
Source: the Component Model's CanonicalABI, "Loading", "Storing".
"""

from flowc.frontend import terms as t
from flowc.produce.code import Code, is_scalar
from flowc.produce.layout import (
    HANDLE_SIZE,
    discriminant_size,
    flags_size,
    size_of,
)
from flowc.produce.statics import SCRATCH

_PRIM_ACCESS = {
    "bool": ("i32.load8_u", "i32.store8"),
    "u8": ("i32.load8_u", "i32.store8"),
    "s8": ("i32.load8_s", "i32.store8"),
    "u16": ("i32.load16_u", "i32.store16"),
    "s16": ("i32.load16_s", "i32.store16"),
    "u32": ("i32.load", "i32.store"),
    "s32": ("i32.load", "i32.store"),
    "char": ("i32.load", "i32.store"),
    "u64": ("i64.load", "i64.store"),
    "s64": ("i64.load", "i64.store"),
    "f32": ("f32.load", "f32.store"),
    "f64": ("f64.load", "f64.store"),
}
_SIZED_ACCESS = {
    1: ("i32.load8_u", "i32.store8"),
    2: ("i32.load16_u", "i32.store16"),
    4: ("i32.load", "i32.store"),
}
COPY_INLINE = 64  # bytes; beyond, the engine's memory.copy is cheaper than unrolled moves


def _access(type_: t.Type) -> tuple[str, str]:
    match type_:
        case t.Prim(name):
            return _PRIM_ACCESS[name]
        case t.Enum(cases):
            return _SIZED_ACCESS[discriminant_size(len(cases))]
        case t.Flags(labels):
            return _SIZED_ACCESS[flags_size(len(labels))]
        case t.Handle():
            return _SIZED_ACCESS[HANDLE_SIZE]
        case _:
            raise AssertionError(type_)


def load(code: Code, type_: t.Type, base: str, offset: int = 0) -> None:
    """Push what stands for the value at an address: the scalar, or the address itself."""
    if is_scalar(type_):
        code.emit(f"local.get {base}", f"{_access(type_)[0]} offset={offset}")
    elif offset:
        code.emit(f"local.get {base}", f"i32.const {offset}", "i32.add")
    else:
        code.emit(f"local.get {base}")


def store(code: Code, type_: t.Type, value: str, base: str, offset: int = 0) -> None:
    """Write the value that local `value` stands for at an address."""
    if is_scalar(type_):
        code.emit(f"local.get {base}", f"local.get {value}", f"{_access(type_)[1]} offset={offset}")
    else:
        copy(code, size_of(type_), value, base, offset)


def copy(code: Code, size: int, source: str, base: str, offset: int) -> None:
    """Copy `size` bytes from address `source` to `base` + `offset`."""
    if size > COPY_INLINE:
        code.emit(f"local.get {base}", f"i32.const {offset}", "i32.add", f"local.get {source}")
        code.emit(f"i32.const {size}", "memory.copy")
        return
    done = 0
    for step, core, suffix in ((8, "i64", ""), (4, "i32", ""), (2, "i32", "16"), (1, "i32", "8")):
        while size - done >= step:
            read = f"{core}.load{suffix}{'_u' if suffix else ''} offset={done}"
            write = f"{core}.store{suffix} offset={offset + done}"
            code.emit(f"local.get {base}", f"local.get {source}", read, write)
            done += step


def case_access(type_: t.Variant | t.Option | t.Result) -> tuple[str, str]:
    """Return the instructions that load and store the discriminant of a choice."""
    return _SIZED_ACCESS[discriminant_size(len(t.cases_of(type_)))]


def load_case(code: Code, type_: t.Variant | t.Option | t.Result, base: str, offset: int) -> None:
    """Push the discriminant of the choice at an address."""
    load_op, _ = case_access(type_)
    code.emit(f"local.get {base}", f"{load_op} offset={offset}")


def store_case(code: Code, type_: t.Variant | t.Option | t.Result, case: str, base: str) -> None:
    """Write the discriminant that the instruction `case` pushes at the address `base`."""
    _, store_op = case_access(type_)
    code.emit(f"local.get {base}", case, store_op)


def spill(code: Code, type_: t.Type, value: str) -> None:
    """Push the address of the value: its own, or that of a scratch cell which holds the scalar."""
    if not is_scalar(type_):
        code.emit(f"local.get {value}")
        return
    code.emit(SCRATCH)
    address = code.keep("i32")
    store(code, type_, value, address)
    code.emit(f"local.get {address}")

"""Checked arithmetic and conversion of numbers.

Integers of up to 32 bits are computed in 64 and compared with their range; 64-bit ones are
checked by sign or by carry. Where a result does not fit the code traps; `site` makes the marker
of a kind of fault, to stand before what may trap, and is called only where something may.
"""

from collections.abc import Callable
from typing import TypeAlias

from flowc.frontend import terms as t
from flowc.produce.code import Code

Mark: TypeAlias = Callable[[str], str]

_BITS = {"u8": 8, "u16": 16, "u32": 32, "u64": 64, "s8": 8, "s16": 16, "s32": 32, "s64": 64}
_FLOAT_OPS = {"add": "add", "sub": "sub", "mul": "mul", "div": "div"}
_ORDERS = {"lt", "le", "gt", "ge"}
HALF = 32  # bits; up to here a sum, difference or product of two fits in 64


def bounds(name: str) -> tuple[int, int]:
    """Return the least and the greatest value of an integer type."""
    bits = _BITS[name]
    return (0, 2**bits - 1) if name[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def compare(code: Code, op: str, type_: t.Type) -> None:
    """Compare the two scalars on the stack; push 0 or 1."""
    match type_:
        case t.Prim("f32" | "f64" as name):
            code.emit(f"{name}.{op}")
        case t.Prim(name) if name in _BITS:
            width = "i64" if _BITS[name] == 64 else "i32"  # noqa: PLR2004 - bits
            suffix = f"_{name[0]}" if op in _ORDERS else ""
            code.emit(f"{width}.{op}{suffix}")
        case _:
            code.emit(f"i32.{op}{'_u' if op in _ORDERS else ''}")


def calculate(code: Code, op: str, name: str, operands: tuple[str, str], site: Mark) -> None:
    """Push the result of `op` on two locals; fault where there is none."""
    left, right = operands
    if name in t.FLOATS:
        code.emit(f"local.get {left}", f"local.get {right}", f"{name}.{_FLOAT_OPS[op]}")
    elif op in ("div", "rem"):
        _divide(code, op, name, operands, site)
    elif _BITS[name] <= HALF:
        for operand in operands:
            code.emit(f"local.get {operand}", f"i64.extend_i32_{name[0]}")
        code.emit(f"i64.{op}")
        fit(code, name, site("overflow"))
    else:
        code.emit(f"local.get {left}", f"local.get {right}")
        code.emit(site("overflow"), f"call ${op}_{name}")


def fit(code: Code, name: str, site: str) -> None:
    """Narrow the i64 on the stack to an integer of at most 32 bits, or fault."""
    low, high = bounds(name)
    wide = code.local("i64")
    code.emit(f"local.tee {wide}", f"i64.const {low}", "i64.sub", f"i64.const {high - low}")
    code.emit("i64.gt_u")
    with code.nested("if"):
        stop(code, site)
    code.emit(f"local.get {wide}", "i32.wrap_i64")


def _divide(code: Code, op: str, name: str, operands: tuple[str, str], site: Mark) -> None:
    """Fault on a zero divisor, and on the one quotient that does not fit."""
    left, right = operands
    width = "i64" if _BITS[name] > HALF else "i32"
    low, _ = bounds(name)
    code.emit(f"local.get {right}", f"{width}.eqz")
    with code.nested("if"):
        stop(code, site("division"))
    if low < 0 and op == "div":
        code.emit(f"local.get {left}", f"{width}.const {low}", f"{width}.eq")
        code.emit(f"local.get {right}", f"{width}.const -1", f"{width}.eq", "i32.and")
        with code.nested("if"):
            stop(code, site("overflow"))
    code.emit(f"local.get {left}", f"local.get {right}", f"{width}.{op}_{name[0]}")


def stop(code: Code, site: str) -> None:
    """End the transaction with the fault of a site.

    The trap is in a function of its own: a trap behind an `if` would be compiled to one at the
    `if`, and the site could not be told.
    """
    code.emit(site, "call $stop")


def negate(code: Code, name: str, operand: str, site: Mark) -> None:
    """Push the negation of a local; an integer's least value has none and faults."""
    if name in t.FLOATS:
        code.emit(f"local.get {operand}", f"{name}.neg")
        return
    width = "i64" if _BITS[name] > HALF else "i32"
    code.emit(f"local.get {operand}", f"{width}.const {bounds(name)[0]}", f"{width}.eq")
    with code.nested("if"):
        stop(code, site("overflow"))
    code.emit(f"{width}.const 0", f"local.get {operand}", f"{width}.sub")


def convert(code: Code, source: str, target: str, operand: str, site: Mark) -> None:
    """Push a local's number as another type, or fault where it does not fit."""
    code.emit(f"local.get {operand}")
    if source in t.FLOATS and target in t.FLOATS:
        code.emit(*_FLOAT_MOVES.get((source, target), ()))
    elif source in t.FLOATS:
        _truncate(code, source, target, site("conversion"))
    else:
        _from_integer(code, source, target, site)


_FLOAT_MOVES = {("f32", "f64"): ("f64.promote_f32",), ("f64", "f32"): ("f32.demote_f64",)}


def _from_integer(code: Code, source: str, target: str, site: Mark) -> None:
    width = "i64" if _BITS[source] > HALF else "i32"
    if target in t.FLOATS:
        code.emit(f"{target}.convert_{width}_{source[0]}")
        return
    if width == "i32":
        code.emit(f"i64.extend_i32_{source[0]}")
    if _BITS[target] <= HALF and width == "i64" and source[0] == "u":
        _refuse_above(code, bounds(target)[1], site("conversion"))
    if _BITS[target] <= HALF:
        fit(code, target, site("conversion"))
    elif source[0] != target[0] and (width == "i64" or source[0] == "s"):
        _refuse_above(code, 2**63 - 1, site("conversion"))


def _refuse_above(code: Code, high: int, site: str) -> None:
    """Fault where the i64 on the stack, read as unsigned, is above `high`; keep it otherwise."""
    wide = code.local("i64")
    code.emit(f"local.tee {wide}", f"i64.const {high}", "i64.gt_u")
    with code.nested("if"):
        stop(code, site)
    code.emit(f"local.get {wide}")


def _truncate(code: Code, source: str, target: str, site: str) -> None:
    """Truncate the float on the stack toward zero; fault on NaN and on what does not fit."""
    if source == "f32":
        code.emit("f64.promote_f32")
    low, high = bounds(target)
    whole = code.local("f64")
    code.emit("f64.trunc", f"local.tee {whole}", f"f64.const {low}", "f64.ge")
    code.emit(f"local.get {whole}", f"f64.const {high + 1}", "f64.lt", "i32.and", "i32.eqz")
    with code.nested("if"):
        stop(code, site)
    width = "i64" if _BITS[target] > HALF else "i32"
    code.emit(f"local.get {whole}", f"{width}.trunc_f64_{target[0]}")


HELPERS = """\
(func $stop unreachable)
(func $add_u64 (param $a i64) (param $b i64) (result i64) (local $r i64)
  (local.set $r (i64.add (local.get $a) (local.get $b)))
  (if (i64.lt_u (local.get $r) (local.get $a)) (then unreachable))
  (local.get $r))
(func $sub_u64 (param $a i64) (param $b i64) (result i64)
  (if (i64.lt_u (local.get $a) (local.get $b)) (then unreachable))
  (i64.sub (local.get $a) (local.get $b)))
(func $mul_u64 (param $a i64) (param $b i64) (result i64)
  (if (i64.lt_u (i64.add (i64.clz (local.get $a)) (i64.clz (local.get $b))) (i64.const 64))
    (then (if (i64.gt_u (local.get $b) (i64.div_u (i64.const -1) (local.get $a)))
      (then unreachable))))
  (i64.mul (local.get $a) (local.get $b)))
(func $add_s64 (param $a i64) (param $b i64) (result i64) (local $r i64)
  (local.set $r (i64.add (local.get $a) (local.get $b)))
  (if (i64.lt_s (i64.and (i64.xor (local.get $a) (local.get $r))
                         (i64.xor (local.get $b) (local.get $r))) (i64.const 0))
    (then unreachable))
  (local.get $r))
(func $sub_s64 (param $a i64) (param $b i64) (result i64) (local $r i64)
  (local.set $r (i64.sub (local.get $a) (local.get $b)))
  (if (i64.lt_s (i64.and (i64.xor (local.get $a) (local.get $b))
                         (i64.xor (local.get $a) (local.get $r))) (i64.const 0))
    (then unreachable))
  (local.get $r))
(func $mul_s64 (param $a i64) (param $b i64) (result i64) (local $r i64)
  (local.set $r (i64.mul (local.get $a) (local.get $b)))
  (if (i32.and (i64.eq (local.get $a) (i64.extend32_s (local.get $a)))
               (i64.eq (local.get $b) (i64.extend32_s (local.get $b))))
    (then (return (local.get $r))))
  (if (i64.eqz (local.get $a)) (then (return (i64.const 0))))
  (if (i32.and (i64.eq (local.get $a) (i64.const -1))
               (i64.eq (local.get $b) (i64.const 0x8000000000000000))) (then unreachable))
  (if (i64.ne (i64.div_s (local.get $r) (local.get $a)) (local.get $b)) (then unreachable))
  (local.get $r))
"""

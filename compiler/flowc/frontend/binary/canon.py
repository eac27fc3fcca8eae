"""Canonical definitions: `lift` makes a component function, everything else a core one.

Source: Binary.md, "Canonical Definitions"; retired opcodes that older toolchains wrote are kept.
"""

from flowc.frontend.binary.core import skip_value_type
from flowc.frontend.binary.deftypes import read_result
from flowc.frontend.binary.reader import Reader
from flowc.frontend.binary.scope import Extern, Scope, Sort, refer, refer_as
from flowc.frontend.terms import FuncType

LIFT = 0x00

# The opcodes by what follows them: (f)unction, (t)ype, (c)ore index, (o)ptions, (b)it 0 or 1,
# (v)alue type of the core, (r)esult; `z` is the zero byte that says "func".
_OPCODES = {
    "zco": (LIFT,),
    "zfo": (0x01,),
    "t": (0x02, 0x03, 0x04, 0x07, 0x0E, 0x13, 0x14, 0x15, 0x1A, 0x1B, 0x2E, 0x2F),
    "to": (0x0F, 0x10, 0x16, 0x17),
    "tb": (0x11, 0x12, 0x18, 0x19),
    "ro": (0x09,),
    "o": (0x1C, 0x1D),
    "vc": (0x0A, 0x0B),
    "b": (0x06, 0x0C, 0x29, 0x2A, 0x2B, 0x2C, 0x2D),
    "bc": (0x20, 0x21),
    "cc": (0x27, 0x41),
    "c": (0x40,),
    "": (0x05, 0x08, 0x0D, 0x1E, 0x1F, 0x22, 0x23, 0x24, 0x25, 0x26, 0x28, 0x42),
}
_OPERANDS = {opcode: operands for operands, group in _OPCODES.items() for opcode in group}
_OPTIONS_ALONE = (0x00, 0x01, 0x02, 0x06, 0x09)
_OPTIONS_WITH_INDEX = (0x03, 0x04, 0x05, 0x07, 0x08)


def read_canon(reader: Reader, scope: Scope) -> None:
    """Read a canonical definition; a lifted function gets the next function index."""
    at = reader.pos
    opcode = reader.byte("a canonical definition")
    if opcode not in _OPERANDS:
        raise reader.bad("a canonical definition", f"opcode 0x{opcode:02x}", at)
    for operand in _OPERANDS[opcode]:
        _skip_operand(reader, scope, operand)
    if opcode == LIFT:
        type_ = refer_as(reader, scope, Sort.TYPE, FuncType, "a function's type")
        scope.add(Extern(Sort.FUNC, type_))


def _skip_operand(reader: Reader, scope: Scope, operand: str) -> None:
    match operand:
        case "f":
            refer(reader, scope, Sort.FUNC)
        case "t":
            refer(reader, scope, Sort.TYPE)
        case "r":
            read_result(reader, scope)
        case "v":
            skip_value_type(reader)
        case "o":
            for _ in range(reader.count("canonical options")):
                _skip_option(reader)
        case "c":
            reader.u32("a core index")
        case _:
            _skip_bit(reader, greatest=int(operand == "b"))


def _skip_bit(reader: Reader, greatest: int) -> None:
    at = reader.pos
    if (bit := reader.byte("a flag")) > greatest:
        raise reader.bad(f"a flag up to {greatest}", f"0x{bit:02x}", at)


def _skip_option(reader: Reader) -> None:
    at = reader.pos
    option = reader.byte("a canonical option")
    if option in _OPTIONS_WITH_INDEX:
        reader.u32("a core index")
    elif option not in _OPTIONS_ALONE:
        raise reader.bad("a canonical option", f"0x{option:02x}", at)

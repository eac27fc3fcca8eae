"""The opcodes of types, as Binary.md's "Type Definitions" and the core specification number them.

Each is the one byte of a negative LEB128 number; in this byte's place a number that is not
negative is the index of a type defined before.
"""

from enum import IntEnum


class TypeOp(IntEnum):
    """What a component's type definition begins with; primitives stand in `values`."""

    RECORD = 0x72
    VARIANT = 0x71
    LIST = 0x70
    TUPLE = 0x6F
    FLAGS = 0x6E
    ENUM = 0x6D
    OPTION = 0x6B
    RESULT = 0x6A
    OWN = 0x69
    BORROW = 0x68
    FIXED_LIST = 0x67
    STREAM = 0x66
    FUTURE = 0x65
    ERROR_CONTEXT = 0x64
    MAP = 0x63
    ASYNC_FUNC = 0x43
    INSTANCE = 0x42
    COMPONENT = 0x41
    FUNC = 0x40
    RESOURCE = 0x3F


class CoreOp(IntEnum):
    """What a core type begins with."""

    I32 = 0x7F
    FUNC = 0x60
    MODULE = 0x50


# The core value types of one byte: i32 to v128, then noexn to exnref with funcref among them.
CORE_VALUES = (*range(0x7B, 0x80), *range(0x69, 0x75))
# References spelt out, to be null or not: what they point to follows.
CORE_REFERENCES = (0x63, 0x64)

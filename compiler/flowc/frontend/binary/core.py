"""Core types that stand among a component's declarations: read past, not kept.

Function types and module types are known; a definition of a struct, array or group is refused.
Source: Binary.md, "Type Definitions" (core:type); core specification, 5.3.
"""

from flowc.frontend.binary.opcodes import CORE_REFERENCES, CORE_VALUES, CoreOp
from flowc.frontend.binary.reader import Reader

OUTER_TYPE_ALIAS = 0x10


def skip_core_type(reader: Reader) -> None:
    """Read past a core function type or core module type."""
    at = reader.pos
    match reader.byte("a core type"):
        case CoreOp.FUNC:
            _skip_function(reader)
        case CoreOp.MODULE:
            for _ in range(reader.count("declarations of a core module")):
                _skip_declaration(reader)
        case other:
            raise reader.bad("a core function type or module type", f"opcode 0x{other:02x}", at)


def skip_value_type(reader: Reader) -> None:
    """Read past a core value type: a number, a vector or a reference."""
    at = reader.pos
    byte = reader.byte("a core value type")
    if byte in CORE_REFERENCES:
        reader.s33("what a core reference points to")
    elif byte not in CORE_VALUES:
        raise reader.bad("a core value type", f"0x{byte:02x}", at)


def _skip_function(reader: Reader) -> None:
    for _ in range(reader.count("core parameters")):
        skip_value_type(reader)
    for _ in range(reader.count("core results")):
        skip_value_type(reader)


def _skip_declaration(reader: Reader) -> None:
    at = reader.pos
    match reader.byte("a declaration of a core module"):
        case 0:
            reader.name("an import's module")
            reader.name("an import's name")
            _skip_description(reader)
        case 1 if reader.byte("a core function type") == CoreOp.FUNC:
            _skip_function(reader)
        case 2 if reader.byte("a core sort") == OUTER_TYPE_ALIAS:
            for what in ("what an alias stands for", "how many modules out", "a core type index"):
                reader.u32(what)
        case 3:
            reader.name("an export's name")
            _skip_description(reader)
        case other:
            raise reader.bad("a declaration of a core module", f"0x{other:02x}", at)


def _skip_description(reader: Reader) -> None:
    at = reader.pos
    match reader.byte("what a core module imports or exports"):
        case 0x00:
            reader.u32("a core type index")
        case 0x01:
            skip_value_type(reader)
            skip_limits(reader)
        case 0x02:
            skip_limits(reader)
        case 0x03:
            skip_value_type(reader)
            reader.byte("whether a global changes")
        case 0x04:
            reader.byte("a tag's kind")
            reader.u32("a core type index")
        case other:
            raise reader.bad("a core function, table, memory, global or tag", hex(other), at)


def skip_limits(reader: Reader) -> None:
    """Read past the limits of a table or a memory."""
    at = reader.pos
    flags = reader.byte("limits")
    has_maximum, is_64_bit, known = 0x01, 0x04, 0x07
    if flags > known:
        raise reader.bad("limits without a custom page size", f"0x{flags:02x}", at)
    read = reader.u64 if flags & is_64_bit else reader.u32
    read("the least size")
    if flags & has_maximum:
        read("the greatest size")

"""What the reader refuses, where, and how it says so."""

import pytest
from wasmtime import wat2wasm

from flowc.frontend import signatures
from flowc.frontend.binary.scope import MAX_DEPTH
from flowc.frontend.binary.values import MAX_TYPE_DEPTH
from flowc.frontend.signature import Import

PREAMBLE = b"\0asm\x0d\0\1\0"


def section(number: int, body: bytes) -> bytes:
    return bytes([number]) + leb(len(body)) + body


def leb(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + leb(rest) if rest else bytes([low])


def index(number: int) -> bytes:
    """Encode a type index below 16384 as a signed number that is not negative."""
    return leb(number) if number < 64 else bytes([number & 0x7F | 0x80, number >> 7])


def name(text: str) -> bytes:
    return leb(len(text.encode())) + text.encode()


def types(*definitions: bytes) -> bytes:
    return PREAMBLE + section(7, leb(len(definitions)) + b"".join(definitions))


def nested(depth: int) -> bytes:
    inner = PREAMBLE
    for _ in range(depth):
        inner = PREAMBLE + section(4, inner)
    return inner


def refusal(data: bytes) -> signatures.BadComponent:
    with pytest.raises(signatures.BadComponent) as caught:
        signatures.read(data, "it", "it.wasm")
    return caught.value


@pytest.mark.parametrize(
    ("data", "offset", "found"),
    [
        (b"", 0, "nothing"),
        (b"(component)", 0, "the text `(com`"),
        (b"\0asm", 4, "the end of the file"),
        (b"\0asm\1\0\0\0", 4, "a core module"),
        (b"\0asm\x0a\0\1\0", 4, "version 10"),
        (b"\0asm\2\0\0\0", 4, "the bytes 02 00 00 00"),
    ],
)
def test_what_is_not_a_component_is_named(data: bytes, offset: int, found: str) -> None:
    error = refusal(data)
    assert isinstance(error, signatures.NotAComponent)
    assert (error.offset, error.found) == (offset, found)


def test_a_core_module_comes_with_what_to_do() -> None:
    error = refusal(bytes(wat2wasm("(module)")))
    assert "wasm-tools component new" in error.help
    assert str(error) == (
        "at byte 4: expected a component of version 13, found a core module "
        "(make it a component: `wasm-tools component new MODULE.wasm -o COMPONENT.wasm`)"
    )


POINT = b"\x72\1" + name("x") + b"\x7d"
BAD = {
    "section cut short": (PREAMBLE + b"\7\5\0", 10, "a section of 5 bytes", "1 bytes"),
    "unknown section": (PREAMBLE + b"\x0c\0", 8, "a section (0 to 11)", "section 12"),
    "bytes after the last item": (
        PREAMBLE + section(7, b"\0\0"),
        11,
        "the end of a section",
        "1 more bytes",
    ),
    "size too long": (
        PREAMBLE + b"\7" + b"\xff" * 6,
        9,
        "a section's size",
        "a number out of range",
    ),
    "size over 32 bits": (
        PREAMBLE + b"\7\xff\xff\xff\xff\x1f",
        9,
        "a section's size",
        "a number out of range",
    ),
    "size without an end": (PREAMBLE + b"\7\x80", 10, "a section's size", "the end of the file"),
    "count over the bytes left": (
        PREAMBLE + section(7, leb(1 << 31)),
        10,
        "2147483648 definitions of a section",
        "0 bytes",
    ),
    "unknown type": (types(b"\x62"), 11, "the opcode of a type", "0x62"),
    "unknown primitive": (
        types(b"\x70\x6c"),
        12,
        "a list's element, a value type",
        "opcode 0x6c",
    ),
    "type not yet defined": (types(b"\x70\0"), 12, "a type index below 0", "0"),
    "function as a value": (
        types(b"\x40\0\1\0", b"\x70\0"),
        16,
        "a list's element, a value type",
        "a functype",
    ),
    "label in another case": (
        types(b"\x6d\1" + name("no_snakes")),
        13,
        "a case in kebab-case",
        "'no_snakes'",
    ),
    "label not in UTF-8": (types(b"\x6d\1\1\xff"), 13, "a case in UTF-8", "other bytes"),
    "label twice": (
        types(b"\x6d\2" + name("a") + name("A")),
        15,
        "every case once",
        "'A' again",
    ),
    "empty record": (types(b"\x72\0"), 12, "at least 1 field", "0"),
    "empty tuple": (types(b"\x6f\0"), 11, "a tuple of at least one item", "none"),
    "33 flags": (
        types(b"\x6e\x21" + b"".join(name(f"f{i}") for i in range(33))),
        11,
        "up to 32 flags",
        "33",
    ),
    "unknown built-in": (
        PREAMBLE + section(8, b"\1\x7f"),
        11,
        "a canonical definition",
        "opcode 0x7f",
    ),
    "unknown kind of name": (
        PREAMBLE + section(10, b"\1\3" + name("f") + b"\1\0"),
        11,
        "an import's name (0 to 2)",
        "0x03",
    ),
    "unknown option of a name": (
        PREAMBLE + section(10, b"\1\2" + name("f@1") + b"\1\7\0"),
        17,
        "an option of a name (0 to 2)",
        "0x07",
    ),
    "start with arguments": (
        types(b"\x40\0\1\0") + section(10, b"\1\0\1f\1\0") + section(9, b"\0\1\0\0"),
        26,
        "a start function without arguments and results",
        "some",
    ),
    "a value": (
        PREAMBLE + section(10, b"\1\0" + name("v") + b"\2\x7d"),
        14,
        "a function, type, component, instance or core item",
        "a value",
    ),
    "outer alias too far": (
        PREAMBLE + section(6, b"\1\3\2\1\0"),
        13,
        "at most 0 components out",
        "1",
    ),
    "export of no function": (
        PREAMBLE + section(11, b"\1\0" + name("f") + b"\1\0\0"),
        15,
        "a func index below 0",
        "0",
    ),
    "export twice": (
        types(POINT) + section(11, b"\2" + 2 * (b"\0" + name("t") + b"\3\0\0")),
        25,
        "every name once",
        "'t' again",
    ),
    "name that could break a text": (
        types(POINT) + section(11, b"\1\0" + name('a"b') + b"\3\0\0"),
        20,
        "an export's name in plain letters, digits and punctuation",
        "'a\"b'",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_wrong_is_said_with_its_place(what: str) -> None:
    data, offset, expected, found = BAD[what]
    error = refusal(data)
    assert (error.offset, error.expected, error.found) == (offset, expected, found)
    assert not isinstance(error, signatures.NotAComponent)


def test_nesting_is_bounded() -> None:
    signatures.read(nested(MAX_DEPTH), "it", "it.wasm")
    assert "nested" in refusal(nested(MAX_DEPTH + 1)).expected


def test_nesting_of_a_type_is_bounded() -> None:
    lists = [b"\x70\x7d", *(b"\x70" + index(i) for i in range(MAX_TYPE_DEPTH))]
    signatures.read(types(*lists[: MAX_TYPE_DEPTH - 1]), "it", "it.wasm")
    assert "nested" in refusal(types(*lists)).expected


def test_nesting_of_declarations_is_bounded() -> None:
    declared = b"\x42\0"
    for _ in range(MAX_DEPTH):
        declared = b"\x42\1\1" + declared
    assert "nested" in refusal(types(declared)).expected


def test_a_type_that_doubles_with_each_definition_is_bounded() -> None:
    doubled = [b"\x6f\2\x7d\x7d", *(b"\x6f\2" + 2 * index(i) for i in range(60))]
    assert "parts" in refusal(types(*doubled)).found


def test_exports_that_multiply_are_bounded() -> None:
    many = 400
    functions = b"".join(b"\4\0" + name(f"f{i}") + b"\1\0" for i in range(many))
    instance = b"\x42" + leb(many + 1) + b"\1\x40\0\1\0" + functions
    exports = b"".join(b"\0" + name(f"i{i}") + b"\5\0\0" for i in range(many))
    data = types(instance) + section(10, b"\1\0" + name("in") + b"\5\0")
    error = refusal(data + section(11, leb(many) + exports))
    assert (
        error.expected == f"up to {signatures.MAX_ITEMS} functions and types, exported and imported"
    )


def test_long_names_are_cut_in_messages() -> None:
    assert len(str(refusal(types(b"\x6d\1" + name("_" * 100_000))))) < 200


def test_a_split_version_is_made_whole() -> None:
    suffix = b"\1\1" + name(".2.3")
    data = types(b"\x42\0") + section(10, b"\1\2" + name("a:b/c@1") + suffix + b"\5\0")
    assert signatures.read(data, "it", "it.wasm").imports == (Import("a:b/c@1.2.3", "interface"),)


def test_a_component_without_anything_has_an_empty_outside() -> None:
    component = signatures.read(PREAMBLE, "it", "it.wasm")
    assert (component.functions, component.types, component.imports) == ((), (), ())

"""The top-level sections of a binary: found, and replaced where placeholders stand.

Source: the Component Model's Binary.md, "Component Definitions".
"""

from collections.abc import Iterator

from flowc.text.diagnostic import InternalError

CORE_MODULE = 1
COMPONENT = 4
PREAMBLE = 8  # bytes


def splice(outline: bytes, components: tuple[bytes, ...], codec: bytes) -> bytes:
    """Put `components` and `codec` where the first component and module sections stand."""
    waiting = {COMPONENT: list(components), CORE_MODULE: [codec]}
    out = bytearray(outline[:PREAMBLE])
    for kind, start, end in walk(outline):
        queue = waiting.get(kind)
        body = queue.pop(0) if queue else outline[start:end]
        out += bytes([kind]) + leb128(len(body)) + body
    if any(waiting.values()):
        raise InternalError("produce", "the outline has too few placeholders")
    return bytes(out)


def find(binary: bytes, kind: int, index: int) -> tuple[int, int]:
    """Return where the body of the section number `index` of a kind starts and ends."""
    found = [(start, end) for kind_, start, end in walk(binary) if kind_ == kind]
    return found[index]


def walk(binary: bytes) -> Iterator[tuple[int, int, int]]:
    """Give each section's kind and where its body starts and ends; the binary is our own."""
    at = PREAMBLE
    while at < len(binary):
        kind = binary[at]
        size, start = read_leb128(binary, at + 1)
        at = start + size
        yield kind, start, at


def leb128(value: int) -> bytes:
    """Encode an unsigned number."""
    out = bytearray()
    while True:
        low, value = value & 0x7F, value >> 7
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def read_leb128(binary: bytes, at: int) -> tuple[int, int]:
    """Decode an unsigned number; return it and where it ends."""
    value = shift = 0
    while True:
        byte = binary[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, at

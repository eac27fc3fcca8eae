"""An executable made small: a program that unpacks it, once into the user's cache, and becomes it.

`runtime_stub/launcher/packed.zig` is that program; it hashes what it finds in the cache before it
runs it. LZMA halves what zlib leaves, and takes half a second to unpack.
"""

import hashlib
import lzma
import struct
from importlib.resources import files

from flowc.bundle.elf import LOAD, PAGE, PROGRAM_HEADER_SIZE, READ, Elf, Segment, aligned
from flowc.bundle.seat import filled

MARK = b"flowc packed 001"
_LAYOUT = struct.Struct("<16s3Q32s")
_FILTERS = ({"id": lzma.FILTER_LZMA2, "preset": 9},)


def packed(program: bytes, machine: str) -> bytes:
    """Return a program that becomes another one."""
    stub = files("flowc.bundle").joinpath(f"packed-{machine}").read_bytes()
    payload = lzma.compress(program, format=lzma.FORMAT_RAW, filters=_FILTERS)
    elf = Elf(stub)
    payload_at, address = aligned(len(stub)), aligned(elf.end)
    digest = hashlib.sha256(program).digest()
    seat = _LAYOUT.pack(MARK, address, len(payload), len(program), digest)
    data = bytearray(payload_at)
    data[: len(stub)] = filled(stub, seat)
    segment = Segment(LOAD, READ, payload_at, address, len(payload), len(payload), PAGE)
    headers_at = aligned(payload_at + len(payload))
    headers = [one.encode() for one in (*elf.segments, segment)]
    struct.pack_into("<Q", data, 32, headers_at)
    struct.pack_into("<HH", data, 54, PROGRAM_HEADER_SIZE, len(headers))
    whole = bytes(data) + payload
    return whole + bytes(headers_at - len(whole)) + b"".join(headers)

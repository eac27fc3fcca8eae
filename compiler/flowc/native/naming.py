"""A core module under a name of our choice, by which a trap's frames in it are known.

Takes a module's bytes and a name, gives the module with that name: its code stands where it stood,
and the names of functions stay. Raises `Unusual` where code follows the names.
"""

from flowc.frontend.binary import BadComponent
from flowc.frontend.binary.reader import Reader
from flowc.native.interface import Unusual
from flowc.produce.sections import PREAMBLE, leb128, walk

CUSTOM, CODE = 0, 10
_NAMES = b"\4name"
_OF_MODULE = 0


def named(module: bytes, name: str) -> bytes:
    """Return a module with another name."""
    own = bytes([_OF_MODULE]) + _sized(_sized(name.encode()))
    out, others, at = bytearray(module[:PREAMBLE]), b"", PREAMBLE
    for kind, start, end in walk(module):
        if kind == CUSTOM and module[start:end].startswith(_NAMES):
            others = _without_own(module[start:end])
        elif kind == CODE and others:
            raise Unusual("names before code")
        else:
            out += module[at:end]
        at = end
    return bytes(out) + bytes([CUSTOM]) + _sized(_NAMES + own + others)


def _without_own(section: bytes) -> bytes:
    """Return the parts of a section of names, without the module's own."""
    reader, kept = Reader(section, len(_NAMES)), bytearray()
    try:
        while reader.left():
            start = reader.pos
            part = reader.byte("a part of the names")
            reader.take(reader.u32("its size"), "a part of the names")
            if part != _OF_MODULE:
                kept += section[start : reader.pos]
    except BadComponent as error:
        raise Unusual(str(error)) from None
    return bytes(kept)


def _sized(data: bytes) -> bytes:
    return leb128(len(data)) + data

"""The ad-hoc signature of a program for macOS, as linkers write it: a hash of each page, by nobody.

Apple's processors run nothing without one. It stands at the end of the file, and covers all before
it. Numbers are big-endian here, unlike anywhere else in such a file.
"""

import hashlib
import struct

PAGE_BITS = 12
IDENTIFIER = b"flowc.executable\0"
_DIRECTORY = struct.Struct(">IIIIIIIIIBBBBIIIIQQQQ")
_WRAPPER = struct.Struct(">IIIII")
_WRAPPER_MAGIC, _DIRECTORY_MAGIC, _VERSION = 0xFADE0CC0, 0xFADE0C02, 0x20400
_AD_HOC_BY_A_LINKER = 0x20002
_SHA256, _SHA256_SIZE = 2, 32
_MAIN_PROGRAM = 1


def size_of(limit: int, page_bits: int = PAGE_BITS) -> int:
    """Return the size of the signature of so many bytes."""
    return _WRAPPER.size + _hashes_at() + _pages(limit, page_bits) * _SHA256_SIZE


def signature(code: bytes, text_size: int, page_bits: int = PAGE_BITS) -> bytes:
    """Return the signature of a file that goes on with it; `text_size` of it may be executed."""
    size, page = size_of(len(code), page_bits), 1 << page_bits
    directory = _DIRECTORY.pack(
        _DIRECTORY_MAGIC,
        size - _WRAPPER.size,
        _VERSION,
        _AD_HOC_BY_A_LINKER,
        _hashes_at(),
        _DIRECTORY.size,
        0,  # special slots
        _pages(len(code), page_bits),
        len(code),
        _SHA256_SIZE,
        _SHA256,
        0,  # platform
        page_bits,
        0, 0, 0, 0, 0,  # scatter, team, and what larger files need
        0, text_size, _MAIN_PROGRAM,
    )  # fmt: skip
    view = memoryview(code)
    hashes = (hashlib.sha256(view[at : at + page]).digest() for at in range(0, len(code), page))
    wrapper = _WRAPPER.pack(_WRAPPER_MAGIC, size, 1, 0, _WRAPPER.size)
    return wrapper + directory + IDENTIFIER + b"".join(hashes)


def _hashes_at() -> int:
    return _DIRECTORY.size + len(IDENTIFIER)


def _pages(limit: int, page_bits: int) -> int:
    return (limit + (1 << page_bits) - 1) >> page_bits

"""Who signed a text, and the SHA-256 of bytes: what is asked before anything of an archive is used.

Where there is native code of ours (`runtime_stub/proof`, for x86-64 Linux), which is what
executables verify with, it says both. `hashlib` has OpenSSL loaded for 3 ms, and `cryptography` a
library of its own for 6 more; they are asked on other machines, and for data that is large enough.
"""

from __future__ import annotations

import ctypes

from flowrt.target import native

KEY, PROOF, DIGEST = 32, 64, 32
"""Bytes of each."""
LARGE = 8 << 20
"""Bytes from which on `hashlib` makes up for its start: it is a tenth faster, or more."""


def sha256(data: bytes, start: int = 0, end: int | None = None) -> bytes:
    """Return the digest of the bytes from `start` to `end`."""
    first, last, _ = slice(start, end).indices(len(data))
    size = max(0, last - first)
    if _LIBRARY is None or size >= LARGE:
        import hashlib  # noqa: PLC0415 - see the module

        return hashlib.sha256(memoryview(data)[first:last]).digest()
    digest = ctypes.create_string_buffer(DIGEST)
    _LIBRARY.flowrt_sha256(data, first, size, digest)
    return digest.raw


def sha256_pieces(data: bytes, start: int, end: int, piece: int) -> bytes:
    """Return the digests of the pieces of these bytes, one behind the other.

    A piece has so many bytes, a multiple of 64, and the last may have fewer.
    """
    if _LIBRARY is None:
        starts = range(start, end, piece)
        return b"".join(sha256(data, at, min(end, at + piece)) for at in starts)
    digests = ctypes.create_string_buffer(-(-(end - start) // piece) * DIGEST)
    _LIBRARY.flowrt_sha256_pieces(data, start, end - start, piece, digests)
    return digests.raw


def signed(key: bytes, text: bytes, proof: bytes) -> bool:
    """Return whether a proof is the signature of a text by an Ed25519 key; FORMAT 4.2."""
    if _LIBRARY is None:
        return by_cryptography(key, text, proof)
    if (len(key), len(proof)) != (KEY, PROOF):
        return False
    return bool(_LIBRARY.flowrt_signed(key, text, len(text), proof))


def by_cryptography(key: bytes, text: bytes, proof: bytes) -> bool:
    """Return the same, as `cryptography` tells it."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - see the module
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - the same
        Ed25519PublicKey,
    )

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(proof, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_native() -> bool:
    """Return whether there is native code of ours for this machine."""
    return _LIBRARY is not None


def _library() -> ctypes.CDLL | None:
    """Return the native code, or None where there is none for this machine."""
    try:
        library = ctypes.CDLL(native(__file__))
    except OSError:
        return None
    text, size = ctypes.c_char_p, ctypes.c_size_t
    library.flowrt_sha256.argtypes, library.flowrt_sha256.restype = (text, size, size, text), None
    library.flowrt_sha256_pieces.argtypes = (text, size, size, size, text)
    library.flowrt_sha256_pieces.restype = None
    library.flowrt_signed.argtypes = (text, text, size, text)
    library.flowrt_signed.restype = ctypes.c_bool
    return library


_LIBRARY = _library()

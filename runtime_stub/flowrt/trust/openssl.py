"""Ed25519 by the OpenSSL that Python's own `hashlib` stands on, which is loaded already.

`cryptography` brings the same code in a library of its own, and to load that takes a quarter of a
start. Where Python's cannot be reached, because it is compiled in, is another library or does not
know Ed25519, `verified` does not say anything, and `cryptography` is asked. Before it says anything
it has told a good signature from a bad one.
"""

from __future__ import annotations

import ctypes

Pointer = ctypes.c_void_p
_ED25519 = 1087
"""`EVP_PKEY_ED25519`."""
_SIGNATURES = {
    "EVP_PKEY_new_raw_public_key": (
        Pointer,
        (ctypes.c_int, Pointer, ctypes.c_char_p, ctypes.c_size_t),
    ),
    "EVP_PKEY_free": (None, (Pointer,)),
    "EVP_MD_CTX_new": (Pointer, ()),
    "EVP_MD_CTX_free": (None, (Pointer,)),
    "EVP_DigestVerifyInit": (ctypes.c_int, (Pointer,) * 5),
    "EVP_DigestVerify": (
        ctypes.c_int,
        (Pointer, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t),
    ),
    "ERR_clear_error": (None, ()),
}
_KEY = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
_PROOF = bytes.fromhex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb88215"
    "90a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)
"""The first example of RFC 8032: a key, and its signature of nothing."""
_FOUND: list[ctypes.CDLL | None] = []


def verified(key: bytes, message: bytes, proof: bytes) -> bool | None:
    """Return whether a proof is a key's signature of a message; None where that is not known."""
    if not _FOUND:
        _FOUND.append(_library())
    return None if _FOUND[0] is None else _verified(_FOUND[0], key, message, proof)


def _library() -> ctypes.CDLL | None:
    """Return the library, if it can be reached and tells good from bad."""
    try:
        import _hashlib  # noqa: PLC0415 - it may not be there

        library = ctypes.CDLL(_hashlib.__file__)
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
    except (ImportError, AttributeError, OSError):
        return None
    told = [_verified(library, _KEY, message, _PROOF) for message in (b"", b"something")]
    return library if told == [True, False] else None


def _verified(library: ctypes.CDLL, key: bytes, message: bytes, proof: bytes) -> bool | None:
    made = library.EVP_PKEY_new_raw_public_key(_ED25519, None, key, len(key))
    context = library.EVP_MD_CTX_new()
    try:
        if not made or library.EVP_DigestVerifyInit(context, None, None, None, made) != 1:
            return None
        told = library.EVP_DigestVerify(context, proof, len(proof), message, len(message))
        return bool(told == 1)  # it is 0 for another signature, and below for a mistake
    finally:
        library.EVP_MD_CTX_free(context)
        library.EVP_PKEY_free(made)
        library.ERR_clear_error()

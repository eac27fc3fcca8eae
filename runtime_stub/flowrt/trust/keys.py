"""Ed25519 public keys: read from text, named by an id, and used to check a signature.

Takes the one-line form `ed25519:BASE64`, a SubjectPublicKeyInfo PEM or a minisign public key, gives
a `PublicKey`. A key that anybody can sign for, or that has two spellings, is refused (FORMAT 4.2).
Signatures are checked by `flowrt.proof`.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64

from flowrt import problems
from flowrt import proof as proofs
from flowrt.value import Value

SPKI_PREFIX = bytes.fromhex("302a300506032b6570032100")
"""What precedes the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo; RFC 8410 section 4."""

_LINE = "ed25519:"
_EXPECTED = "ed25519: and 44 characters of base64, a PUBLIC KEY in PEM, or a minisign key"
_PRIME = 2**255 - 19
_EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
"""The y coordinate of two of the four points of order 8; the other two have its negative."""
_SMALL_ORDER = frozenset((0, 1, _PRIME - 1, _EIGHTH, _PRIME - _EIGHTH))
_MINISIGN_ID = 8
"""Bytes of minisign's own key id, which nothing here uses."""
_MINISIGN = r"(?:untrusted comment: [^\n]*\n)?\s*(RW[A-Za-z0-9+/]{54})\s*"
_BEGIN, _END = "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----"


class PublicKey(Value):
    """An Ed25519 public key: its 32 bytes. Keys are equal when their bytes are."""

    raw: bytes

    @property
    def spki(self) -> bytes:
        """The key as SubjectPublicKeyInfo, DER."""
        return SPKI_PREFIX + self.raw

    @property
    def id(self) -> bytes:
        """The key's 16-byte id: the start of the SHA-256 of its SPKI; FORMAT 4.2."""
        return proofs.sha256(self.spki)[:16]

    @property
    def line(self) -> str:
        """The key on one line, as trust files have it."""
        return _LINE + _encoded(self.raw)

    @property
    def pem(self) -> str:
        """The key as a PEM file, as other tools have it."""
        text = _encoded(self.spki)
        return f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n"

    def signed(self, message: bytes, proof: bytes) -> bool:
        """Return whether `proof` is this key's signature of `message`."""
        return proofs.signed(self.raw, message, proof)


def read_public_key(text: str, place: str = "key") -> PublicKey:
    """Return the key that a line, a PEM or minisign text holds; raises `BadKey`, naming `place`."""
    line = text.strip()
    try:
        if line.startswith(_LINE):
            raw = _decoded(line.removeprefix(_LINE))
        else:
            raw = _of_file(text, place)
    except ValueError:
        raise problems.BadKey(place, expected=_EXPECTED, found=_kind(text)) from None
    if len(raw) != proofs.KEY:
        raise problems.BadKey(place, expected=f"{proofs.KEY} bytes", found=f"{len(raw)} bytes")
    _check_strength(raw, place)
    return PublicKey(raw)


def _of_file(text: str, place: str) -> bytes:
    """Return the key of a PEM or minisign file; raises `ValueError` where a text is neither."""
    import re  # noqa: PLC0415 - keys in trust files are lines, and this takes 4 ms

    pem = text.strip()
    if pem.startswith(_BEGIN) and pem.endswith(_END):
        return _rest(_decoded(pem[len(_BEGIN) : -len(_END)]), SPKI_PREFIX, place)
    minisign = re.fullmatch(_MINISIGN, text)
    if minisign:
        return _rest(_decoded(minisign[1]), b"Ed", place)[_MINISIGN_ID:]
    raise ValueError("neither PEM nor minisign")


def _kind(text: str) -> str:
    """Return what a text is, without quoting it: it may be the secret half."""
    if "PRIVATE KEY" in text:
        return "a private key"
    return f"{len(text)} characters that are no key"


def _encoded(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode()


def _decoded(text: str) -> bytes:
    return a2b_base64("".join(text.split()), strict_mode=True)


def _rest(data: bytes, prefix: bytes, place: str) -> bytes:
    if not data.startswith(prefix):
        raise problems.BadKey(place, expected="an Ed25519 key", found="a key of another kind")
    return data.removeprefix(prefix)


def _check_strength(raw: bytes, place: str) -> None:
    """Refuse points of small order, under which any text is signed, and second spellings."""
    height = int.from_bytes(raw, "little") & ((1 << 255) - 1)
    if height >= _PRIME:
        raise problems.BadKey(place, expected="a coordinate below 2^255 - 19", found="a larger one")
    if height in _SMALL_ORDER:
        raise problems.BadKey(
            place, expected="a point of large order", found="one that anybody signs for"
        )

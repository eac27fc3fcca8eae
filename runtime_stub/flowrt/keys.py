"""Ed25519 public keys: read from text, named by an id, and used to check a signature.

Takes the one-line form `ed25519:BASE64` or a SubjectPublicKeyInfo PEM, gives a `PublicKey`.
The signature library is imported at the first check, since importing it takes 30 ms.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from flowrt.refusals import BadKey

KEY_SIZE = 32
SPKI_PREFIX = bytes.fromhex("302a300506032b6570032100")
"""What precedes the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo; RFC 8410 section 4."""

_LINE = "ed25519:"
_PEM = re.compile(
    r"\s*-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]+?)\s+-----END PUBLIC KEY-----\s*"
)


@dataclass(frozen=True, slots=True, order=True)
class PublicKey:
    """An Ed25519 public key: its 32 bytes. Keys are equal when their bytes are."""

    raw: bytes

    @property
    def spki(self) -> bytes:
        """The key as SubjectPublicKeyInfo, DER."""
        return SPKI_PREFIX + self.raw

    @property
    def id(self) -> bytes:
        """The key's 16-byte id: the start of the SHA-256 of its SPKI; FORMAT 4.2."""
        return hashlib.sha256(self.spki).digest()[:16]

    @property
    def line(self) -> str:
        """The key on one line, as trust files have it."""
        return _LINE + base64.b64encode(self.raw).decode()

    @property
    def pem(self) -> str:
        """The key as a PEM file, as other tools have it."""
        text = base64.b64encode(self.spki).decode()
        return f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n"

    def signed(self, message: bytes, proof: bytes) -> bool:
        """Return whether `proof` is this key's signature of `message`."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - see the module
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - same
            Ed25519PublicKey,
        )

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(proof, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def read_public_key(text: str, place: str = "key") -> PublicKey:
    """Return the key that a line or a PEM text holds; raises `BadKey` naming `place`."""
    expected = "ed25519: and 44 characters of base64, or a PUBLIC KEY in PEM"
    pem = _PEM.fullmatch(text)
    try:
        if pem:
            raw = base64.b64decode("".join(pem[1].split()), validate=True)
            if not raw.startswith(SPKI_PREFIX):
                raise BadKey(place, expected="an Ed25519 key", found="a key of another kind")
            raw = raw.removeprefix(SPKI_PREFIX)
        elif text.strip().startswith(_LINE):
            raw = base64.b64decode(text.strip().removeprefix(_LINE), validate=True)
        else:
            raise BadKey(place, expected=expected, found=text)
    except (binascii.Error, ValueError):
        raise BadKey(place, expected=expected, found=text) from None
    if len(raw) != KEY_SIZE:
        raise BadKey(place, expected=f"{KEY_SIZE} bytes", found=f"{len(raw)} bytes")
    return PublicKey(raw)

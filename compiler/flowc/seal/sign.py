"""Signing keys: made, written, read back, and used to sign a header.

A private key is PKCS#8 in PEM, encrypted when a passphrase is given, in a file that only its owner
can read; the signature is Ed25519 over DSSE's encoding of the header bytes; FORMAT 4.2.
"""

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from flowc.seal.errors.keys import FileExists, NotASigningKey, WrongPassphrase
from flowc.seal.files import write_new
from flowc.text.report import stop
from flowrt.archive.format import ED25519, Signature, signed_bytes
from flowrt.trust.keys import PublicKey
from flowrt.trust.policy import Publisher, Trust


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 private key; its secret never appears in its text form."""

    secret: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The public half."""
        return PublicKey(self.secret.public_key().public_bytes_raw())

    def derived(self, purpose: str) -> bytes:
        """Return a secret for another purpose, which tells nothing of the key."""
        return hmac.digest(self.secret.private_bytes_raw(), purpose.encode(), "sha256")

    def pem(self, passphrase: str = "") -> bytes:
        """Return the key as PKCS#8 PEM, encrypted unless the passphrase is empty."""
        encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if passphrase:
            encryption = serialization.BestAvailableEncryption(os.fsencode(passphrase))
        return self.secret.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        )


def generate() -> SigningKey:
    """Return a new key from the system's randomness."""
    return SigningKey(Ed25519PrivateKey.generate())


def read_signing_key(pem: bytes, path: str, passphrase: str = "") -> SigningKey:
    """Return the key in a PEM text; stops with F602 or F603, naming `path`."""
    password = os.fsencode(passphrase) if passphrase and b"ENCRYPTED" in pem else None
    try:
        key = serialization.load_pem_private_key(pem, password)
    except TypeError:
        raise stop(WrongPassphrase(path)) from None
    except ValueError:
        if password is not None:
            raise stop(WrongPassphrase(path)) from None
        raise stop(NotASigningKey(path, "something else")) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise stop(NotASigningKey(path, "a key of another kind"))
    return SigningKey(key)


def write_key_pair(key: SigningKey, path: Path, passphrase: str = "") -> Path:
    """Write the private key to `path` (mode 0600) and the public one beside it, as `.pub`.

    Returns the public file's path. Stops with F601 if either file exists, F605 if one cannot be
    written; then neither is left behind.
    """
    public = path.with_name(path.name + ".pub")
    for one in (path, public):
        if os.path.lexists(one):
            raise stop(FileExists(str(one)))
    write_new(path, key.pem(passphrase), mode=0o600)
    try:
        write_new(public, f"{key.public.line}\n".encode(), mode=0o644)
    except BaseException:
        path.unlink()
        raise
    return public


def trust_in(keys: Sequence[SigningKey]) -> Trust:
    """Return trust in what all of these keys have signed, and in nothing else."""
    public = tuple(key.public for key in keys)
    return Trust((Publisher("signers", public, ("*",), len(public)),))


def sign(header: bytes, key: SigningKey) -> Signature:
    """Return the key's signature of the header bytes."""
    return Signature(ED25519, key.public.id, key.secret.sign(signed_bytes(header)))

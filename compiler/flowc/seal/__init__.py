"""The signed archive: a plan and its component, made tamper-evident."""

from flowc.seal.describe import describe
from flowc.seal.files import write_file, write_new
from flowc.seal.sign import SigningKey, generate, read_signing_key, sign, write_key_pair
from flowc.seal.write import SealedArchive, cosign, write

__all__ = [
    "SealedArchive",
    "SigningKey",
    "cosign",
    "describe",
    "generate",
    "read_signing_key",
    "sign",
    "write",
    "write_file",
    "write_key_pair",
    "write_new",
]

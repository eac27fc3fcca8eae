"""THE FORMAT: what a flow archive is made of, as values; FORMAT.md says the same in prose.

Holds the constants and limits, the header's parts, what is signed and the engine's fingerprint.
Reader (`flowrt`) and writer (`flowc.seal`) both use this file and no other definition.
"""

from __future__ import annotations

from flowrt.archive.json_text import canonical
from flowrt.proof import sha256, sha256_pieces
from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TypeAlias

MAGIC = b"FLOWPK\0\1"
FORMAT_VERSION = 1
PREFIX_SIZE = 16
"""Magic, header length and signature block length, in bytes."""
ALIGNMENT = 4096
MAX_HEADER = 1 << 20
MAX_SIGNATURES = 16
MAX_BLOBS = 64
MAX_BLOB = 1 << 30
PIECE = 1 << 18
"""Bytes of code that are hashed by themselves; FORMAT 5.3."""
MAX_PLAN = 16 << 20
MAX_DOCUMENT = 16 << 20
MAX_INPUTS = 4096
MAX_CAPABILITIES = 256
MAX_PROFILE = 64
MAX_MODULES = 16
"""How many core modules of one target may have code of their own."""

HEADER_TYPE = b"application/vnd.flowc.flowpack.header.v1"
TRUST_TYPE = b"application/vnd.flowc.trust.v1"
ED25519 = 1
SIGNATURE_SIZE = 81
"""Algorithm (1), key id (16) and signature (64), in bytes."""

LIMIT_NAMES = (
    "fuel",
    "input_bytes",
    "instances",
    "memories",
    "memory_bytes",
    "output_bytes",
    "stack_bytes",
    "table_elements",
    "total_memory_bytes",
    "wall_ms",
)
"""The limits a header may set; a stub must know every limit it reads, so others are refused."""

Document: TypeAlias = "Literal['graph', 'drawing', 'sbom', 'provenance']"
DOCUMENTS: tuple[Document, ...] = ("graph", "drawing", "sbom", "provenance")
"""Kinds of blobs that are there to be read, each at most once, and never run; FORMAT 5.6."""
Kind: TypeAlias = "Literal['plan', 'component', 'native'] | Document"
KINDS: tuple[Kind, ...] = ("plan", "component", "native", *DOCUMENTS)
CODE: tuple[Kind, ...] = ("component", "native")
"""Kinds of blobs that are large, and are hashed in pieces."""
Setting: TypeAlias = bool | int | str


class Signature(Value):
    """One entry of the signature block: who says to have signed the header, and the proof.

    `key_id` (16 bytes) is a hint for finding the key; nothing is decided by it.
    """

    algorithm: int
    key_id: bytes
    proof: bytes

    def encode(self) -> bytes:
        """Return the entry's 81 bytes; FORMAT 4.1."""
        return bytes([self.algorithm]) + self.key_id + self.proof


class Blob(Value):
    """One blob: `offset` counts bytes from the start of the blob region, `size` in bytes.

    `digest` is what `digest_of` gives for its bytes.
    A native blob carries the target it was compiled for and the engine's fingerprint; else None.
    `module` is the digest of the core module whose code a native blob is, and `at` the byte of the
    component at which that begins; both None for other blobs.
    """

    id: str
    kind: Kind
    offset: int
    size: int
    digest: str
    target: str | None = None
    fingerprint: str | None = None
    module: str | None = None
    at: int | None = None

    @property
    def shown(self) -> str:
        """The digest as people see it, with what it is of."""
        return f"{digest_field(self.kind)}:{self.digest}"


class Engine(Value):
    """The WebAssembly engine that native code was compiled by: exact version and settings."""

    name: str
    version: str
    profile: Mapping[str, Setting]


class Input(Value):
    """A file that the archive was built from: a label, relative and with `/`, and its digest."""

    path: str
    sha256: str


class Compiler(Value):
    """What built the archive."""

    name: str
    version: str


class Manifest(Value):
    """What an archive says about itself, apart from its blobs.

    `created` and `not_after` are Unix seconds or None; `build` counts up with every build that is
    published; `limits` are upper bounds by name (see `LIMIT_NAMES`). Nothing is validated here:
    `flowrt.archive.header.read_header` does.
    """

    package: str
    version: str
    engine: Engine
    compiler: Compiler
    build: int = 0
    created: int | None = None
    not_after: int | None = None
    capabilities: tuple[str, ...] = ()
    limits: Mapping[str, int] | None = None
    inputs: tuple[Input, ...] = ()


class Header(Value):
    """The signed header: the manifest and the table of the blobs it binds."""

    manifest: Manifest
    blobs: tuple[Blob, ...]

    def blob(self, kind: Kind) -> Blob:
        """Return the one blob of a kind that every archive has once: plan or component."""
        return next(blob for blob in self.blobs if blob.kind == kind)

    def document(self, kind: Document) -> Blob | None:
        """Return the blob of a document, if the archive has it."""
        return next((blob for blob in self.blobs if blob.kind == kind), None)

    def natives(self, target: str) -> tuple[Blob, ...]:
        """Return the precompiled blobs of a target: the component's, then those of its modules."""
        found = (blob for blob in self.blobs if blob.target == target)
        return tuple(sorted(found, key=lambda blob: blob.module or ""))


def align(offset: int) -> int:
    """Round `offset` up to the next 4 KiB boundary."""
    return -(-offset // ALIGNMENT) * ALIGNMENT


def digest_field(kind: Kind) -> str:
    """Return the name under which the header has the digest of a blob of a kind."""
    return "pieces" if kind in CODE else "sha256"


def pieces_of(blob: Blob) -> int:
    """Return in how many pieces a blob is hashed; FORMAT 5.3."""
    return -(-blob.size // PIECE) if blob.kind in CODE else 1


def joined_digest(kind: Kind, pieces: bytes) -> str:
    """Return a blob's digest of those of its pieces, which stand one behind the other."""
    return (sha256(pieces) if kind in CODE else pieces).hex()


def digest_of(kind: Kind, data: bytes) -> str:
    """Return the digest that the header has for a blob of these bytes."""
    whole = sha256_pieces(data, 0, len(data), PIECE) if kind in CODE else sha256(data)
    return joined_digest(kind, whole)


def canonical_json(value: object) -> bytes:
    """Return the one JSON spelling that is read: sorted keys, no spaces, ASCII; FORMAT 3.1."""
    return canonical(value).encode("ascii")


def signed_bytes(header: bytes) -> bytes:
    """Return what a signature is made over: DSSE's pre-authentication encoding; FORMAT 4.2."""
    return pae(HEADER_TYPE, header)


def pae(kind: bytes, data: bytes) -> bytes:
    """Return DSSE's pre-authentication encoding, so that no text can be taken for another kind."""
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(data), data)


def module_import(sha256: str) -> str:
    """Return the name under which native code imports the core module of a digest; FORMAT 5.5."""
    return f"m{sha256}"


def fingerprint(engine: Engine, target: str) -> str:
    """Return 64 hexadecimal digits, equal when native code made by one engine suits another.

    Covers the engine's name, exact version and settings, and the target; FORMAT 5.4.
    """
    parts = ["flowpack engine 1", engine.name, engine.version, dict(engine.profile), target]
    return sha256(canonical_json(parts)).hex()

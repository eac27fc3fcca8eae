"""The ratchet from an `Archive` to a `VerifiedArchive`, which is all that may be run.

`verify` makes these checks in this order, and the first that fails ends it with a refusal:

1. every signature that names a trusted key is by that key, none hides one, and there is at
   least one (R201, R202, R203; FORMAT 4.3);
2. the bytes that were signed, and no others, are parsed, and the blobs they list tile the file
   (R105, R107, R108, R109; FORMAT 3 and 5);
3. a publisher trusted for the package has enough distinct keys among the signers, and trust in
   it has not expired (R205, R206, R208; FORMAT 6.2);
4. the archive has not expired (R207; FORMAT 6.3);
5. the blobs have the digests of the header (R204; FORMAT 5.3);
6. the plan is one, and belongs to this header (R301 to R305; FORMAT 7).

Nothing here reads a clock, a file or the environment: the time comes in once, as Unix seconds.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from typing import TypeAlias

from flowrt import format as f
from flowrt.archive import Archive, Contents, read_contents
from flowrt.keys import PublicKey
from flowrt.plan import Plan, read_plan
from flowrt.refusals import (
    BadSignature,
    BelowThreshold,
    Changed,
    Expired,
    PlanMismatch,
    PublisherExpired,
    UnknownSigner,
    UntrustedPackage,
    WrongKeyHint,
)
from flowrt.trust import Publisher, Trust

_MADE_HERE = object()


@dataclass(frozen=True, slots=True)
class Apart:
    """The code of a core module, which begins `at` this byte of the component."""

    code: bytes
    at: int


@dataclass(frozen=True, slots=True)
class Native:
    """Code compiled for this host by this engine, to be deserialised.

    `modules` is the code of the core modules that it imports, by the digests of their wasm.
    """

    code: bytes
    modules: Mapping[str, Apart] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Portable:
    """The portable component, to be compiled here; `reason` says why no native code is used."""

    code: bytes
    reason: str


Code: TypeAlias = Native | Portable


@dataclass(frozen=True, slots=True)
class Host:
    """What native code must have been compiled for: this engine, set up like this, here."""

    engine: f.Engine
    target: str


@dataclass(frozen=True, slots=True)
class VerifiedArchive:
    """An archive that passed every check of `verify`, which alone can make one.

    `digest` is the SHA-256 of the header and so names the whole archive; `publisher` is who
    vouches for it and `keys` are the publisher's keys that signed. `whole` says that every blob
    was hashed already.
    """

    contents: Contents
    plan: Plan
    digest: str
    publisher: Publisher
    keys: tuple[PublicKey, ...]
    whole: bool
    made: InitVar[object]

    def __post_init__(self, made: object) -> None:
        if made is not _MADE_HERE:
            raise TypeError("a VerifiedArchive is made by flowrt.verify.verify only")

    @property
    def header(self) -> f.Header:
        """The signed header."""
        return self.contents.header

    def code(self, host: Host) -> Code:
        """Return the native code for this host, or the portable component and why; FORMAT 5.4.

        Code that was not hashed before is hashed now; raises `Changed`.
        """
        reason = _unsuitable(self.header, host)
        if reason:
            return self.portable(reason)
        whole, *apart = self.header.natives(host.target)
        modules = {blob.module or "": Apart(self._bytes(blob), blob.at or 0) for blob in apart}
        return Native(self._bytes(whole), modules)

    def portable(self, reason: str) -> Portable:
        """Return the portable component; `reason` says why it is used. Raises `Changed`."""
        return Portable(self._bytes(self.header.blob("component")), reason)

    def _bytes(self, blob: f.Blob) -> bytes:
        if not self.whole:
            _check_digest(self.contents, blob)
        return bytes(self.contents.view(blob))


def verify(archive: Archive, trust: Trust, now: int, *, whole: bool = True) -> VerifiedArchive:
    """Return the archive as verified; raises a `Refused` for the first check that fails.

    With `whole`, every blob is hashed, so that any changed bit is found; without it only the
    plan is hashed here and code when it is handed out, so blobs that are never used may differ.
    """
    signers = _signers(archive, trust)
    contents = read_contents(archive)
    header = contents.header
    publisher, keys = _publisher(header.manifest.package, trust, signers, now)
    _check_expiry(header, now)
    planned = header.blob("plan")
    for blob in header.blobs if whole else (planned,):
        _check_digest(contents, blob)
    plan = read_plan(bytes(contents.view(planned)))
    _check_plan(header, plan)
    digest = hashlib.sha256(archive.header).hexdigest()
    return VerifiedArchive(contents, plan, digest, publisher, keys, whole, _MADE_HERE)


def _signers(archive: Archive, trust: Trust) -> frozenset[PublicKey]:
    message, known = f.signed_bytes(archive.header), trust.keys()
    signers = set()
    for i, signature in enumerate(archive.signatures):
        place = f"signatures[{i}]"
        key = known.get(signature.key_id)
        if key is None:
            _check_hint(signature, message, known, place)
        elif key.signed(message, signature.proof):
            signers.add(key)
        else:
            expected, found = f"a signature by {key.line}", "another"
            raise BadSignature(place, expected=expected, found=found)  # FORMAT 4.3
    if not signers:
        found = ", ".join(f"key id {s.key_id.hex()}" for s in archive.signatures)
        raise UnknownSigner("signatures", expected="a trusted key", found=found)  # FORMAT 4.3
    return frozenset(signers)


def _check_hint(
    signature: f.Signature, message: bytes, known: dict[bytes, PublicKey], place: str
) -> None:
    for key in known.values():
        if key.signed(message, signature.proof):
            found = signature.key_id.hex()
            raise WrongKeyHint(place, expected=key.id.hex(), found=found)  # FORMAT 4.3


def _publisher(
    package: str, trust: Trust, signers: frozenset[PublicKey], now: int
) -> tuple[Publisher, tuple[PublicKey, ...]]:
    refusals: list[PublisherExpired | BelowThreshold] = []
    for i, publisher in enumerate(trust.publishers):
        place = f"publisher[{i}] {publisher.name}"
        keys = tuple(key for key in publisher.keys if key in signers)
        if not keys or not publisher.may_publish(package):
            continue
        if publisher.not_after is not None and now > publisher.not_after:
            expected = f"a time up to {publisher.not_after}"
            refusals.append(PublisherExpired(place, expected=expected, found=now))
        elif len(keys) < publisher.threshold:
            expected = f"{publisher.threshold} keys"
            refusals.append(BelowThreshold(place, expected=expected, found=len(keys)))
        else:
            return publisher, keys
    if refusals:
        raise refusals[0]  # FORMAT 6.2, 6.3
    found = ", ".join(sorted(key.line for key in signers))
    expected = f"a publisher of {package}"
    raise UntrustedPackage("header.package", expected=expected, found=found)  # FORMAT 6.2


def _check_expiry(header: f.Header, now: int) -> None:
    not_after = header.manifest.not_after
    if not_after is not None and now > not_after:
        expected = f"a time up to {not_after}"
        raise Expired("header.not_after", expected=expected, found=now)  # FORMAT 6.3


def _check_digest(contents: Contents, blob: f.Blob) -> None:
    found = hashlib.sha256(contents.view(blob)).hexdigest()
    if found != blob.sha256:
        expected = f"sha256:{blob.sha256}"
        raise Changed(blob.id, expected=expected, found=f"sha256:{found}")  # FORMAT 5.3


def _check_plan(header: f.Header, plan: Plan) -> None:
    manifest = header.manifest
    expected = f"{manifest.package}@{manifest.version}"
    found = f"{plan.package}@{plan.package_version}"
    if found != expected:
        raise PlanMismatch("plan", expected=expected, found=found)  # FORMAT 7.3


def _unsuitable(header: f.Header, host: Host) -> str:
    built, here = header.manifest.engine, host.engine
    blobs = header.natives(host.target)
    if not blobs:
        return f"the archive has no code for {host.target}"
    if (built.name, built.version) != (here.name, here.version):
        return (
            f"its code was compiled by {built.name} {built.version}, "
            f"and this is {here.name} {here.version}"
        )
    if {blob.fingerprint for blob in blobs} != {f.fingerprint(here, host.target)}:
        return "its code was compiled for other engine settings"
    return ""

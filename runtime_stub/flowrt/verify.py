"""The ratchet from an `Archive` to a `VerifiedArchive`, which is all that may be run.

`verify` makes these checks in this order, and the first that fails ends it with a refusal:

1. signatures: every one that names a known key is by that key, none hides one, and there is at
   least one (R201, R202, R203; FORMAT 4.3);
2. contents: the bytes that were signed, and no others, are parsed, and the blobs they list tile
   the file (R105, R107, R108, R109; FORMAT 3 and 5);
3. publisher: one that is trusted for the package, and still is, has enough distinct keys among
   the signers that are not revoked (R205, R206, R208, R216; FORMAT 6.2 to 6.4);
4. expiry: the archive's own time has not passed (R207; FORMAT 6.3);
5. build: it is not older than what is demanded or was accepted before (R217; FORMAT 6.5);
6. pins: it is the archive that was asked for, if one was (R218; FORMAT 6.5);
7. engine: what compiled it is not denied or too old (R219; FORMAT 6.6);
8. digests: the blobs have those of the header (R204; FORMAT 5.3);
9. plan: it is one, and belongs to this header (R301 to R305; FORMAT 7).

Nothing here reads a clock, a file or the environment: the time comes in once, as Unix seconds, and
so does what was accepted before. Each check is told to `note`, which explanations are made of.
"""

from __future__ import annotations

from types import MappingProxyType

from flowrt import problems
from flowrt.archive import format as f
from flowrt.archive.archive import Archive, Contents, read_contents
from flowrt.archive.digests import digests
from flowrt.plan.plan import Plan, read_plan
from flowrt.problems.report import counted
from flowrt.proof import sha256
from flowrt.trust.demands import (
    Signed,
    check_build,
    check_engine,
    check_expiry,
    check_pins,
    vouched,
)
from flowrt.trust.policy import NO_DEMANDS, Demands, Identity, Publisher, Seen, Trust
from flowrt.trust.signers import signers
from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from flowrt.trust.keys import PublicKey

NOTHING_SEEN: Mapping[str, Seen] = MappingProxyType({})
Data: TypeAlias = "bytes | memoryview"
Note: TypeAlias = "Callable[[str, str, str], None]"
"""Told of each check that passed: its name, what it compared, what it concluded."""

_MADE_HERE = object()


class Apart(Value):
    """The code of a core module, which begins `at` this byte of the component."""

    code: Data
    at: int


NO_MODULES: Mapping[str, Apart] = MappingProxyType({})


class Native(Value):
    """Code compiled for this host by this engine, to be deserialised.

    `modules` is the code of the core modules that it imports, by the digests of their wasm.
    """

    code: Data
    modules: Mapping[str, Apart] = NO_MODULES


class Portable(Value):
    """The portable component, to be compiled here; `reason` says why no native code is used."""

    code: bytes
    reason: str


Code: TypeAlias = Native | Portable


class Host(Value):
    """What native code must have been compiled for: this engine, set up like this, here."""

    engine: f.Engine
    target: str


class VerifiedArchive(Value):
    """An archive that passed every check of `verify`, which alone can make one.

    `digest` is the SHA-256 of the header and so names the whole archive; `publisher` is who
    vouches for it under `trust`, and `keys` are the publisher's keys that signed.
    """

    contents: Contents
    plan: Plan
    digest: str
    publisher: Publisher
    keys: tuple[PublicKey, ...]
    trust: Trust
    made: object
    identities: tuple[Identity, ...] = ()

    def __post_init__(self) -> None:
        if self.made is not _MADE_HERE:
            raise TypeError("a VerifiedArchive is made by flowrt.verify.verify only")

    @property
    def header(self) -> f.Header:
        """The signed header."""
        return self.contents.header

    def code(self, host: Host) -> Code:
        """Return the native code for this host, or the portable component and why; FORMAT 5.4.

        The host's engine must be allowed too, since it compiles or loads the code. Raises
        `DeniedEngine`.
        """
        check_engine(host.engine, self.trust, "this machine")
        reason = _unsuitable(self.header, host)
        if reason:
            return self.portable(reason)
        view = self.contents.view
        whole, *apart = self.header.natives(host.target)
        modules = {blob.module or "": Apart(view(blob), blob.at or 0) for blob in apart}
        return Native(view(whole), modules)

    def portable(self, reason: str) -> Portable:
        """Return the portable component; `reason` says why it is used."""
        return Portable(self._bytes(self.header.blob("component")), reason)

    def document(self, kind: f.Document) -> bytes | None:
        """Return a document, or None where the archive has none of the kind."""
        blob = self.header.document(kind)
        return None if blob is None else self._bytes(blob)

    def _bytes(self, blob: f.Blob) -> bytes:
        return bytes(self.contents.view(blob))


def silent(_name: str, _compared: str, _concluded: str) -> None:
    """Take a note of nothing."""


def verify(  # noqa: PLR0913 - all that decides, given by whoever reads files and clocks
    archive: Archive,
    trust: Trust,
    now: int,
    demands: Demands = NO_DEMANDS,
    seen: Mapping[str, Seen] = NOTHING_SEEN,
    *,
    note: Note = silent,
    identities: frozenset[Identity] = frozenset(),
) -> VerifiedArchive:
    """Return the archive as verified; raises a `Refused` for the first check that fails.

    Every blob is hashed, so that any changed bit is found, used or not.
    """
    found = signers(archive, trust, witnessed=bool(identities))
    note("signatures", f"{len(archive.signatures)} with the known keys", f"{len(found)} are theirs")
    contents = read_contents(archive)
    header, manifest = contents.header, contents.header.manifest
    digest = sha256(archive.header).hex()
    note("contents", f"{len(archive.data)} bytes with the header's table", "each has its place")
    by = vouched(manifest.package, digest, trust, Signed(found, identities), now)
    publisher, keys, named = by.publisher, by.keys, by.identities
    count = counted(len(keys), "key") + (f" and {len(named)} by name" if named else "")
    enough = f"{count}, {publisher.threshold} needed"
    note("publisher", manifest.package, f"published by {publisher.name}: {enough}")
    note("expiry", f"{manifest.not_after or 'no end'} with {now}", check_expiry(manifest, now))
    asked = (demands, trust.packages.get(manifest.package, NO_DEMANDS))
    note("build", f"build {manifest.build}", check_build(manifest, digest, asked, seen))
    note("pins", f"sha256:{digest[:16]}..", check_pins(digest, asked))
    engine = manifest.engine
    made_by = f"{engine.name} {engine.version}"
    note("engine", made_by, check_engine(engine, trust, "header.engine.version"))
    blobs = header.blobs
    _check_digests(contents, blobs)
    note("digests", f"{sum(blob.size for blob in blobs)} bytes", f"{len(blobs)} blobs are whole")
    plan = read_plan(bytes(contents.view(header.blob("plan"))))
    _check_plan(header, plan)
    note("plan", f"{plan.package} {plan.package_version}", counted(len(plan.entries), "flow"))
    return VerifiedArchive(contents, plan, digest, publisher, keys, trust, _MADE_HERE, named)


def _check_digests(contents: Contents, blobs: Sequence[f.Blob]) -> None:
    """Raise `Changed` for the first blob that has another digest; FORMAT 5.3."""
    found = digests(contents, blobs)
    for blob in blobs:
        if found[blob.id] != blob.digest:
            name = f.digest_field(blob.kind)
            raise problems.Changed(blob.id, expected=blob.shown, found=f"{name}:{found[blob.id]}")


def _check_plan(header: f.Header, plan: Plan) -> None:
    manifest = header.manifest
    expected = f"{manifest.package}@{manifest.version}"
    found = f"{plan.package}@{plan.package_version}"
    if found != expected:
        raise problems.PlanMismatch("plan", expected=expected, found=found)  # FORMAT 7.3


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

"""What an operator's policy says of one archive: steps 3 to 6 of `flowrt.verify`; FORMAT 6.

Each function checks one thing, gives what it found in words for an explanation, and raises the
refusal that is meant for it.
"""

from __future__ import annotations

from flowrt import problems
from flowrt.trust.policy import Seen
from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrt.archive import format as f
    from flowrt.problems.report import Refused
    from flowrt.trust.keys import PublicKey
    from flowrt.trust.policy import Demands, Identity, Publisher, Trust


class Vouched(Value):
    """Who vouches for an archive, and by which of its signers."""

    publisher: Publisher
    keys: tuple[PublicKey, ...]
    identities: tuple[Identity, ...]


class Signed(Value):
    """Who signed an archive, as far as anybody here knows them."""

    keys: frozenset[PublicKey]
    identities: frozenset[Identity] = frozenset()

    def __str__(self) -> str:
        keys = sorted(key.line for key in self.keys)
        return ", ".join((*keys, *sorted(map(str, self.identities))))


def vouched(package: str, digest: str, trust: Trust, signed: Signed, now: int) -> Vouched:
    """Return the publisher that vouches for a package, and its signers; FORMAT 6.2 to 6.4, 6.9."""
    refusals: list[Refused] = []
    revoked = frozenset(key for key in signed.keys if trust.is_revoked(key, digest))
    for i, publisher in enumerate(trust.publishers):
        keys = frozenset(publisher.keys) & signed.keys
        named = tuple(one for one in publisher.identities if one in signed.identities)
        if not (keys or named) or not publisher.may_publish(package):
            continue
        place = f"publisher[{i}] {publisher.name}"
        refusal = _refusal(publisher, Signed(keys, frozenset(named)), revoked, now, place)
        if refusal is None:
            good = tuple(key for key in publisher.keys if key in keys - revoked)
            return Vouched(publisher, good, named)
        refusals.append(refusal)
    if refusals:
        raise refusals[0]
    if signed.keys and signed.keys <= revoked:
        raise _revoked("signatures", "a key in force", signed.keys)
    found = str(signed)
    raise problems.UntrustedPackage(
        "header.package", expected=f"a publisher of {package}", found=found
    )


def _refusal(
    publisher: Publisher,
    signed: Signed,
    revoked: frozenset[PublicKey],
    now: int,
    place: str,
) -> Refused | None:
    """Return why a publisher that signed does not vouch, or None if it does."""
    good = len(signed.keys - revoked) + len(signed.identities)
    if publisher.not_after is not None and now > publisher.not_after:
        return problems.PublisherExpired(
            place, expected=f"a time up to {publisher.not_after}", found=now
        )
    if good >= publisher.threshold:
        return None
    if signed.keys & revoked:
        return _revoked(place, f"{publisher.threshold} keys in force", signed.keys & revoked)
    what = "signers" if publisher.identities else "keys"
    return problems.BelowThreshold(place, expected=f"{publisher.threshold} {what}", found=good)


def _revoked(place: str, expected: str, keys: frozenset[PublicKey]) -> problems.RevokedKey:
    found = ", ".join(sorted(key.line for key in keys))
    return problems.RevokedKey(place, expected=expected, found=found)


def check_expiry(manifest: f.Manifest, now: int) -> str:
    """Refuse an archive after its `not_after`; FORMAT 6.3."""
    last = manifest.not_after
    if last is None:
        return "never"
    if now > last:
        raise problems.Expired("header.not_after", expected=f"a time up to {last}", found=now)
    return f"in {last - now} s"


def check_build(
    manifest: f.Manifest, digest: str, demands: tuple[Demands, ...], seen: Mapping[str, Seen]
) -> str:
    """Refuse a build below what is demanded or was accepted before; FORMAT 6.5."""
    least = max(demand.min_build for demand in demands)
    if manifest.build < least:
        raise problems.RolledBack(
            "header.build", expected=f"build {least} or later", found=manifest.build
        )
    return check_seen(Seen(manifest.build, digest), seen.get(manifest.package))


def check_seen(found: Seen, last: Seen | None) -> str:
    """Refuse a build below the last that was accepted, or another one of its number; FORMAT 6.5."""
    if last is None:
        return "no later build is known"
    if found.build < last.build:
        expected = f"build {last.build} or later, as one was accepted"
        raise problems.RolledBack("header.build", expected=expected, found=found.build)
    if found.build == last.build and found.digest != last.digest:
        expected = f"sha256:{last.digest}, or a later build"
        raise problems.RolledBack("header.build", expected=expected, found=f"sha256:{found.digest}")
    return "the same" if found == last else f"later than {last.build}"


def check_pins(digest: str, demands: tuple[Demands, ...]) -> str:
    """Refuse an archive that is none of the pinned ones; FORMAT 6.5."""
    pinned = [demand.digests for demand in demands if demand.digests]
    for digests in pinned:
        if digest not in digests:
            expected = " or ".join(f"sha256:{one}" for one in digests)
            raise problems.NotPinned("header", expected=expected, found=f"sha256:{digest}")
    return "pinned" if pinned else "nothing is pinned"


def check_engine(engine: f.Engine, trust: Trust, place: str) -> str:
    """Refuse an engine that is denied or too old; FORMAT 6.6."""
    expected = trust.engines.wrong(engine.version)
    if expected:
        raise problems.DeniedEngine(
            place, expected=expected, found=f"{engine.name} {engine.version}"
        )
    return "allowed"

"""What an operator trusts and demands, as values: publishers, revoked keys, packages, engines.

`flowrt.trust.file` reads these from a trust file, `flowrt.verify` asks them.
"""

from __future__ import annotations

from types import MappingProxyType

from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flowrt.trust.keys import PublicKey


def covers(patterns: Iterable[str], package: str) -> bool:
    """Return whether a package is named by a pattern: its name, its `namespace:*` or `*`."""
    namespace = package.partition(":")[0]
    return any(pattern in ("*", f"{namespace}:*", package) for pattern in patterns)


class Identity(Value):
    """Somebody who signs without a key of their own: who vouches for them, and who they are."""

    issuer: str
    subject: str

    def __str__(self) -> str:
        return f"{self.subject} by {self.issuer}"


class Sigstore(Value):
    """The file of Sigstore's own keys, relative to the trust file, and what it must hash to."""

    trusted_root: str
    sha256: str


class Publisher(Value):
    """Somebody who may publish the named packages when `threshold` of the signers have signed.

    Signers are keys and identities; each counts once.

    A pattern of `packages` is a package's name, `namespace:*` or `*`; `not_after` is the last
    Unix second at which the publisher is trusted, or None.
    """

    name: str
    keys: tuple[PublicKey, ...]
    packages: tuple[str, ...]
    threshold: int = 1
    not_after: int | None = None
    identities: tuple[Identity, ...] = ()

    def may_publish(self, package: str) -> bool:
        """Return whether one of the patterns names this package."""
        return covers(self.packages, package)


class Revoked(Value):
    """A key that counts no longer, whoever lists it; `keep` are digests of archives it still signs.

    There is no "up to build N": whoever stole the key chooses the number of what they sign.
    """

    key: PublicKey
    reason: str = ""
    keep: tuple[str, ...] = ()


class Demands(Value):
    """What else an archive must be: one of these digests, if there are any, and not older."""

    digests: tuple[str, ...] = ()
    min_build: int = 0


NO_DEMANDS = Demands()


class Seen(Value):
    """The latest build of a package that was accepted here, and its archive's digest."""

    build: int
    digest: str


class Engines(Value):
    """Which engine versions may make or load code.

    `least` holds at most one version of each major release; another of that release must be at
    least it. Releases above all of them are allowed, others that are not named are not.
    """

    least: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()

    def wrong(self, version: str) -> str:
        """Return what is expected instead of a version, or nothing if it is allowed."""
        if any(_plain(version) == _plain(one) for one in self.deny):
            return "a version that is not denied"
        least = {numbers(one)[0]: numbers(one) for one in self.least}
        found = numbers(version)
        if not least or found[0] > max(least):
            return ""
        if found[0] in least and found >= least[found[0]]:
            return ""
        return f"at least {' or '.join(self.least)}"


ANY_ENGINE = Engines()


def _plain(version: str) -> str:
    return version.partition("+")[0]


class Root(Value):
    """Who may replace a trust file: `threshold` of the keys; `version` counts the files."""

    version: int
    keys: tuple[PublicKey, ...]
    threshold: int = 1


def numbers(version: str) -> tuple[int, int, int, bool]:
    """Return a semantic version's numbers for comparing; a pre-release comes before its release."""
    core, dash, _ = _plain(version).partition("-")
    major, minor, patch = (int(part) for part in core.split("."))
    return major, minor, patch, not dash


NO_PACKAGES: Mapping[str, Demands] = MappingProxyType({})


class Trust(Value):
    """The trusted publishers, in the order of the file, and what narrows their trust."""

    publishers: tuple[Publisher, ...]
    revoked: tuple[Revoked, ...] = ()
    packages: Mapping[str, Demands] = NO_PACKAGES
    engines: Engines = ANY_ENGINE
    root: Root | None = None
    sigstore: Sigstore | None = None

    @property
    def identities(self) -> frozenset[Identity]:
        """Every identity that a publisher has."""
        return frozenset(one for publisher in self.publishers for one in publisher.identities)

    def keys(self) -> dict[bytes, PublicKey]:
        """Return every key that a publisher has, or had, by its id."""
        named = [key for publisher in self.publishers for key in publisher.keys]
        return {key.id: key for key in (*named, *(one.key for one in self.revoked))}

    def is_revoked(self, key: PublicKey, digest: str) -> bool:
        """Return whether a key's signature of the archive with this digest counts no longer."""
        return any(one.key == key and digest not in one.keep for one in self.revoked)

"""The trust file, `trust.toml`, read strictly: who may publish what, and what may not run.

Takes TOML text, gives a `Trust`; a malformed file raises `BadTrust` or `BadKey` with the line or
field named. A trust that lists nobody trusts nobody: there is no default publisher.
"""

from __future__ import annotations

from flowrt import problems
from flowrt.archive.names import is_marked_digest, is_package, is_pattern, is_version
from flowrt.archive.strict import Reader
from flowrt.trust.keys import PublicKey, read_public_key
from flowrt.trust.plain import plain
from flowrt.trust.policy import (
    Demands,
    Engines,
    Identity,
    Publisher,
    Revoked,
    Root,
    Sigstore,
    Trust,
    numbers,
)

MAX_PUBLISHERS = 1024
MAX_KEYS = 64
MAX_PATTERNS = 1024
MAX_REVOKED = 4096
MAX_PACKAGES = 4096
MAX_DIGESTS = 1024
MAX_VERSIONS = 256
MAX_TIME = 253_402_300_799
"""The last second that can be written as a time."""
_READ = Reader(
    lambda place, expected, found: problems.BadTrust(place, expected=expected, found=found)
)


def read_trust(text: str, place: str = "trust.toml") -> Trust:
    """Return the trust that TOML text spells; raises `BadTrust` or `BadKey`; FORMAT 6.1."""
    value = plain(text)
    fields = _READ.mapping(_toml(text, place) if value is None else value, place, (), _TABLES)
    publishers = tuple(_publisher(*one) for one in _tables(fields, place, "publisher"))
    revoked = tuple(_revoked(*one) for one in _tables(fields, place, "revoked"))
    packages = [_package(*one) for one in _tables(fields, place, "package")]
    _once([publisher.name for publisher in publishers], f"{place}!publisher", "name")
    _once([one.key.line for one in revoked], f"{place}!revoked", "key")
    _once([name for name, _ in packages], f"{place}!package", "name")
    engines = _engines(fields.get("engine", {}), f"{place}!engine")
    root = _root(fields["root"], f"{place}!root") if "root" in fields else None
    sigstore = _sigstore(fields["sigstore"], f"{place}!sigstore") if "sigstore" in fields else None
    trust = Trust(publishers, revoked, dict(packages), engines, root, sigstore)
    if trust.identities and sigstore is None:
        raise problems.BadTrust(
            f"{place}!sigstore", expected="it, as identities are named", found="none"
        )
    return trust


def _toml(text: str, place: str) -> object:
    import tomllib  # noqa: PLC0415 - few trust files need it, see `plain`

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise problems.BadTrust(place, expected="TOML", found=str(error)) from None


_TABLES = ("publisher", "revoked", "package", "engine", "root", "sigstore")
_MOST = {"publisher": MAX_PUBLISHERS, "revoked": MAX_REVOKED, "package": MAX_PACKAGES}


def _tables(fields: dict[str, object], place: str, name: str) -> list[tuple[object, str]]:
    items = _READ.sequence(fields.get(name, []), f"{place}!{name}", _MOST[name])
    return [(item, f"{place}!{name}[{i}]") for i, item in enumerate(items)]


def _publisher(value: object, place: str) -> Publisher:
    optional = ("keys", "identities", "threshold", "not_after")
    fields = _READ.mapping(value, place, ("name", "packages"), optional)
    identities = _identities(fields.get("identities", []), f"{place}.identities")
    without = identities and "keys" not in fields
    keys = () if without else _keys(fields.get("keys", []), f"{place}.keys")
    return Publisher(
        _READ.label(fields["name"], f"{place}.name"),
        keys,
        _packages(fields["packages"], f"{place}.packages"),
        _READ.integer(
            fields.get("threshold", 1), f"{place}.threshold", 1, len(keys) + len(identities)
        ),
        _time(fields.get("not_after"), f"{place}.not_after"),
        identities,
    )


def _identities(value: object, place: str) -> tuple[Identity, ...]:
    identities = _READ.each(value, place, MAX_KEYS, _identity)
    _once([str(one) for one in identities], place, "identity")
    return identities


def _identity(value: object, place: str) -> Identity:
    fields = _READ.mapping(value, place, ("issuer", "subject"))
    texts = [_READ.label(fields[name], f"{place}.{name}", 1024) for name in ("issuer", "subject")]
    if not all(texts):
        raise problems.BadTrust(
            place, expected="issuer and subject, neither empty", found="an empty one"
        )
    return Identity(*texts)


def _sigstore(value: object, place: str) -> Sigstore:
    fields = _READ.mapping(value, place, ("trusted_root", "sha256"))
    path = _READ.label(fields["trusted_root"], f"{place}.trusted_root", 1024)
    return Sigstore(path, _READ.digest(fields["sha256"], f"{place}.sha256"))


def _revoked(value: object, place: str) -> Revoked:
    fields = _READ.mapping(value, place, ("key",), ("reason", "keep"))
    return Revoked(
        read_public_key(_READ.text(fields["key"], f"{place}.key", 1024), f"{place}.key"),
        _READ.label(fields.get("reason", ""), f"{place}.reason"),
        _digests(fields.get("keep", []), f"{place}.keep"),
    )


def _package(value: object, place: str) -> tuple[str, Demands]:
    fields = _READ.mapping(value, place, ("name",), ("min_build", "digests"))
    name = _READ.name(fields["name"], f"{place}.name", is_package, "namespace:name")
    build = _READ.integer(fields.get("min_build", 0), f"{place}.min_build")
    if "digests" not in fields:
        return name, Demands((), build)
    _some(fields["digests"], f"{place}.digests", MAX_DIGESTS)
    return name, Demands(_digests(fields["digests"], f"{place}.digests"), build)


def _engines(value: object, place: str) -> Engines:
    fields = _READ.mapping(value, place, (), ("min", "deny"))
    least = _versions(fields.get("min", []), f"{place}.min")
    deny = _versions(fields.get("deny", []), f"{place}.deny")
    _once([str(numbers(one)[0]) for one in least], f"{place}.min", "major version")
    return Engines(least, deny)


def _root(value: object, place: str) -> Root:
    fields = _READ.mapping(value, place, ("version", "keys"), ("threshold",))
    keys = _keys(fields["keys"], f"{place}.keys")
    return Root(
        _READ.integer(fields["version"], f"{place}.version"),
        keys,
        _READ.integer(fields.get("threshold", 1), f"{place}.threshold", 1, len(keys)),
    )


def _keys(value: object, place: str) -> tuple[PublicKey, ...]:
    items = _some(value, place, MAX_KEYS)
    texts = [_READ.text(item, f"{place}[{i}]", 1024) for i, item in enumerate(items)]
    keys = tuple(read_public_key(text, f"{place}[{i}]") for i, text in enumerate(texts))
    _once([key.line for key in keys], place, "key")
    return keys


def _packages(value: object, place: str) -> tuple[str, ...]:
    what = "namespace:name, namespace:* or *"
    return _READ.names(_some(value, place, MAX_PATTERNS), place, MAX_PATTERNS, is_pattern, what)


def _digests(value: object, place: str) -> tuple[str, ...]:
    what = "sha256: and 64 lowercase hexadecimal digits"
    names = _READ.names(value, place, MAX_DIGESTS, is_marked_digest, what)
    return tuple(name.removeprefix("sha256:") for name in names)


def _versions(value: object, place: str) -> tuple[str, ...]:
    what = "a semantic version, such as 50.0.1"
    return _READ.names(value, place, MAX_VERSIONS, is_version, what)


def _some(value: object, place: str, most: int) -> list[object]:
    items = _READ.sequence(value, place, most)
    if not items:
        raise problems.BadTrust(place, expected="at least one item", found="none")
    return items


def _time(value: object, place: str) -> int | None:
    if value is None:
        return None
    from datetime import datetime  # noqa: PLC0415 - few publishers have an end

    if not isinstance(value, datetime) or value.tzinfo is None:
        expected = "a time with its zone, such as 2030-01-31T00:00:00Z"
        raise problems.BadTrust(place, expected=expected, found=str(value))
    seconds = int(value.timestamp())
    if not 0 <= seconds <= MAX_TIME:
        raise problems.BadTrust(place, expected="a time from 1970 to 9999 in UTC", found=str(value))
    return seconds


def _once(names: list[str], place: str, what: str) -> None:
    if len(set(names)) != len(names):
        raise problems.BadTrust(place, expected=f"each {what} once", found=", ".join(names))

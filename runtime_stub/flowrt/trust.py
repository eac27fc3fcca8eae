"""Who is trusted to publish which packages: `trust.toml`, read strictly.

Takes TOML text, gives a `Trust`; a malformed file raises `BadTrust` or `BadKey` with the line or
field named. A trust that lists nobody trusts nobody: there is no default publisher.
"""

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime

from flowrt.header import PACKAGE
from flowrt.keys import PublicKey, read_public_key
from flowrt.refusals import BadTrust
from flowrt.strict import Reader

MAX_PUBLISHERS = 1024
MAX_KEYS = 64
MAX_PATTERNS = 1024

_PATTERN = re.compile(rf"\*|[a-zA-Z][a-zA-Z0-9-]*:\*|{PACKAGE.pattern}")
_READ = Reader(lambda place, expected, found: BadTrust(place, expected=expected, found=found))


@dataclass(frozen=True, slots=True)
class Publisher:
    """Somebody who may publish the named packages when `threshold` of the keys have signed.

    A pattern of `packages` is a package's name, `namespace:*` or `*`; `not_after` is the last
    Unix second at which the publisher is trusted, or None.
    """

    name: str
    keys: tuple[PublicKey, ...]
    packages: tuple[str, ...]
    threshold: int = 1
    not_after: int | None = None

    def may_publish(self, package: str) -> bool:
        """Return whether one of the patterns names this package."""
        namespace = package.partition(":")[0]
        return any(pattern in ("*", f"{namespace}:*", package) for pattern in self.packages)


@dataclass(frozen=True, slots=True)
class Trust:
    """The trusted publishers, in the order of the file."""

    publishers: tuple[Publisher, ...]

    def keys(self) -> dict[bytes, PublicKey]:
        """Return every trusted key by its id."""
        return {key.id: key for publisher in self.publishers for key in publisher.keys}


def read_trust(text: str, place: str = "trust.toml") -> Trust:
    """Return the trust that TOML text spells; raises `BadTrust` or `BadKey`; FORMAT 6.1."""
    try:
        value: object = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadTrust(place, expected="TOML", found=str(error)) from None
    fields = _READ.mapping(value, place, (), ("publisher",))
    items = _READ.sequence(fields.get("publisher", []), f"{place}!publisher", MAX_PUBLISHERS)
    publishers = tuple(_publisher(v, f"{place}!publisher[{i}]") for i, v in enumerate(items))
    _once([publisher.name for publisher in publishers], f"{place}!publisher", "name")
    return Trust(publishers)


def _publisher(value: object, place: str) -> Publisher:
    needed, optional = ("name", "keys", "packages"), ("threshold", "not_after")
    fields = _READ.mapping(value, place, needed, optional)
    keys = _keys(fields["keys"], f"{place}.keys")
    return Publisher(
        _READ.label(fields["name"], f"{place}.name"),
        keys,
        _packages(fields["packages"], f"{place}.packages"),
        _READ.integer(fields.get("threshold", 1), f"{place}.threshold", 1, len(keys)),
        _time(fields.get("not_after"), f"{place}.not_after"),
    )


def _keys(value: object, place: str) -> tuple[PublicKey, ...]:
    items = _some(value, place, MAX_KEYS)
    texts = [_READ.text(item, f"{place}[{i}]", 1024) for i, item in enumerate(items)]
    keys = tuple(read_public_key(text, f"{place}[{i}]") for i, text in enumerate(texts))
    _once([key.line for key in keys], place, "key")
    return keys


def _packages(value: object, place: str) -> tuple[str, ...]:
    what = "namespace:name, namespace:* or *"
    items = _some(value, place, MAX_PATTERNS)
    return tuple(_READ.name(v, f"{place}[{i}]", _PATTERN, what) for i, v in enumerate(items))


def _some(value: object, place: str, most: int) -> list[object]:
    items = _READ.sequence(value, place, most)
    if not items:
        raise BadTrust(place, expected="at least one item", found="none")
    return items


def _time(value: object, place: str) -> int | None:
    if value is None:
        return None
    if not isinstance(value, datetime) or value.tzinfo is None:
        expected = "a time with its zone, such as 2030-01-31T00:00:00Z"
        raise BadTrust(place, expected=expected, found=str(value))
    return int(value.timestamp())


def _once(names: list[str], place: str, what: str) -> None:
    if len(set(names)) != len(names):
        raise BadTrust(place, expected=f"each {what} once", found=", ".join(names))


def encode_trust(trust: Trust) -> str:
    """Return the TOML text that `read_trust` reads as this trust."""
    return "\n".join(_encode_publisher(publisher) for publisher in trust.publishers)


def _encode_publisher(publisher: Publisher) -> str:
    lines = [
        "[[publisher]]",
        f"name = {json.dumps(publisher.name, ensure_ascii=False)}",
        f"keys = {json.dumps([key.line for key in publisher.keys])}",
        f"packages = {json.dumps(publisher.packages)}",
        f"threshold = {publisher.threshold}",
    ]
    if publisher.not_after is not None:
        time = datetime.fromtimestamp(publisher.not_after, UTC)
        lines.append(f"not_after = {time.isoformat()}")
    return "\n".join(lines) + "\n"

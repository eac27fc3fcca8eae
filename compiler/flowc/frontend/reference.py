"""References to what lies in a registry: `ghcr.io/acme/pricing:1.2`, `..@sha256:9f2c..`.

Text comes in, a `Reference` comes out, or `BadReference` says which part does not fit. The host is
always written: no registry is anybody's default.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

SCHEME: Final = "oci://"
MOST: Final = 512
"""Characters of a reference, its digest included."""

_NAMED = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
_HOST = re.compile(rf"(?:{_NAMED}|\[[0-9a-fA-F:]+\])(?::[0-9]{{1,5}})?")
_NAME = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_LOOPBACK = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|\[?::1\]?")


class BadReference(ValueError):  # noqa: N818 - what was given, not what went wrong
    """What is no reference: which part was expected to be what, and what it is."""

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(f"expected {expected}, found {found}")
        self.expected = expected
        self.found = found


@dataclass(frozen=True, slots=True)
class Reference:
    """A repository of a registry, and what of it is meant: a tag, a digest, both or neither.

    With a digest, the tag is for people. Nothing is checked here: `read_reference` does.
    """

    registry: str
    repository: str
    tag: str = ""
    digest: str = ""

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.registry}/{self.repository}{tag}{digest}"

    @property
    def version(self) -> str:
        """What is asked for: the digest, or else the tag; empty where there is neither."""
        return self.digest or self.tag

    @property
    def loopback(self) -> bool:
        """Whether the registry is on this machine."""
        return is_loopback(_without_port(self.registry))

    def at(self, digest: str) -> "Reference":
        """Return the same, pinned to a digest."""
        return replace(self, digest=digest)


def is_remote(path: str) -> bool:
    """Whether the path of a `use` leads to a registry."""
    return path.startswith(SCHEME)


def read_reference(text: str) -> Reference:
    """Return the reference that a text spells, with or without `oci://`; raises `BadReference`."""
    rest = text.removeprefix(SCHEME)
    if len(rest) > MOST:
        raise BadReference(f"at most {MOST} characters", str(len(rest)))
    rest, at, digest = rest.partition("@")
    if at:
        _fit(_DIGEST, digest, "`sha256:` and 64 lowercase hexadecimal digits after `@`")
    registry, slash, path = rest.partition("/")
    if not slash or not _is_host(registry):
        found = f"`{registry}`" if registry else "nothing"
        raise BadReference("a registry's host first, such as `ghcr.io`", found)
    path, colon, tag = path.partition(":")
    if colon:
        _fit(_TAG, tag, "letters, digits, `.`, `_` and `-` as a tag")
    for part in path.split("/"):
        _fit(_NAME, part, "lowercase names joined by `/` as a repository")
    return Reference(registry, path, tag, digest)


def is_loopback(host: str) -> bool:
    """Whether a host, without its port, is this machine whoever may answer for names."""
    return _LOOPBACK.fullmatch(host) is not None


def _is_host(text: str) -> bool:
    """Whether a text is a host; a single word without a port is more likely a forgotten one."""
    bare = _without_port(text)
    fits = _HOST.fullmatch(text) is not None
    return fits and ("." in bare or text != bare or bare == "localhost" or bare[0] == "[")


def _without_port(host: str) -> str:
    return re.sub(r":[0-9]+\Z", "", host)


def _fit(pattern: "re.Pattern[str]", text: str, expected: str) -> None:
    if pattern.fullmatch(text) is None:
        raise BadReference(expected, f"`{text}`" if text else "nothing")

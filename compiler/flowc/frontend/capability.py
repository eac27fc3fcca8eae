"""What a flow may touch outside: capabilities, as values that can be compared and joined.

A `Capability` is one thing, such as to read files below one folder. `Capabilities` are a set of
them without any that another of the set covers, so equal sets are equal values. Scopes come in
well formed: `checking.packages.needs` reads and refuses what a source says.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from flowc.frontend.kinds import KINDS, Kind

NOTHING: Final = "nothing"
HERE, ROOT = ".", "/"
ANY_BELOW = "*."


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that may be done outside.

    `scope` is a host or address, a path or a variable's name, and empty for any; `write` is for
    files, and includes reading. Files without a scope may be written.
    """

    kind: Kind
    scope: str = ""
    write: bool = False

    def covers(self, other: "Capability") -> bool:
        """Whether whoever has this may do all that the other allows: a partial order."""
        if self.kind != other.kind or (other.write and not self.write):
            return False
        if not self.scope:
            return True
        match self.kind:
            case "http" | "sockets":
                return bool(other.scope) and _address_covers(self.scope, other.scope)
            case "files":
                return bool(other.scope) and _path_covers(self.scope, other.scope)
            case "env" | "clock" | "random" | "stdio":
                return self.scope == other.scope

    def __str__(self) -> str:
        return _written(self.kind, self._scopes)

    @property
    def _scopes(self) -> tuple[str, ...]:
        """What stands in the brackets."""
        if not self.scope:
            return ()
        mode = ("write" if self.write else "read",) if self.kind == "files" else ()
        return (quoted(self.scope), *mode)

    @property
    def label(self) -> str:
        """Return its name in an archive: `clock`, `http:api.example.com`, `files:data=read`."""
        if not self.scope:
            return self.kind
        mode = ("=write" if self.write else "=read") if self.kind == "files" else ""
        return f"{self.kind}:{self.scope}{mode}"

    @property
    def order(self) -> tuple[int, str, bool]:
        """Where it stands among others."""
        return KINDS.index(self.kind), self.scope, self.write


def quoted(text: str) -> str:
    """Return a scope as a source has it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("{", "{{").replace("}", "}}") + '"'


def _written(kind: Kind, scopes: tuple[str, ...]) -> str:
    return f"{kind}({', '.join(scopes)})" if scopes else kind


def _address_covers(one: str, other: str) -> bool:
    """Compare `host` or `host:port`; a host alone is every port of it, `*.host` all below it."""
    (host, port), (other_host, other_port) = _address(one), _address(other)
    if port and port != other_port:
        return False
    if host == other_host:
        return True
    return host.startswith(ANY_BELOW) and other_host.endswith(host.removeprefix("*"))


def _address(text: str) -> tuple[str, str]:
    """Take a port off; the colons of an address of IPv6 stand in brackets."""
    host, colon, port = text.rpartition(":")
    return (host, port) if colon and "]" not in port else (text, "")


def _path_covers(one: str, other: str) -> bool:
    """Compare normal paths: a folder covers all that is below it."""
    if one == HERE:
        return not other.startswith(ROOT)
    return one == other or other.startswith(one if one == ROOT else f"{one}/")


@dataclass(frozen=True, slots=True)
class Capabilities:
    """A set of capabilities, none of which covers another; made by `of`."""

    items: tuple[Capability, ...] = ()

    @classmethod
    def of(cls, items: Iterable[Capability]) -> "Capabilities":
        """Return the set of all that `items` allow."""
        distinct = sorted(set(items), key=lambda one: one.order)
        by_kind: dict[Kind, list[Capability]] = {}
        for one in distinct:
            by_kind.setdefault(one.kind, []).append(one)
        kept = [
            one
            for same in by_kind.values()
            for one in same
            if not any(other.covers(one) for other in same if other != one)
        ]
        return cls(tuple(kept))

    def covers(self, other: "Capabilities") -> bool:
        """Whether whoever has these may do all that the others allow: a partial order."""
        return not other.beyond(self)

    def beyond(self, limit: "Capabilities") -> tuple[Capability, ...]:
        """Return those that a limit does not allow."""
        return tuple(
            one for one in self.items if not any(other.covers(one) for other in limit.items)
        )

    def __or__(self, other: "Capabilities") -> "Capabilities":
        return Capabilities.of((*self.items, *other.items)) if other.items else self

    def __bool__(self) -> bool:
        return bool(self.items)

    def __iter__(self) -> Iterator[Capability]:
        return iter(self.items)

    def __str__(self) -> str:
        """Return them as they stand after `needs`."""
        return ", ".join(_grouped(self.items)) or NOTHING


def _grouped(items: tuple[Capability, ...]) -> Iterator[str]:
    """Write capabilities of one kind as one, except for files, which each have their mode."""
    for kind in KINDS:
        of_kind = [one for one in items if one.kind == kind]
        if kind == "files" or not of_kind:
            yield from map(str, of_kind)
        else:
            yield _written(kind, tuple(quoted(one.scope) for one in of_kind if one.scope))

"""What stands after `needs`, read: names and brackets to `Capabilities`.

Each part keeps its place, so that what is wrong or unneeded about it can be said there.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flowc.frontend import errors, tree
from flowc.frontend.capability import NOTHING, Capabilities, Capability
from flowc.frontend.checking.mistakes import Mistakes
from flowc.frontend.kinds import KINDS, Kind
from flowc.text.span import Span
from flowc.text.suggest import nearest

MOST: Final = 128
"""The characters of a capability's name in an archive."""

MOST_PARTS: Final = 256
"""How many capabilities an archive names."""

_LABEL: Final = r"[a-z0-9_]++(?:-++[a-z0-9_]++)*+"
_ADDRESS: Final = re.compile(
    rf"(?P<name>(?:\*\.)?{_LABEL}(?:\.{_LABEL})*+|\[[0-9a-f:.]++\])(?::(?P<port>[1-9][0-9]{{0,4}}))?"
)
_NUMERIC: Final = re.compile(r"(?:.*\.)?(?:[0-9]++|0x[0-9a-f]*+)")
"""A name that resolvers take for an address."""
_HIGHEST_PORT: Final = 65535
_URL: Final = re.compile(r"[a-z][a-z0-9+.-]*+://([^/?#]++)(?:[/?#].*)?", re.DOTALL)
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*+")
_PATH: Final = re.compile(r"[a-zA-Z0-9._:/@*-]++")
_MODES: Final = ("read", "write")


@dataclass(frozen=True, slots=True)
class Written:
    """What one clause says: the set, and each part of it with its place.

    It is not `sound` where something in it was reported and left out.
    """

    capabilities: Capabilities
    parts: tuple[tuple[Capability, Span], ...]
    span: Span
    sound: bool


def read(needs: tree.Needs, report: Mistakes) -> Written:
    """Read one clause; what cannot be meant is reported and left out."""
    parts: list[tuple[Capability, Span]] = []
    before = report.errors
    read_ = (pair for one in needs.capabilities for pair in _capability(one, report))
    for capability, span in read_:
        if len(parts) == MOST_PARTS:
            problem = f"an archive names up to {MOST_PARTS} capabilities"
            report.add(errors.BadScope(capability.kind, problem, span=span))
            break
        _note_repeated(parts, capability, span, report)
        parts.append((capability, span))
    _check_nothing(needs, report)
    sound = report.errors == before
    return Written(Capabilities.of(one for one, _ in parts), tuple(parts), needs.span, sound)


def _note_repeated(
    parts: list[tuple[Capability, Span]], new: Capability, span: Span, report: Mistakes
) -> None:
    for other, place in parts:
        if other.covers(new):
            report.add(errors.CapabilityTwice(str(new), str(other), place, span=span))
            return
        if new.covers(other):
            report.add(errors.CapabilityTwice(str(other), str(new), span, span=place))
            return


def _check_nothing(needs: tree.Needs, report: Mistakes) -> None:
    none = [one for one in needs.capabilities if one.name.text == NOTHING]
    others = [one for one in needs.capabilities if one is not none[0]] if none else []
    if others:
        first = others[0]
        report.add(errors.NothingAndMore(first.name.text, first.span, span=none[0].span))


def _capability(one: tree.Capability, report: Mistakes) -> Iterator[tuple[Capability, Span]]:
    name = one.name.text
    kind = next((kind for kind in KINDS if kind == name), None)
    if kind is None and name != NOTHING:
        near = nearest(name, (*KINDS, NOTHING))
        report.add(errors.UnknownCapability(name, near, span=one.name.span))
        return
    if kind in ("clock", "random", "stdio") or kind is None:
        for scope in one.scopes[:1]:
            report.add(errors.BadScope(name, f"`{name}` has no brackets", span=scope.span))
        if kind is not None:
            yield Capability(kind), one.span
        return
    found = _files(one, report) if kind == "files" else _scoped(kind, one, report)
    for capability, span in found:
        if len(capability.label) > MOST:
            problem = f"this is too long for an archive, which has names of up to {MOST} characters"
            report.add(errors.BadScope(name, problem, span=span))
        else:
            yield capability, span


def _scoped(
    kind: Kind, one: tree.Capability, report: Mistakes
) -> Iterator[tuple[Capability, Span]]:
    """Read hosts, addresses and names of variables."""
    if not one.scopes:
        yield Capability(kind), one.span
    for scope in one.scopes:
        error = _variable(scope) if kind == "env" else _address(kind, scope)
        if error is not None:
            report.add(error)
        else:
            text = scope.text if kind == "env" else scope.text.lower()
            yield Capability(kind, text), scope.span if one.scopes[1:] else one.span


def _address(kind: Kind, scope: tree.Scope) -> "errors.BadScope | None":
    if not scope.quoted:
        return errors.BadScope(kind, "a host is a string", f'"{scope.text}"', span=scope.span)
    text = scope.text.lower()
    if _is_address(text):
        return None
    url = _URL.fullmatch(text)
    instead = f'"{url[1]}"' if url and _is_address(url[1]) else ""
    return errors.BadScope(kind, "this is no host", instead, span=scope.span)


def _is_address(text: str) -> bool:
    """Whether a text is a host as an archive spells it; a name of numbers has four of them."""
    found = _ADDRESS.fullmatch(text)
    if found is None or int(found["port"] or 1) > _HIGHEST_PORT:
        return False
    name = found["name"]
    if not name.startswith("[") and not _NUMERIC.fullmatch(name):
        return True
    from ipaddress import IPv4Address, IPv6Address  # noqa: PLC0415 - few hosts are addresses

    try:
        IPv6Address(name[1:-1]) if name.startswith("[") else IPv4Address(name)
    except ValueError:
        return False
    return True


def _variable(scope: tree.Scope) -> "errors.BadScope | None":
    if not scope.quoted:
        problem = "the name of a variable is a string"
        return errors.BadScope("env", problem, f'"{scope.text}"', span=scope.span)
    if _VARIABLE.fullmatch(scope.text):
        return None
    return errors.BadScope("env", "this is no name of a variable", span=scope.span)


def _files(one: tree.Capability, report: Mistakes) -> Iterator[tuple[Capability, Span]]:
    """Read a path and how it is used."""
    if not one.scopes:
        yield Capability("files", write=True), one.span
        return
    path, *rest = one.scopes
    error = _path(path) or next(filter(None, map(_mode, rest)), None)
    if error is None and rest[1:]:
        error = errors.BadScope(
            "files", "there is one path, and `read` or `write`", span=rest[1].span
        )
    if error is not None:
        report.add(error)
        return
    write = any(scope.text == "write" for scope in rest)
    yield Capability("files", _normal(path.text), write), one.span


def _path(scope: tree.Scope) -> "errors.BadScope | None":
    if not scope.quoted:
        problem = "a path comes first, as a string"
        return errors.BadScope("files", problem, span=scope.span)
    if not _PATH.fullmatch(scope.text):
        problem = "a path has letters, digits and `. _ : / @ * -` here, as an archive names it"
        return errors.BadScope("files", problem, span=scope.span)
    if ".." in scope.text.split("/"):
        return errors.BadScope("files", "this path leads out of its folder", span=scope.span)
    return None


def _mode(scope: tree.Scope) -> "errors.BadScope | None":
    if scope.text in _MODES and not scope.quoted:
        return None
    instead = scope.text if scope.text in _MODES else ""
    problem = "after the path stands `read` or `write`"
    return errors.BadScope("files", problem, instead, span=scope.span)


def _normal(path: str) -> str:
    """Return a path without what means nothing in it."""
    normal = posixpath.normpath(path)
    return normal if not normal.startswith("//") else normal[1:]

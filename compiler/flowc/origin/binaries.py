"""What WebAssembly binaries say about themselves: components, and all that stands inside them.

Read are the sections by which tools name what they made: `producers`, the names of modules and
components, and the texts that `wasm-tools metadata` knows. None of it is needed to run anything and
nobody vouches for it: what cannot be read says nothing, and no bytes raise an error.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, TypeAlias

from flowc.frontend.binary import BadComponent
from flowc.frontend.binary.reader import Reader

Kind: TypeAlias = Literal["component", "module"]
TEXTS = ("authors", "description", "homepage", "licenses", "revision", "source", "version")
"""Custom sections that hold one text each."""
PRODUCERS = ("language", "processed-by", "sdk")
LONGEST = 1024
"""Characters of one text, and entries of one list of tools, that are taken."""
DEEPEST, MOST = 32, 4096
"""Levels and binaries that one component is looked into for."""

PREAMBLE = 8
_MAGIC = b"\0asm"
_LAYERS: dict[bytes, Kind] = {b"\x0d\0\x01\0": "component", b"\x01\0\0\0": "module"}
_CUSTOM = 0
_INSIDE = {"component": (1, 4), "module": ()}
"""The sections that are binaries themselves: a component's core modules and components."""
_NAMES = {"component": "component-name", "module": "name"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a binary says: its name, texts by their sections, tools as (role, name, version)."""

    name: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    tools: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Binary:
    """A component or core module, and what it holds; `whole` is False where that is not all."""

    kind: Kind
    size: int
    sha256: str
    said: Said
    inside: tuple["Binary", ...] = ()
    whole: bool = True


def look_into(data: bytes) -> Binary | None:
    """Return what a component or core module is, or None for anything else."""
    return _Look(MOST).binary(data, 0, len(data), DEEPEST)


@dataclass(slots=True)
class _Look:
    """One look into a binary: `left` is how many binaries more may be looked into."""

    left: int

    def binary(self, data: bytes, start: int, end: int, levels: int) -> Binary | None:
        kind = _LAYERS.get(data[start + len(_MAGIC) : start + PREAMBLE])
        if kind is None or data[start : start + len(_MAGIC)] != _MAGIC:
            return None
        self.left -= 1
        found = list(sections(Reader(data, start + PREAMBLE, end)))
        spans = [(at, to) for number, at, to in found if number in _INSIDE[kind]]
        inside, whole = self.inside(data, spans, levels)
        customs = [Reader(data, at, to) for number, at, to in found if number == _CUSTOM]
        digest = sha256(memoryview(data)[start:end]).hexdigest()
        return Binary(kind, end - start, digest, _said(kind, customs), inside, whole)

    def inside(
        self, data: bytes, spans: list[tuple[int, int]], levels: int
    ) -> tuple[tuple[Binary, ...], bool]:
        found: list[Binary] = []
        for at, to in spans:
            if not levels or self.left <= 0:
                return tuple(found), False
            one = self.binary(data, at, to, levels - 1)
            found += [] if one is None else [one]
        return tuple(found), True


def sections(reader: Reader) -> Iterator[tuple[int, int, int]]:
    """Give each section's number and span, as far as the binary is made of sections."""
    try:
        while reader.left():
            number = reader.byte("a section")
            body = reader.take(reader.u32("a section's size"), "a section")
            yield number, body.pos, body.end
    except BadComponent:
        return


def _said(kind: Kind, customs: list[Reader]) -> Said:
    """Return what custom sections say, the first of each name."""
    name, texts, tools = "", dict[str, str](), tuple[tuple[str, str, str], ...]()
    for reader in customs:
        try:
            section = reader.name("a custom section's name")
            if section == _NAMES[kind]:
                name = name or _own_name(reader)
            elif section == "producers":
                tools = tools or tuple(_tools(reader))
            elif section in TEXTS and section not in texts:
                texts[section] = _shortened(reader.raw(reader.left()).decode())
        except (BadComponent, UnicodeDecodeError):
            continue
    return Said(name, {key: texts[key] for key in TEXTS if texts.get(key)}, tools)


def _own_name(reader: Reader) -> str:
    """Return the name that subsection 0 gives to the binary itself."""
    while reader.left():
        number = reader.byte("a subsection")
        body = reader.take(reader.u32("a subsection's size"), "a subsection")
        if number == 0:
            return _shortened(body.name("a name"))
    return ""


def _tools(reader: Reader) -> Iterator[tuple[str, str, str]]:
    for _ in range(reader.count("fields of producers")):
        role = reader.name("a field's name")
        for number in range(reader.count("producers")):
            name, version = reader.name("a tool's name"), reader.name("a tool's version")
            if role in PRODUCERS and number < LONGEST:
                yield role, _shortened(name), _shortened(version)


def _shortened(text: str) -> str:
    text = text.strip()
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"

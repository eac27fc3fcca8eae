"""What the `.wit` beside a component says of it: toolchains leave documentation out of binaries.

A component's sources usually have its `.wit` in `wit/` next to it, or under its own name. Nothing
is guessed: a note is taken only for what has the same name and type in an interface of the same
id, its version included.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol, TypeVar

from flowc.frontend import wit
from flowc.frontend.signature import Component, Declared, Function, Note
from flowc.text.decode import decode
from flowc.text.report import Report, Stopped

WIT = ".wit"
Item = TypeVar("Item", Function, Declared)


class Folder(Protocol):
    """Where a component stands."""

    def load(self, path: str) -> bytes:
        """Return the bytes of a file; raises OSError for none."""

    def names(self, folder: str, suffix: str) -> list[str]:
        """Return the files of a folder that end so."""


def noted(component: Component, path: str, folder: Folder) -> Component:
    """Return a component with the notes of the `.wit` files beside its binary at `path`."""
    for told in _told(path, folder):
        functions = {(one.interface, one.name): one for one in told.functions}
        types = {(one.interface, one.name): one for one in told.types}
        component = replace(
            component,
            functions=tuple(_noted(one, functions) for one in component.functions),
            types=tuple(_noted(one, types) for one in component.types),
            note=_whole(component, told.note),
        )
    return component


def _noted(one: Item, told: Mapping[tuple[str, str], Item]) -> Item:
    other = told.get((one.interface, one.name))
    return replace(one, note=other.note) if other is not None and other == one else one


def _whole(component: Component, note: Note) -> Note:
    """Return the note of what a component is made from, if it offers an interface of that."""
    offered = {one.interface for one in component.functions}
    offered |= {one.interface for one in component.types}
    parts = tuple(one for one in note.parts if one.name in offered)
    if not parts:
        return component.note
    return replace(note, doc=note.doc or component.note.doc, parts=parts)


def _told(path: str, folder: Folder) -> Iterator[Component]:
    """Yield what each package says that stands beside a binary, as far as it can be read."""
    stem, _ = posixpath.splitext(path)
    places = {posixpath.join(posixpath.dirname(path), "wit"): None, stem + WIT: WIT}
    for place, alone in places.items():
        try:
            names = [place] if alone else [f"{place}/{one}" for one in folder.names(place, WIT)]
            yield from _read(place, names, folder)
        except (OSError, Stopped):
            continue


def _read(place: str, names: Iterable[str], folder: Folder) -> Iterable[Component]:
    texts = {one: decode(one, folder.load(one), Report()).text for one in names}
    if not texts:
        return ()
    below = posixpath.dirname(place) if place in texts else place
    packages = wit.read(texts, Report(), folder=below).packages
    worlds = (world for package in packages for world in package.worlds)
    return (*(one.component for one in worlds), *(one.component for one in packages))

"""A file that says who answers for services, when each is left alone, and what is allowed to it.

Takes its path, gives a `Bound` for each service; what it says of other files is meant from where it
lies. Raises `BadBindings` or `Unreadable`.
"""

from __future__ import annotations

import os
import tomllib

from flowrt.archive.strict import Reader, kind_of
from flowrt.bindings.errors import BadBindings
from flowrt.cli.bound import Bound
from flowrt.load import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEYS = ("target", "breaker", "allow", "deny", "folders")
MOST = 256
LONGEST = 4096
_OF_FILES = ("local", "map")
"""Schemes whose targets are files."""
_READ = Reader(lambda place, expected, found: BadBindings(place, expected=expected, found=found))


def read_bindings(path: str) -> Iterator[Bound]:
    """Yield what a file says, in its order."""
    try:
        fields = tomllib.loads(read(path).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadBindings(path, expected="TOML in UTF-8", found=str(error)) from None
    folder = os.path.dirname(path)  # noqa: PTH120 - pathlib takes 4 ms to import
    for name, value in fields.items():
        held = value if isinstance(value, dict) else {"target": value}
        yield _bound(name, held, f"{path} {name}", folder)


def _bound(name: str, held: Mapping[str, object], place: str, folder: str) -> Bound:
    for key in held:
        if key not in KEYS:
            raise BadBindings(f"{place}.{key}", expected=" or ".join(KEYS), found=key)
    target = held.get("target")
    if not (isinstance(target, str) and target):
        raise BadBindings(place, expected="a target", found=kind_of(target))
    return Bound(
        name,
        _from(folder, target),
        _breaker(held.get("breaker", ""), f"{place}.breaker"),
        _words(held.get("allow", []), f"{place}.allow"),
        _words(held.get("deny", []), f"{place}.deny"),
        _folders(held.get("folders", {}), f"{place}.folders", folder),
    )


def _breaker(value: object, place: str) -> str:
    """Return a breaker's text, of which it is known that it is one, or that it is empty."""
    text = _READ.text(value, place, LONGEST)
    if text:
        from flowrt.cli.breaker_text import breaker_of  # noqa: PLC0415 - few files say so

        try:
            breaker_of(text)
        except ValueError as error:
            raise BadBindings(place, expected=str(error), found=text) from None
    return text


def _folders(value: object, place: str, folder: str) -> tuple[str, ...]:
    held = _READ.mapping(value, place, list(value) if isinstance(value, dict) else [])
    paths = {name: _READ.text(path, f"{place}.{name}", LONGEST) for name, path in held.items()}
    return _words([f"{name}={_below(folder, path)}" for name, path in paths.items()], place)


def _words(value: object, place: str) -> tuple[str, ...]:
    """Return words as they may stand behind an option, where commas divide them."""
    found = []
    for one in _READ.sequence(value, place, MOST):
        text = _READ.label(one, place, LONGEST)
        if not text or "," in text:
            raise BadBindings(place, expected="words without a comma", found=text or "an empty one")
        found.append(text)
    return tuple(found)


def _from(folder: str, target: str) -> str:
    """Return a target whose file, if it names one, is found from a folder."""
    scheme, _, rest = target.partition(":")
    if rest.startswith("//"):
        return target
    before = f"{scheme}:" if scheme in _OF_FILES else ""
    return before + _below(folder, target.removeprefix(before))


def _below(folder: str, path: str) -> str:
    return os.path.join(folder, path)  # noqa: PTH118 - pathlib takes 4 ms to import

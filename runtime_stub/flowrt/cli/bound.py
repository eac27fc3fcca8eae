"""Who answers for services, as the words of `--bind` say it: pairs, and files of them.

Takes the option's words, gives a target for each service; raises `Usage`, `BadBindings` or
`Unreadable`. What a file says of other files is meant from where it lies.
"""

from __future__ import annotations

import os

from flowrt.cli.options import Usage
from flowrt.cli.servers import guard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FILE = ".toml"
_KEYS = ("target", "breaker")
_OF_FILES = ("local", "map")
"""Schemes whose targets are files."""


def pairs_of(options: Mapping[str, str]) -> dict[str, str]:
    """Return the targets that are bound, by service."""
    return {name: target for name, (target, _) in _bound(options).items()}


def breakers_of(options: Mapping[str, str]) -> dict[str, str]:
    """Return when services are left alone instead of what flows say, by service, as text."""
    bound = _bound(options)
    found = {name: breaker for name, (_, breaker) in bound.items() if breaker}
    for word in filter(None, options.get("breaker", "").split(",")):
        name, _, text = word.partition("=")
        if name not in bound:
            raise Usage(f"--breaker {word}", f"bind {name or 'a service'} with --bind NAME=..")
        if name in found:
            raise Usage(f"--breaker {name} twice", f"say it once of {name}")
        found[name] = text
    return found


def _bound(options: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return each service's target and, from a file, its breaker or an empty text."""
    found: dict[str, tuple[str, str]] = {}
    for word in filter(None, options.get("bind", "").split(",")):
        for name, target, breaker in _read(word):
            if name in found:
                raise Usage(f"--bind {name} twice", f"bind {name} once")
            guard(f"--bind {name}", target)
            found[name] = (target, breaker)
    return found


def _read(word: str) -> Iterator[tuple[str, str, str]]:
    name, equals, target = word.partition("=")
    if not equals and word.endswith(_FILE):
        yield from _of_file(word)
    elif name and target:
        yield name, target, ""
    else:
        raise Usage(f"--bind {word}", "write --bind NAME=TARGET, or --bind FILE.toml")


def _of_file(path: str) -> Iterator[tuple[str, str, str]]:
    import tomllib  # noqa: PLC0415 - most runs read no file of them

    from flowrt.bindings.errors import BadBindings  # noqa: PLC0415 - the same
    from flowrt.load import read  # noqa: PLC0415 - the same

    try:
        fields = tomllib.loads(read(path).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadBindings(path, expected="TOML in UTF-8", found=str(error)) from None
    folder = os.path.dirname(path)  # noqa: PTH120 - pathlib takes 4 ms to import
    for name, value in fields.items():
        target, breaker = _of_line(value, f"{path} {name}")
        yield name, _from(folder, target), breaker


def _of_line(value: object, place: str) -> tuple[str, str]:
    """Return a service's target and breaker: a text, or a table of both."""
    from flowrt.archive.strict import kind_of  # noqa: PLC0415 - as above
    from flowrt.bindings.errors import BadBindings  # noqa: PLC0415 - the same

    held = value if isinstance(value, dict) else {"target": value}
    for key in held:
        if key not in _KEYS:
            raise BadBindings(f"{place}.{key}", expected=" or ".join(_KEYS), found=key)
    target, breaker = held.get("target"), held.get("breaker", "")
    if not (isinstance(target, str) and target):
        raise BadBindings(place, expected="a target", found=kind_of(target))
    if not isinstance(breaker, str):
        raise BadBindings(f"{place}.breaker", expected="a text", found=kind_of(breaker))
    if breaker:
        from flowrt.cli.breaker_text import breaker_of  # noqa: PLC0415 - few files say so

        try:
            breaker_of(breaker)
        except ValueError as error:
            raise BadBindings(f"{place}.breaker", expected=str(error), found=breaker) from None
    return target, breaker


def _from(folder: str, target: str) -> str:
    """Return a target whose file, if it names one, is found from here."""
    scheme, _, rest = target.partition(":")
    if rest.startswith("//"):
        return target
    before = f"{scheme}:" if scheme in _OF_FILES else ""
    return before + os.path.join(folder, target.removeprefix(before))  # noqa: PTH118 - as above

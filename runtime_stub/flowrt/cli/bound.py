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
_OF_FILES = ("local", "map")
"""Schemes whose targets are files."""


def pairs_of(options: Mapping[str, str]) -> dict[str, str]:
    """Return the targets that are bound, by service."""
    found: dict[str, str] = {}
    for word in filter(None, options.get("bind", "").split(",")):
        for name, target in _read(word):
            if name in found:
                raise Usage(f"--bind {name} twice", f"bind {name} once")
            guard(f"--bind {name}", target)
            found[name] = target
    return found


def _read(word: str) -> Iterator[tuple[str, str]]:
    name, equals, target = word.partition("=")
    if not equals and word.endswith(_FILE):
        yield from _of_file(word)
    elif name and target:
        yield name, target
    else:
        raise Usage(f"--bind {word}", "write --bind NAME=TARGET, or --bind FILE.toml")


def _of_file(path: str) -> Iterator[tuple[str, str]]:
    import tomllib  # noqa: PLC0415 - most runs read no file of them

    from flowrt.archive.strict import kind_of  # noqa: PLC0415 - the same
    from flowrt.bindings.errors import BadBindings  # noqa: PLC0415 - the same
    from flowrt.load import read  # noqa: PLC0415 - the same

    try:
        fields = tomllib.loads(read(path).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadBindings(path, expected="TOML in UTF-8", found=str(error)) from None
    folder = os.path.dirname(path)  # noqa: PTH120 - pathlib takes 4 ms to import
    for name, target in fields.items():
        if not (isinstance(target, str) and target):
            raise BadBindings(f"{path} {name}", expected="a target", found=kind_of(target))
        yield name, _from(folder, target)


def _from(folder: str, target: str) -> str:
    """Return a target whose file, if it names one, is found from here."""
    scheme, _, rest = target.partition(":")
    if rest.startswith("//"):
        return target
    before = f"{scheme}:" if scheme in _OF_FILES else ""
    return before + os.path.join(folder, target.removeprefix(before))  # noqa: PTH118 - as above

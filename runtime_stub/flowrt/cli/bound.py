"""Who answers for services, as the words of `--bind` say it: pairs, and files of them.

Takes the options, gives a target for each service, when it is left alone, and what is allowed to
it; raises `Usage`, `BadBindings` or `Unreadable`.
"""

from __future__ import annotations

from flowrt.cli.options import Usage
from flowrt.cli.servers import guard
from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FILE = ".toml"


class Bound(Value):
    """Who answers for a service; what a file says of it alone is as options say it.

    The `breaker` may be empty; what is allowed and denied, and where folders lie, holds beside
    what the options say.
    """

    name: str
    target: str
    breaker: str = ""
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    folder: tuple[str, ...] = ()


class Bindings(Value):
    """Who answers for each service."""

    by_name: Mapping[str, Bound]

    @property
    def targets(self) -> dict[str, str]:
        """What is bound, by service."""
        return {name: one.target for name, one in self.by_name.items()}

    def rights(self, options: Mapping[str, str]) -> dict[str, str]:
        """Return options with what files allow and deny to services, in the words of options."""
        said = {name: [text] for name, text in options.items()}
        for one in self.by_name.values():
            for option, words in (("allow", one.allow), ("deny", one.deny), ("folder", one.folder)):
                said.setdefault(option, []).extend(f"{one.name}/{word}" for word in words)
        return {name: ",".join(words) for name, words in said.items() if words}

    def breakers(self, options: Mapping[str, str]) -> dict[str, str]:
        """Return when services are left alone instead of what flows say, by service, as text."""
        found = {name: one.breaker for name, one in self.by_name.items() if one.breaker}
        for word in filter(None, options.get("breaker", "").split(",")):
            name, _, text = word.partition("=")
            if name not in self.by_name:
                raise Usage(f"--breaker {word}", f"bind {name or 'a service'} with --bind NAME=..")
            if name in found:
                raise Usage(f"--breaker {name} twice", f"say it once of {name}")
            found[name] = text
        return found


def bindings_of(options: Mapping[str, str]) -> Bindings:
    """Return what `--bind` says; each file is read once."""
    found: dict[str, Bound] = {}
    for word in filter(None, options.get("bind", "").split(",")):
        for one in _read(word):
            if one.name in found:
                raise Usage(f"--bind {one.name} twice", f"bind {one.name} once")
            guard(f"--bind {one.name}", one.target)
            found[one.name] = one
    return Bindings(found)


def _read(word: str) -> Iterator[Bound]:
    name, equals, target = word.partition("=")
    if not equals and word.endswith(_FILE):
        from flowrt.cli.bound_file import read_bindings  # noqa: PLC0415 - most runs read none

        yield from read_bindings(word)
    elif name and target:
        yield Bound(name, target)
    else:
        raise Usage(f"--bind {word}", "write --bind NAME=TARGET, or --bind FILE.toml")

"""What an archive may touch outside, and whether the operator allows it.

A capability is written `name`, or `name:argument` (`env:HOME`, `http:api.example.com:443`), and for
files `files:path=read` or `files:path=write`. Without an argument it means any. FORMAT 3.3.
"""

from __future__ import annotations

from types import MappingProxyType

from flowrt import problems
from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flowrt.engine.system.count import Count
    from flowrt.rights.hosts import Host

NAMES = ("clock", "env", "files", "http", "random", "sockets", "stdio")
WITH_ARGUMENT = ("env", "files", "http", "sockets")
OF_HOSTS = ("http", "sockets")
"""Those whose argument is a host."""
ALL = "all"

_OF_INTERFACE = {
    "cli/environment": "env",
    "cli/stderr": "stdio",
    "cli/stdin": "stdio",
    "cli/stdout": "stdio",
    "cli/terminal-input": "stdio",
    "cli/terminal-output": "stdio",
    "cli/terminal-stderr": "stdio",
    "cli/terminal-stdin": "stdio",
    "cli/terminal-stdout": "stdio",
    "clocks": "clock",
    "filesystem": "files",
    "http": "http",
    "random": "random",
    "sockets": "sockets",
}
_FREE = ("cli/exit", "io")
"""What only a granted interface makes useful, or can do no harm."""


class Capability(Value):
    """One thing outside; an empty `argument` means any, `writes` is for files."""

    name: str
    argument: str = ""
    writes: bool = False

    def __str__(self) -> str:
        mode = ("=write" if self.writes else "=read") if self.name == "files" else ""
        return f"{self.name}:{self.argument}{mode}" if self.argument else self.name

    def covers(self, need: Capability) -> bool:
        """Return whether allowing this allows what is needed."""
        if self.name != need.name or (need.writes and not self.writes):
            return False
        if not self.argument:
            return True
        if not need.argument:
            return False
        if self.name == "files":
            return _path_covers(self.argument, need.argument)
        if self.name == "env":
            return self.argument == need.argument
        return _host_covers(self.argument, need.argument)

    def meets(self, need: Capability) -> bool:
        """Return whether denying this denies what is needed, because they have a part in common.

        Who may not read may not write.
        """
        if self.name != need.name:
            return False
        if not self.argument or not need.argument:
            return not (self.name == "files" and self.writes and not need.writes)
        if self.name == "files":
            shared = _path_meets(self.argument, need.argument)
            return shared and (need.writes or not self.writes)
        if self.name == "env":
            return self.argument == need.argument
        return _host_meets(self.argument, need.argument)


class Fixed(Value):
    """What gives fixed values in the place of real ones: a clock's second, a seed; None if not."""

    clock: int | None = None
    random: str | None = None

    def otherwise(self, other: Fixed) -> Fixed:
        """Return what is fixed here, and what the other fixes besides."""
        clock = other.clock if self.clock is None else self.clock
        return Fixed(clock, other.random if self.random is None else self.random)

    @property
    def names(self) -> tuple[str, ...]:
        """The capabilities that touch nothing real."""
        return tuple(name for name, value in self.as_dict().items() if value is not None)


NOTHING_FIXED = Fixed()


NO_FOLDERS: Mapping[str, str] = MappingProxyType({})


class Allowed(Value):
    """What an operator allows and denies, and where the folders lie that an archive names.

    What is `fixed` needs no allowance; with a `count`, it is told what is used.
    """

    capabilities: tuple[str, ...] = ()
    folders: Mapping[str, str] = NO_FOLDERS
    denied: tuple[str, ...] = ()
    fixed: Fixed = NOTHING_FIXED
    count: Count | None = None

    def joined(self, other: Allowed) -> Allowed:
        """Return what either allows and neither denies; this one's folders come first."""
        return Allowed(
            (*self.capabilities, *other.capabilities),
            {**other.folders, **self.folders},
            (*self.denied, *other.denied),
            self.fixed.otherwise(other.fixed),
            self.count or other.count,
        )


NOTHING = Allowed()


def _path_covers(folder: str, path: str) -> bool:
    """Return whether a folder holds a path; `.` holds all relative ones, none of which climbs."""
    if folder == path:
        return True
    if ".." in path.split("/") or ":" in path:
        return False
    if folder == ".":
        return not path.startswith("/")
    return f"{path}/".startswith(f"{folder.rstrip('/')}/")


def _path_meets(one: str, other: str) -> bool:
    """Return whether two folders may hold a file in common; one that climbs may hold any."""
    climbs = ".." in (*one.split("/"), *other.split("/"))
    if climbs or ":" in one + other or one.startswith("/") != other.startswith("/"):
        return True
    one, other = _plain(one), _plain(other)
    return _path_covers(one, other) or _path_covers(other, one)


def _plain(path: str) -> str:
    """Return a path without what leads nowhere: `./data//x` is `data/x`."""
    parts = "/".join(part for part in path.split("/") if part not in ("", "."))
    return f"/{parts}" if path.startswith("/") else parts or "."


def _host(text: str) -> Host | None:
    """Return the host that a text spells, if it spells one."""
    from flowrt.rights.hosts import host_of  # noqa: PLC0415 - few archives name hosts

    return host_of(text)


def _host_covers(rule: str, need: str) -> bool:
    """Return whether a host means all that another does; what is no host means nothing."""
    one, other = _host(rule), _host(need)
    return one is not None and other is not None and one.covers(other)


def _host_meets(ban: str, need: str) -> bool:
    """Return whether two hosts may have one in common, as what is none may have with any."""
    one, other = _host(ban), _host(need)
    return one is None or other is None or one.meets(other)


def capability(text: str) -> Capability | None:
    """Return what a text spells; None if it is no capability that this stub knows."""
    name, has_argument, argument = text.partition(":")
    if name not in NAMES or (has_argument and (name not in WITH_ARGUMENT or not argument)):
        return None
    if name in OF_HOSTS and argument:
        host = _host(argument)
        return None if host is None else Capability(name, str(host))
    if name != "files":
        return Capability(name, argument)
    path, _, mode = argument.rpartition("=")
    if mode in ("read", "write") and path:
        return Capability(name, path, mode == "write")
    return Capability(name, argument, writes=True)


def granted(
    needs: Iterable[str], allowed: Iterable[str], denied: Iterable[str] = ()
) -> tuple[Capability, ...]:
    """Return what an archive needs, all of it allowed and nothing denied; raises `NotAllowed`."""
    rules, bans = tuple(allowed), tuple(denied)
    known, banned = _known(rules), _banned(bans)
    found = []
    for text in needs:
        need = capability(text)
        if need is None or not (ALL in rules or any(rule.covers(need) for rule in known)):
            raise problems.NotAllowed(
                "", expected=", ".join(rules) or "nothing outside", found=text
            )
        if ALL in bans or any(ban.meets(need) for ban in banned):
            raise problems.NotAllowed("", expected=f"nothing of {', '.join(bans)}", found=text)
        found.append(need)
    return tuple(found)


def ban(text: str) -> Capability | None:
    """Return what denying a text denies: of a folder without a mode reading, so writing, too."""
    known = capability(text)
    if known is None or text.endswith("=write"):
        return known
    return Capability(known.name, known.argument)


def _banned(texts: Iterable[str]) -> list[Capability]:
    """Return what is denied; a slip would deny nothing, and so it is refused."""
    found = []
    for text in texts:
        known = ban(text)
        if known is not None:
            found.append(known)
        elif text != ALL:
            expected = f"{ALL}, or one of {', '.join(NAMES)}, to deny"
            raise problems.NotAllowed("", expected=expected, found=text)
    return found


def _known(texts: Iterable[str]) -> list[Capability]:
    return [known for text in texts if (known := capability(text)) is not None]


def needed_by(interface: str) -> str | None:
    """Return the capability that a WASI 0.2 interface belongs to, "" if to none, None if unknown.

    `interface` is an import's name, such as "wasi:clocks/wall-clock@0.2.0".
    """
    name = interface.partition("@")[0].removeprefix("wasi:")
    package = name.partition("/")[0]
    if not interface.startswith("wasi:"):
        return None
    if name in _FREE or package in _FREE:
        return ""
    return _OF_INTERFACE.get(name) or _OF_INTERFACE.get(package)

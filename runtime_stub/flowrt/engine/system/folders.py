"""Folders as components are given them: found once, held open, and inside of what allows them.

Whoever may write to a folder may put a link in the place of another one inside it, or may have done
so in an earlier run. So a folder is opened when its archive is, and all transactions are given that
one; a folder that is allowed as a part of another one has to lie in there, wherever links lead; and
what is denied is denied under each of its names. Takes granted capabilities, gives `Folder`s.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from flowrt import problems
from flowrt.problems.refusals.files import Unreadable
from flowrt.rights.capabilities import ALL, Capability, ban, capability
from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flowrt.rights.capabilities import Allowed

ANYWHERE = (".", "/")
"""What a flow may see that may use files anywhere."""
_OPEN = "/proc/self/fd"
"""Where a system shows what a process has open, under paths that nobody else can lead elsewhere."""


class Folder(Value):
    """A folder of the system: what components call it, where it is, whether they may write."""

    guest: str
    host: str
    writes: bool
    held: Held

    def path(self) -> str:
        """Return where to open it for a transaction.

        Raises `Unreadable` if it is gone, or was replaced where the system shows no open folders.
        """
        if self.held.is_gone:
            raise Unreadable(self.host, "the folder is gone")
        if self.held.path:
            return self.held.path
        if self.held.place(self.host) != self.host:
            raise Unreadable(self.host, "it is another folder than at first")
        return self.host


class Held:
    """A folder that stays open, where the system can show it; `path` is empty where it cannot."""

    def __init__(self, host: str) -> None:
        """Open a folder; raises `OSError`."""
        self.path = ""
        self._number = -1
        if os.path.isdir(_OPEN):  # noqa: PTH112 - pathlib takes 4 ms to import
            self._number = os.open(host, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
            self.path = f"{_OPEN}/{self._number}"
        elif not os.path.isdir(host):  # noqa: PTH112 - the same
            raise NotADirectoryError(host)

    @property
    def is_gone(self) -> bool:
        """Whether the folder that is held was removed."""
        return self._number >= 0 and not os.fstat(self._number).st_nlink

    def place(self, host: str) -> str:
        """Return where the folder is now, or what is at its place, links followed."""
        return os.readlink(self.path) if self.path else os.path.realpath(host)  # noqa: PTH115 - the same

    def __del__(self) -> None:
        """Let go of it with whoever may use it."""
        if self._number >= 0:
            os.close(self._number)


def folders_of(granted: Iterable[Capability], allowed: Allowed) -> tuple[Folder, ...]:
    """Return the folders that capabilities open, placed and bounded as the operator says.

    A folder whose place is not named is taken relative to the working folder. Raises `Unreadable`
    for one that does not exist, and `NotAllowed`.
    """
    needs = tuple(granted)
    found = []
    for need in needs:
        for guest in (need.argument,) if need.argument else ANYWHERE:
            folder = _opened(guest, allowed.folders.get(guest, guest), need.writes)
            if need.argument:
                _check(need, folder.host, allowed, needs)
            found.append(folder)
    return tuple(found)


def _opened(guest: str, host: str, writes: bool) -> Folder:  # noqa: FBT001 - private
    """Return a folder, open; its `host` is where it really is."""
    try:
        held = Held(host)
    except OSError:
        none = f"the flow works on the folder {guest}, and there is none"
        raise Unreadable(host, none) from None
    return Folder(guest, held.place(host), writes, held)


def _check(need: Capability, real: str, allowed: Allowed, needs: Sequence[Capability]) -> None:
    """Hold that links lead a folder neither out of what allows it nor into what is denied."""
    for one in _files(map(ban, allowed.denied)):
        place = _place(one, allowed)
        shared = _is_inside(real, place) or _is_inside(place, real)
        if shared and (need.writes or not one.writes):
            raise _led(f"nothing of {one}", need, real)
    if need.argument not in allowed.folders:
        _check_rules(need, real, allowed)
        _check_outer(need, real, allowed, needs)


def _check_rules(need: Capability, real: str, allowed: Allowed) -> None:
    """Refuse a folder that is allowed as a part of another one, and is none."""
    rules = [rule for rule in _files(map(capability, allowed.capabilities)) if rule.covers(need)]
    is_named = any(rule.argument in ("", need.argument) for rule in rules)
    if ALL in allowed.capabilities or is_named:
        return
    if not any(_is_inside(real, _place(rule, allowed)) for rule in rules):
        raise _led(" or ".join(map(str, rules)), need, real)


def _check_outer(
    need: Capability, real: str, allowed: Allowed, needs: Sequence[Capability]
) -> None:
    """Refuse a folder that is no part of another one in which the archive may put links."""
    for other in needs:
        outer = Capability("files", other.argument)
        is_around = other.writes and other.argument != need.argument and outer.covers(need)
        if is_around and other.argument and not _is_inside(real, _place(outer, allowed)):
            raise _led(f"a folder inside {other.argument}", need, real)


def _files(known: Iterable[Capability | None]) -> list[Capability]:
    """Return the capabilities of files among some."""
    return [one for one in known if one is not None and one.name == "files"]


def _place(rule: Capability, allowed: Allowed) -> str:
    """Return where the folder of a capability really is."""
    return os.path.realpath(allowed.folders.get(rule.argument, rule.argument))


def _is_inside(inner: str, outer: str) -> bool:
    """Return whether a real path is another one, or leads on from there."""
    one, other = os.path.normcase(inner), os.path.normcase(outer)
    return one == other or one.startswith(other.rstrip(os.sep) + os.sep)


def _led(expected: str, need: Capability, real: str) -> problems.NotAllowed:
    return problems.NotAllowed("", expected=expected, found=f"{need}, which leads to {real}")

"""What `flowrt serve` and `flowrt work` have in common: an archive, some of its flows, numbers.

Takes the command line, gives what it says; raises `Usage` or `UnknownFlow`.
"""

from __future__ import annotations

import re

from flowrt.cli.nearest import nearest
from flowrt.cli.options import Option, Usage, Words, listed, split
from flowrt.problems.errors import UnknownFlow
from flowrt.problems.kinds import without_password
from flowrt.problems.say import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrt.plan.plan import Entry, Plan

_DIGITS = 12
"""Those that a number has at most."""
_COLLECTOR = re.compile(r"https?://[^\s/]+(/\S*)?")


def asked(argv: list[str], name: str, options: tuple[Option, ...], usage: str) -> Words | None:
    """Return the words of a command, None where they asked for help, which is given."""
    words = split(argv, options)
    if "help" in words.options:
        say(usage.format(options=listed([(str(one), one.help) for one in options])))
        return None
    if not words.rest:
        raise Usage(f"{name} without an archive", f"write flowrt {name} ARCHIVE [FLOW ...]")
    return words


def entries_of(plan: Plan, names: list[str]) -> tuple[Entry, ...]:
    """Return the flows that are named, or all."""
    found = []
    for name in names:
        entry = plan.entry(name)
        if entry is None:
            known = [one.name for one in plan.entries]
            expected = " or ".join(nearest(name, known)) or ", ".join(known)
            raise UnknownFlow("", expected=expected, found=name)
        found.append(entry)
    return tuple(found) or plan.entries


def collector_of(options: Mapping[str, str]) -> str | None:
    """Return where traces are sent, None for nowhere; raises `Usage` for what takes none."""
    url = options.get("traces")
    if url is None or _COLLECTOR.fullmatch(url):
        return url
    raise Usage(f"--traces {without_password(url)}", "give an address such as http://HOST:4318")


def count_of(
    options: Mapping[str, str], name: str, default: int, *, least: int = 1, most: int = 4096
) -> int:
    """Return the whole number that an option gives."""
    text = options.get(name)
    if text is None:
        return default
    is_number = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
    if not (is_number and least <= int(text) <= most):
        raise Usage(f"--{name} {text}", f"give a whole number from {least} to {most}")
    return int(text)

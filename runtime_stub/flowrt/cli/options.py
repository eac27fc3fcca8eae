"""The stub's own command-line options: one table, from which words are split and help is printed.

Takes the words after a command, gives the options found, the other words in their order, and
those after a bare `--`; a mistake raises `Usage`. What the other words mean is for the caller.
"""

from __future__ import annotations

import os

from flowrt.problems.report import Problem
from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Usage(Problem):
    """The command line is not one that the command understands."""

    exit_code = 2
    code = "R421"
    title = "the command line is not understood"
    help = "see what the command takes with `--help`"

    def __init__(self, found: str, help: str = "") -> None:  # noqa: A002 - the field's name
        super().__init__("", ("found", found))
        self.help = help or Usage.help  # type: ignore[misc]  # here it depends on what was found


class Option(Value):
    """An option: `value` names what follows it, or is empty for a switch.

    One that `repeats` may be given several times; its values are then joined by commas.
    """

    name: str
    value: str
    help: str
    choices: tuple[str, ...] = ()
    repeats: bool = False

    def __str__(self) -> str:
        return f"--{self.name} {self.value}".rstrip()


class Words(Value):
    """A command line taken apart: `options` by name, `rest` in order, `last` after `--`."""

    options: dict[str, str]
    rest: tuple[str, ...]
    last: tuple[str, ...]


def split(words: Sequence[str], known: Sequence[Option]) -> Words:
    """Return the known options taken out of the words; raises `Usage`."""
    table = {option.name: option for option in known}
    options: dict[str, str] = {}
    rest: list[str] = []
    queue = list(words)
    while queue:
        word = queue.pop(0)
        if word == "--":
            break
        name, equals, value = word.removeprefix("--").partition("=")
        option = table.get(name) if word.startswith("--") else None
        if option is None:
            rest.append(word)
            continue
        if name in options and not option.repeats:
            raise Usage(f"--{name} twice", f"give --{name} once")
        found = _value(option, value if equals else None, queue)
        options[name] = f"{options[name]},{found}" if name in options else found
    return Words(options, tuple(rest), tuple(queue))


def _value(option: Option, given: str | None, queue: list[str]) -> str:
    if not option.value:
        if given is not None:
            raise Usage(f"--{option.name}={given}", f"--{option.name} takes no value")
        return ""
    if given is None:
        if not queue:
            raise Usage(f"--{option.name} and nothing after it", f"write {option}")
        given = queue.pop(0)
    if option.choices and given not in option.choices:
        raise Usage(f"--{option.name} {given}", f"give one of {', '.join(option.choices)}")
    return given


def said(options: Mapping[str, str], name: str) -> str | None:
    """Return what an option says, or else its variable; an empty text says nothing."""
    return options.get(name) or os.environ.get(variable(name)) or None


def variable(name: str) -> str:
    """Return the variable of an option: `$FLOWRT_NATS_LOGIN` is that of `--nats-login`."""
    return f"FLOWRT_{name.upper().replace('-', '_')}"


def unknown(word: str, known: Sequence[str]) -> Usage:
    """Return the mistake of an option or a command that does not exist, with those near it."""
    from flowrt.cli.nearest import nearest  # noqa: PLC0415 - most words are known

    close = nearest(word, known)
    if close:
        return Usage(word, f"{' or '.join(f'`{name}`' for name in close)} exists")
    return Usage(word, f"there are {', '.join(known)}" if known else "leave it out: there are none")


def listed(rows: Sequence[tuple[str, str]]) -> str:
    """Return two columns, the second explaining the first."""
    width = max((len(left) for left, _ in rows if len(left) <= 28), default=0)  # noqa: PLR2004 - a column
    return "\n".join(f"  {left:<{width}}  {right}".rstrip() for left, right in rows)

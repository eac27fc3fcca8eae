"""How the stub speaks: one problem as a title, a place, facts, the rule and what to do.

Takes what was found, gives text in the shape of the compiler's diagnostics, or fields for JSON.
Control and bidirectional characters in anything shown are escaped.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

SHOWN = 160
_IN_PROSE = "\n\t\xa0\u202f"
"""What people write besides what is printable: breaks, and spaces at which no line is broken."""


def shown(value: object) -> str:
    """Return a short, safe, one-line text of something that an untrusted party may have written."""
    text = value if isinstance(value, str) else repr(value)
    safe = _escaped(text[: SHOWN + 1], "")
    return safe if len(text) <= SHOWN else safe[:SHOWN] + "..."


def readable(text: str) -> str:
    """Return all of a text that an untrusted party may have written, safe to show in its lines."""
    return _escaped(text, _IN_PROSE)


def _escaped(text: str, kept: str) -> str:
    return "".join(c if c.isprintable() or c in kept else ascii(c)[1:-1] for c in text)


def counted(count: int, noun: str) -> str:
    """Return "1 key" or "3 keys"."""
    return f"{count} {noun}" + ("" if count == 1 else "s")


class Problem(Exception):  # noqa: N818 - a refusal and a fault are not called errors
    """Something that ends the work with one clear message; its docstring is its explain page.

    `place` says where, `facts` are labelled lines in the order they are shown. A class gives the
    stable `code`, the `title`, the `rule` it rests on and what the reader can do (`help`).
    """

    level: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    code: ClassVar[str] = ""
    title: ClassVar[str] = ""
    rule: ClassVar[str] = ""
    help: ClassVar[str] = ""

    def __init__(self, place: str, *facts: tuple[str, str]) -> None:
        super().__init__(place, *facts)
        self.place = place
        self.facts = tuple((label, shown(text)) for label, text in facts if text)

    def __str__(self) -> str:
        return self.render()

    def render(self, within: str = "") -> str:
        """Return the message as text; `within` is the file whose part the place names."""
        place = "!".join(part for part in (within, self.place) if part)
        facts = [*self.facts, *([("rule", self.rule)] if self.rule else [])]
        width = max((len(label) for label, _ in facts), default=0)
        lines = [f"{self.level}[{self.code}]: {self.title}"]
        lines += [f" --> {shown(place)}"] if place else []
        lines += [f"  = {label:<{width}} {text}" for label, text in facts]
        lines += [f"help: {self.help}"] if self.help else []
        return "\n".join(lines)

    def fields(self) -> dict[str, object]:
        """Return the message as the fields of a JSON line."""
        return {
            "schema": 1,
            "level": self.level,
            "code": self.code,
            "title": self.title,
            "place": self.place,
            "facts": dict(self.facts),
            "rule": self.rule,
            "help": self.help,
        }


class Refused(Problem):
    """An archive, a trust file or a plan that will not be used; nothing in it was run."""

    level = "refused"
    exit_code = 3

    def __init__(self, place: str, *, expected: str = "", found: object = "") -> None:
        super().__init__(place, ("expected", expected), ("found", shown(found)))
        self.expected = expected
        self.found = shown(found)


class BadInput(Problem):
    """A value given to a flow does not fit the flow's type; `path` says where in the value.

    `found` says what kind of thing was found there, and never which: the value may be a secret.
    """

    def __init__(self, path: str, *, expected: str = "", found: object = "") -> None:
        self.found = shown(found)
        super().__init__(path, ("expected", expected), ("found", self.found))
        self.path = path
        self.expected = expected


class Fault(Problem):
    """A flow stopped while it ran, in the named flow, component and function.

    `place` is where the source says so ("checkout.flow:17:5"); names that are unknown are empty.
    """

    level = "fault"
    exit_code = 4

    def __init__(
        self,
        *,
        flow: str = "",
        component: str = "",
        function: str = "",
        place: str = "",
        message: str = "",
    ) -> None:
        super().__init__(
            place,
            ("flow", flow),
            ("component", component),
            ("function", function),
            ("message", message),
        )
        self.flow = flow
        self.component = component
        self.function = function
        self.message = message

"""What runs an entry where an archive is served or works: routes of HTTP, times and subjects.

`encode` gives plain values, `read_route` and `read_trigger` take them back and refuse what FORMAT
7.6 does not allow. A cron expression is taken by its characters alone; `flowrt.plan.cron` says what
it means.
"""

from __future__ import annotations

import re

from flowrt.archive.strict import Reader
from flowrt.problems.refusals.plans import BadPlanField
from flowrt.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

METHODS = ("get", "head", "post", "put", "patch", "delete")
MAX_ROUTES = 256
MAX_TRIGGERS = 256
MAX_EVERY = 8784 * 3_600_000
"""The longest time between two runs, in milliseconds: a leap year."""

_WORD = r"[A-Za-z0-9._~-]+"
_NAME = r"[a-zA-Z][a-zA-Z0-9-]*"
_PATH = re.compile(rf"/|(?:/(?:{_WORD}|\{{{_NAME}\}}))+")
_DOTS = re.compile(r"/\.\.?(?:/|$)")
_NAMED = re.compile(r"\{([^}]*)\}")
_CRON = re.compile(r"[0-9A-Za-z*/,-]+(?: [0-9A-Za-z*/,-]+){4}")
_SUBJECT = re.compile(r"(?!\$)[!-)+-\-/-=?-~]+(?:\.[!-)+-\-/-=?-~]+)*")
_READ = Reader(lambda place, expected, found: BadPlanField(place, expected=expected, found=found))


class Route(Value):
    """A request that an entry answers; in `path`, `{name}` stands for a parameter."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def named(self) -> tuple[str, ...]:
        """The parameters in the path, in order."""
        return tuple(_NAMED.findall(self.path))

    @property
    def shape(self) -> str:
        """The route without the names of its parameters: two of one shape answer the same."""
        return f"{self.method} {_NAMED.sub('{}', self.path)}"

    def check(self, params: Collection[str], place: str) -> None:
        """Refuse a path that names what is no parameter of the entry, or one twice."""
        names = self.named
        if len(set(names)) != len(names) or not set(names) <= set(params):
            raise BadPlanField(place, expected="parameters, each once", found=self.path)

    def encode(self) -> list[object]:
        """Return the route as a plain value."""
        return [self.method, self.path]


class Trigger(Value):
    """What runs an entry: `every` so many `ms`, or a `cron` or `subject`, which is `text`."""

    kind: str
    text: str
    ms: int

    def __str__(self) -> str:
        return f"every {self.ms} ms" if self.kind == "every" else f"{self.kind} {self.text}"

    def encode(self) -> list[object]:
        """Return the trigger as a plain value."""
        return [self.kind, self.text, self.ms]


def read_route(value: object, place: str) -> Route:
    """Return the route that a plain value spells."""
    method, path = _items(value, place, 2)
    found = _READ.text(method, place, 16)
    if found not in METHODS:
        raise BadPlanField(place, expected="a method", found=found)
    text = _READ.text(path, place, 1024)
    if not _PATH.fullmatch(text) or _DOTS.search(text):
        raise BadPlanField(place, expected="a path", found=text)
    return Route(found, text)


def read_trigger(value: object, place: str) -> Trigger:
    """Return the trigger that a plain value spells."""
    kind, text, ms = _items(value, place, 3)
    found = _READ.text(text, place, 256)
    match kind:
        case "every":
            time = _READ.integer(ms, place, 1, MAX_EVERY)
            fits = found == ""
        case "cron" | "subject":
            time = _READ.integer(ms, place, 0, 0)
            fits = (_CRON if kind == "cron" else _SUBJECT).fullmatch(found) is not None
        case _:
            raise BadPlanField(place, expected="every, cron or subject", found=kind)
    if not fits:
        raise BadPlanField(place, expected="what the kind takes", found=found)
    return Trigger(kind, found, time)


def _items(value: object, place: str, count: int) -> list[object]:
    items = _READ.sequence(value, place, count)
    if len(items) != count:
        raise BadPlanField(place, expected=f"{count} items", found=len(items))
    return items

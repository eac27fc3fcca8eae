"""What runs a flow where an archive is served or works: routes of HTTP, times and subjects.

`annotations` of the checker make these, and nothing here validates; a graph and a plan carry them.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

METHODS: Final = ("get", "head", "post", "put", "patch", "delete")
"""The methods of HTTP that a flow can answer."""

BODILESS: Final = frozenset({"get", "head", "delete"})
"""Those whose requests have no body, so that all is in the path and the query."""


@dataclass(frozen=True, slots=True)
class Route:
    """A request that a flow answers; in `path`, `{name}` stands for a parameter."""

    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """What runs a flow: every `ms` milliseconds, or at a `cron` or `subject`, which is `text`."""

    kind: Literal["every", "cron", "subject"]
    text: str
    ms: int


Annotation: TypeAlias = Route | Trigger

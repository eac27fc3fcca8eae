"""What a relay looks at: which interfaces, each call of them, and who is asked about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import ctypes
    from collections.abc import Mapping

    from flowrt.engine import capi

_METHOD = "[method]"


@dataclass(frozen=True)
class Kinds:
    """What a relay relays: interfaces with their resources, and which functions give some."""

    package: str
    """That of the interfaces; the relay is in the file of that name."""
    first: int
    """The number that the type of its first resource is known by to the engine."""
    resources: Mapping[str, tuple[str, ...]]
    """By the interface that they are defined in, named without `wasi:` and version."""
    gives: Mapping[str, tuple[str, ...]]
    """Resources of a function's result, which come before any others; or that of each in a list."""
    takes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Which arguments are of a relay's own resources, where it is not the first of a method."""

    @cached_property
    def numbers(self) -> dict[str, int]:
        """What each resource's type is known by to the engine."""
        names = [name for one in self.resources.values() for name in one]
        return {name: number for number, name in enumerate(names, self.first)}

    def subjects(self, label: str) -> tuple[int, ...]:
        """Return which arguments of a function stand for a resource."""
        return self.takes.get(label, (0,) if label.startswith(_METHOD) else ())


class Watch(Protocol):
    """What looks at the calls of one store: it is asked before each, and told after it."""

    def before(self, call: Call) -> str:
        """Return the error code that the call is answered with, empty where it goes on."""

    def after(self, call: Call, result: capi.Value) -> None:
        """Learn what came of a call that went on; `call.made` are the numbers that it gave."""

    def dropped(self, number: int) -> None:
        """Forget a resource."""


@dataclass(slots=True)
class Call:
    """One call: of which function, with what, and the numbers of the resources that it is about.

    What is put in the place of something that was `given` is passed on.
    """

    label: str
    given: ctypes.Array[capi.Value]
    subjects: list[int] = field(default_factory=list)
    made: list[int] = field(default_factory=list)

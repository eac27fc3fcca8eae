"""Who wants to know what a transaction does: an observer is told of each segment and each cut.

An `Observer` travels with a `Scope`. `enter` says that work begins and gives the observer of what
happens within it, `leave` says how it ended. Where there is none, nothing is called and nothing
is made; branches tell theirs from threads of their own.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flowrt.run.breaker import Turn
    from flowrt.run.scope import Scope

Kind: TypeAlias = Literal["flow", "segment", "cut"]


class Work(Value):
    """What is begun: a whole transaction, a segment in an instance, or what is done at a cut.

    `name` is the flow's, at a cut what is called; `cut` is its number in the plan and `place` its
    position in the source.
    """

    kind: Kind
    name: str
    flow: str = ""
    place: str = ""
    cut: int | None = None


class Observer(Protocol):
    """Is told of work; used by several threads at once where a flow has branches."""

    def enter(self, work: Work) -> Observer:
        """Take note that work begins; return the observer of what happens within it."""

    def leave(self, failure: Exception | None) -> None:
        """Take note that the work of this observer has ended, and with what."""


@contextmanager
def observed(  # noqa: PLR0913, PLR0917 - a `Work`, which is made where somebody looks
    scope: Scope, kind: Kind, name: str, flow: str = "", place: str = "", cut: int | None = None
) -> Iterator[Scope]:
    """Give the scope of a piece of work, whose observer is told of it if there is one."""
    if scope.observer is None:
        yield scope
        return
    inner = scope.observer.enter(Work(kind, name, flow, place, cut))
    try:
        yield scope.but(observer=inner)
    except Exception as failure:
        inner.leave(failure)
        raise
    except BaseException:
        inner.leave(InterruptedError("it was given up"))
        raise
    inner.leave(None)


def carried(scope: Scope) -> dict[str, str]:
    """Return the headers by which whoever is asked within a scope goes on with what observes it.

    An observer that others can go on with has a method `carried`, which gives them.
    """
    return carried_by(scope.observer)


def carried_by(observer: Observer | None) -> dict[str, str]:
    """Return the headers of one observer, as `carried` does."""
    carry: Callable[[], dict[str, str]] | None = getattr(observer, "carried", None)
    return {} if carry is None else carry()


def breaker_told(observer: Observer | None, service: str, turn: Turn | None) -> None:
    """Tell an observer that the breaker of a service turned, or with None that it refused a call.

    One that wants to know has a method `breaker`, which takes both.
    """
    breaker: Callable[[str, Turn | None], None] | None = getattr(observer, "breaker", None)
    if breaker is not None:
        breaker(service, turn)


class Several(Value):
    """Observers that are told the same."""

    observers: tuple[Observer, ...]

    @classmethod
    def of(cls, *observers: Observer | None) -> Observer | None:
        """Return one observer for several, None for none."""
        known = tuple(one for one in observers if one is not None)
        return known[0] if len(known) == 1 else cls(known) if known else None

    def enter(self, work: Work) -> Observer:
        """Tell all."""
        return Several(tuple(one.enter(work) for one in self.observers))

    def leave(self, failure: Exception | None) -> None:
        """Tell all."""
        for one in self.observers:
            one.leave(failure)

    def carried(self) -> dict[str, str]:
        """Return the headers of all that have some."""
        found: dict[str, str] = {}
        for one in self.observers:
            found |= carried_by(one)
        return found

    def breaker(self, service: str, turn: Turn | None) -> None:
        """Tell all that want to know."""
        for one in self.observers:
            breaker_told(one, service, turn)

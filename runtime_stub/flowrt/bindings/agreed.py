"""Whether a service has what is called of it: compared before the first call, and then no more.

That is when it is bound, or where nobody is there yet, as soon as somebody is. Whoever calls
meanwhile waits for the answer, no longer than it has time.
"""

import threading
from typing import TYPE_CHECKING

from flowrt.problems.faults import DeadlinePassed, ServiceFailed
from flowrt.problems.refusals.rights import Unfit
from flowrt.run.scope import Scope
from flowrt.run.services import compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flowrt.plan.cuts import Service, ServiceFunction
    from flowrt.plan.plan import Entry

    Published = Callable[[Service, Scope], Iterable[Entry]]
    """Gives the flows that the other side says it has; raises `ServiceFailed`, `DeadlinePassed`
    or `Unfit`."""

AT_START, AT_CALL = 2.0, 10.0
"""Seconds in which a service has to say what it has: when it is bound, and when it is called."""
_SLICE = 0.05
"""Seconds after which whoever waits for another's answer looks whether it still has time."""


class Agreed:
    """What is called of a service, until it was compared with what that says it has."""

    def __init__(self, published: "Published") -> None:
        self._published = published
        self._service: Service | None = None
        self._lock = threading.Lock()

    def check(self, service: "Service") -> ServiceFailed | DeadlinePassed | None:
        """Compare now, if it can be; return why it cannot. Raises `Unfit`."""
        self._service = service
        try:
            self._compare(Scope().within(AT_START))
        except (ServiceFailed, DeadlinePassed) as failed:
            return failed
        return None

    def see_to(self, function: "ServiceFunction", scope: Scope) -> None:
        """See that it was compared before a call; raises `ServiceFailed` or `DeadlinePassed`."""
        if self._service is None:
            return
        while not self._lock.acquire(timeout=_SLICE):
            if scope.is_over:
                raise DeadlinePassed(function=function.name)
        try:
            self._compare(scope.within(AT_CALL))
        except (Unfit, DeadlinePassed) as problem:
            if scope.is_over:
                raise DeadlinePassed(function=function.name) from None
            raise ServiceFailed(function=function.name, message=_said(problem)) from None
        finally:
            self._lock.release()

    def _compare(self, scope: Scope) -> None:
        if self._service is not None:
            compare(self._service, self._published(self._service, scope))
            self._service = None


def _said(problem: Unfit | DeadlinePassed) -> str:
    if isinstance(problem, Unfit):
        return f"expected {problem.expected}, found {problem.found}"
    return f"it did not say within {AT_CALL:.0f} s what it has"


def unreadable(service: "Service", error: Exception) -> Unfit:
    """Return what to say of a service whose signature cannot be read."""
    to_do = "have `flowrt` of this version answer there, or bind what speaks HTTP by a mapping"
    return Unfit(service.name, expected="a signature", found=f"{error}", help=to_do)

"""What services behind NATS have in common: where they are, and when their types are compared.

`nats://HOST:PORT/PACKAGE` and `queue://..` name a server and a package. What that publishes is
compared with what is called when it is bound, or if it is not there yet, before its first call.
"""

import os
import re
from typing import TYPE_CHECKING, TypeVar

from nats.errors import Error

from flowrt.bindings.agreed import Agreed
from flowrt.bindings.line import line
from flowrt.problems.faults import ServiceFailed
from flowrt.problems.kinds import without_password
from flowrt.problems.refusals.rights import Unfit
from flowrt.run.scope import Scope
from flowrt.work.connect import DEFAULT, Server, is_address
from flowrt.work.errors import NoQueueServer, NotAdmitted, NotPermitted, ServerNotProven
from flowrt.work.login import login_for
from flowrt.work.names import PACKAGE, Names

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from nats.aio.client import Client

    from flowrt.bindings import Opening
    from flowrt.bindings.agreed import Published
    from flowrt.plan.cuts import Service, ServiceFunction

REFUSALS = (ServerNotProven, NotAdmitted, NotPermitted)
"""What a server refuses us for, now and later."""
_PLACE = re.compile(rf"(?://(?P<at>[^/]*)/)?(?P<package>{PACKAGE})")
_T = TypeVar("_T")


def place_of(target: str, opening: "Opening") -> tuple[Server, str]:
    """Return the server and the package that a target names; raises `Unfit` or `BadLogin`.

    Without a server it is that of `$NATS_URL`.
    """
    found = _PLACE.fullmatch(target.partition(":")[2])
    if found is None:
        raise _unfit(target, target, "no package", "name the package that answers")
    at = found["at"]
    url = f"nats://{at}" if at else os.environ.get("NATS_URL") or DEFAULT
    if not is_address(url):
        to_do = "give a host and a port below 65536" + ("" if at else " in NATS_URL")
        raise _unfit(target, url, "no address of a server", to_do)
    return Server(url, login_for(opening.login, url)), found["package"]


def _unfit(target: str, place: str, found: str, to_do: str) -> Unfit:
    scheme = target.partition(":")[0]
    expected = f"{scheme}://HOST:PORT/PACKAGE, such as {scheme}://127.0.0.1:4222/acme:fraud"
    return Unfit(without_password(place), expected=expected, found=found, help=to_do)


class Remote:
    """A package's service on a NATS server, whose signature is compared once it is there."""

    def __init__(self, server: Server, package: str, published: "Published") -> None:
        self.package = package
        self._server = server
        self._agreed = Agreed(published)

    def names(self, function: "ServiceFunction") -> Names:
        """Return the names of the flow that answers for a function."""
        return Names(self.package, function.name)

    def ask(self, what: "Callable[[Client], Awaitable[_T]]", scope: Scope) -> _T:
        """Ask over the line of this process, which may have been forked since it was bound.

        Raises `ServiceFailed` or `DeadlinePassed`, or what is no failure of the connection's.
        """
        try:
            return line(self._server).ask(what, scope, self.package)
        except (Error, OSError) as error:
            raise ServiceFailed(message=f"{error}" or type(error).__name__) from None
        except (NoQueueServer, *REFUSALS) as problem:
            raise ServiceFailed(message=f"{problem.title}: {problem.place}") from problem

    def check(self, service: "Service") -> None:
        """Compare what is published; one that is not there yet is compared at its first call.

        Raises `Unfit`, or what the server refuses us for, which will not pass.
        """
        failed = self._agreed.check(service)
        if failed is not None and isinstance(failed.__cause__, REFUSALS):
            raise failed.__cause__

    def see_to(self, function: "ServiceFunction", scope: Scope) -> None:
        """See that the signature was compared before a call; raises `ServiceFailed`."""
        self._agreed.see_to(function, scope)

"""A service behind NATS, asked and answered: `nats://HOST:PORT/acme:fraud`.

Any number of instances may answer; the server chooses one. What they publish about themselves, as
the NATS micro services protocol has it, is compared with what is called before the first call.
"""

import json
import re
from functools import partial
from typing import TYPE_CHECKING

from nats.errors import NoRespondersError

from flowrt.bindings.agreed import unreadable
from flowrt.bindings.breaker import OwnBreaker
from flowrt.bindings.remote import Remote, place_of
from flowrt.bindings.told import told
from flowrt.catalogue import read_published
from flowrt.problems.faults import ServiceFailed
from flowrt.problems.members import is_well
from flowrt.run.observe import carried
from flowrt.run.scope import Scope
from flowrt.work.names import DEADLINE, ID, service_of

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg

    from flowrt.bindings import Opening
    from flowrt.plan.cuts import Service, ServiceFunction
    from flowrt.plan.plan import Entry
    from flowrt.run.services import Binding
    from flowrt.work.connect import Server

ERROR_CODE = "Nats-Service-Error-Code"
"""The header in which a service says that it failed, and how."""
_STATUS = re.compile(r"[0-9]{3}")
LONGEST = 3600.0
"""Seconds that an answer may take where nothing is said."""


def binding(target: str, opening: "Opening") -> "Binding":
    """Return a binding to a package's service; raises `Unfit` for a target that names none."""
    return Nats(*place_of(target, opening))


class Nats:
    """A service that is asked by requests."""

    def __init__(self, server: "Server", package: str) -> None:
        self._remote = Remote(server, package, self._published)
        self._breaker = OwnBreaker(package)

    def check(self, service: "Service") -> None:
        """Compare what is published, if it is there."""
        self._remote.check(service)

    def _published(self, service: "Service", scope: Scope) -> "tuple[Entry, ...]":
        """Ask any instance what it has."""
        subject = f"$SRV.INFO.{service_of(self._remote.package)}"
        answer = self._ask(subject, b"", scope, {})
        try:
            metadata = json.loads(answer.data)["metadata"]
            return read_published(metadata["signature"].encode()).entries
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise unreadable(service, error) from None

    def call(self, function: "ServiceFunction", arguments: bytes, scope: Scope) -> bytes:
        """Ask for a function's result; raises `ServiceFailed` or `DeadlinePassed`."""
        self._remote.see_to(function, scope)
        headers = carried(scope)
        if scope.journal is not None:
            headers[ID] = scope.journal.name
        if scope.left is not None:
            headers[DEADLINE] = f"{scope.left * 1000:.0f}"
        subject = self._remote.names(function).subject
        asked = partial(self._ask, subject, arguments, scope, headers)
        answer = self._breaker.call(scope, asked, lambda _: True)
        code = (answer.headers or {}).get(ERROR_CODE)
        if code is not None:
            message = told(answer.data, "it answered with an error")
            well = bool(_STATUS.fullmatch(code)) and is_well(int(code))
            raise ServiceFailed(function=function.name, message=message, is_well=well)
        return answer.data

    def _ask(self, subject: str, data: bytes, scope: Scope, headers: dict[str, str]) -> "Msg":
        async def asking(client: "Client") -> "Msg":
            seconds = LONGEST if scope.left is None else scope.left
            try:
                return await client.request(subject, data, seconds, headers=headers)
            except NoRespondersError:
                raise ServiceFailed(message=f"nobody answers at {subject}") from None

        return self._remote.ask(asking, scope)

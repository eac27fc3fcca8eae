"""A service behind HTTP that `flowrt serve` answers for: `http://HOST:PORT`.

What the other side publishes at `/v1/signature` is compared with what is called before the first
call: when it is bound, or if it is not there yet, as soon as it is. $FLOWRT_BIND_TOKEN is the
bearer token for servers that demand one.
"""

import os
from typing import TYPE_CHECKING

from flowrt.bindings.agreed import Agreed, unreadable
from flowrt.bindings.told import told
from flowrt.bindings.wire import Wire, is_address
from flowrt.catalogue import read_published
from flowrt.problems.faults import ServiceFailed
from flowrt.problems.kinds import without_password
from flowrt.problems.refusals.rights import Unfit

if TYPE_CHECKING:
    from flowrt.bindings import Opening
    from flowrt.plan.cuts import Service, ServiceFunction
    from flowrt.plan.plan import Entry
    from flowrt.run.scope import Scope
    from flowrt.run.services import Binding

WELL = 200
_JSON = {"content-type": "application/json"}


def binding(target: str, opening: "Opening") -> "Binding":
    """Return a binding to a server; raises `Unfit` for what is no address of one."""
    del opening
    if not is_address(target):
        raise Unfit(
            without_password(target),
            expected="http://HOST:PORT or https://HOST",
            found="no address of a server",
            help="give a host and a port below 65536, without a user, a query or a fragment",
        )
    token = os.environ.get("FLOWRT_BIND_TOKEN")
    return Http(Wire(target, {"authorization": f"Bearer {token}"} if token else {}))


class Http:
    """A service of a server, whose signature is compared once it is there."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._agreed = Agreed(self._published)

    def check(self, service: "Service") -> None:
        """Compare what is published, if the server is there; else at the first call."""
        try:
            self._agreed.check(service)
        finally:
            self._wire.forget()

    def call(self, function: "ServiceFunction", arguments: bytes, scope: "Scope") -> bytes:
        """Call the flow of a function's name."""
        self._agreed.see_to(function, scope)
        path = f"/v1/flows/{function.name}"
        reply = self._wire.ask("POST", path, arguments, scope, function.name, _JSON)
        if reply.status != WELL:
            message = told(reply.body, reply.shown)
            raise ServiceFailed(function=function.name, message=message, is_well=reply.is_well)
        return reply.body

    def _published(self, service: "Service", scope: "Scope") -> "tuple[Entry, ...]":
        reply = self._wire.ask("GET", "/v1/signature", None, scope)
        if reply.status != WELL:
            said = told(reply.body, reply.shown)
            raise ServiceFailed(message=f"{self._wire.shown} publishes nothing: {said}")
        try:
            return read_published(reply.body).entries
        except ValueError as error:
            raise unreadable(service, error) from None

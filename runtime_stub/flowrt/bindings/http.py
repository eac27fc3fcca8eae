"""A service behind HTTP that `flowrt serve` answers for: `http://HOST:PORT`.

What the other side publishes at `/v1/signature` is compared with what is called before the first
call: when it is bound, or if it is not there yet, as soon as it is. $FLOWRT_BIND_TOKEN is the
bearer token for servers that demand one.
"""

import os
import threading
from typing import TYPE_CHECKING

from flowrt.bindings.told import told
from flowrt.bindings.wire import Wire
from flowrt.catalogue import read_published
from flowrt.problems.faults import DeadlinePassed, ServiceFailed
from flowrt.problems.refusals import Unfit
from flowrt.run.scope import Scope
from flowrt.run.services import compare

if TYPE_CHECKING:
    from flowrt.bindings import Opening
    from flowrt.plan.cuts import Service, ServiceFunction
    from flowrt.run.services import Binding

AT_START = 2.0
"""Seconds in which a server has to say what it is, when it is bound."""
WELL = 200
_JSON = {"content-type": "application/json"}


def binding(target: str, opening: "Opening") -> "Binding":
    """Return a binding to a server."""
    del opening
    token = os.environ.get("FLOWRT_BIND_TOKEN")
    return Http(Wire(target, {"authorization": f"Bearer {token}"} if token else {}))


class Http:
    """A service of a server, whose signature is compared once it is there."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._lock = threading.Lock()
        self._unchecked: Service | None = None

    def check(self, service: "Service") -> None:
        """Compare what is published, if the server is there; else at the first call."""
        self._unchecked = service
        try:
            self._compare(Scope().within(AT_START))
        except (ServiceFailed, DeadlinePassed):
            return
        finally:
            self._wire.forget()

    def call(self, function: "ServiceFunction", arguments: bytes, scope: Scope) -> bytes:
        """Call the flow of a function's name."""
        if self._unchecked is not None:
            with self._lock:
                self._compare(scope)
        path = f"/v1/flows/{function.name}"
        reply = self._wire.ask("POST", path, arguments, scope, function.name, _JSON)
        if reply.status != WELL:
            raise ServiceFailed(function=function.name, message=told(reply.body, reply.shown))
        return reply.body

    def _compare(self, scope: Scope) -> None:
        service = self._unchecked
        if service is None:
            return
        reply = self._wire.ask("GET", "/v1/signature", None, scope)
        if reply.status != WELL:
            said = told(reply.body, reply.shown)
            raise ServiceFailed(message=f"{self._wire.shown} publishes nothing: {said}")
        try:
            compare(service, read_published(reply.body).entries)
        except ValueError as error:
            raise Unfit(service.name, expected="a signature", found=str(error)) from None
        self._unchecked = None

"""A service whose calls are messages for workers: `queue://HOST:PORT/acme:pricing`.

A call is kept by the server until a worker has done it, and is done once: its id is that of the
place in the transaction that makes it, so whoever makes it again gets the result that there is.
"""

import asyncio
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from nats.js.errors import NotFoundError

from flowrt.bindings.agreed import unreadable
from flowrt.bindings.remote import Remote, place_of
from flowrt.bindings.told import status_in, told
from flowrt.catalogue import read_published
from flowrt.problems.faults import ServiceFailed
from flowrt.problems.members import is_well
from flowrt.run.observe import carried
from flowrt.run.scope import Scope
from flowrt.work.names import MESSAGE_ID, PROBLEM, SIGNATURE, Names, key_of

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.js.client import JetStreamContext

    from flowrt.bindings import Opening
    from flowrt.plan.cuts import Service, ServiceFunction
    from flowrt.plan.plan import Entry
    from flowrt.run.services import Binding
    from flowrt.work.connect import Server

LOOK = 1.0
"""Seconds after which it is looked whether an outcome is there, in case its arrival was missed."""


def binding(target: str, opening: "Opening") -> "Binding":
    """Return a binding to a package's queues; raises `Unfit` for a target that names none."""
    return Queued(*place_of(target, opening))


class Queued:
    """A service whose flows have queues."""

    def __init__(self, server: "Server", package: str) -> None:
        self._remote = Remote(server, package, self._published)

    def check(self, service: "Service") -> None:
        """Compare what is published, if it is there."""
        self._remote.check(service)

    def _published(self, service: "Service", scope: Scope) -> "tuple[Entry, ...]":
        """Read what workers wrote beside each queue."""
        found: list[Entry] = []
        for function in service.functions:
            text = self._signature(self._remote.names(function), scope)
            try:
                found += read_published(text.encode()).entries
            except ValueError as error:
                raise unreadable(service, error) from None
        return tuple(found)

    def _signature(self, names: Names, scope: Scope) -> str:
        async def reading(client: "Client") -> str:
            try:
                info = await client.jetstream().stream_info(names.stream(names.given))
            except NotFoundError:
                raise ServiceFailed(message=f"{names} has no queue yet") from None
            text = (info.config.metadata or {}).get(SIGNATURE, "")
            if not text:
                raise ServiceFailed(message=f"{names} has no worker yet that said what it takes")
            return text

        return self._remote.ask(reading, scope)

    def call(self, function: "ServiceFunction", arguments: bytes, scope: Scope) -> bytes:
        """Have a worker do it, and wait; raises `ServiceFailed` or `DeadlinePassed`."""
        self._remote.see_to(function, scope)
        name = secrets.token_hex(16) if scope.journal is None else scope.journal.name
        call = _Call(self._remote.names(function), name, carried(scope))
        result, problem = self._remote.ask(lambda client: call.make(client, arguments), scope)
        if problem is not None:
            document = problem.encode()
            message, well = told(document, "it failed"), is_well(status_in(document))
            raise ServiceFailed(function=function.name, message=message, is_well=well)
        return result


class _Call:
    """One message, and its outcome: a result, or a problem document."""

    def __init__(self, names: Names, name: str, headers: Mapping[str, str]) -> None:
        self._names = names
        self._key = key_of(name)
        self._headers = {**headers, MESSAGE_ID: name}

    async def make(self, client: "Client", arguments: bytes) -> tuple[bytes, str | None]:
        """Send the message unless it was, and wait for the outcome."""
        arrived = asyncio.Event()

        async def note(_: object) -> None:
            arrived.set()

        names, jetstream = self._names, client.jetstream()
        subjects = (f"{names.done}.{self._key}", f"{names.dead}.{self._key}")
        listening = [await client.subscribe(one, cb=note) for one in subjects]
        try:
            await jetstream.publish(names.given, arguments, headers=self._headers)
            while True:
                arrived.clear()
                outcome = await self._outcome(jetstream)
                if outcome is not None:
                    return outcome
                await _wait(arrived)
        finally:
            for one in listening:
                await one.unsubscribe()

    async def _outcome(self, jetstream: "JetStreamContext") -> tuple[bytes, str | None] | None:
        names = self._names
        for subject in (names.done, names.dead):
            try:
                found = await jetstream.get_last_msg(
                    names.stream(subject), f"{subject}.{self._key}", direct=True
                )
            except NotFoundError:
                continue
            problem = None if subject == names.done else (found.headers or {}).get(PROBLEM, "")
            return found.data or b"", problem
        return None


async def _wait(arrived: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(arrived.wait(), LOOK)
    except TimeoutError:
        return

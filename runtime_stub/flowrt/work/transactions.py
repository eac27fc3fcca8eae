"""Transactions as an operator sees them: which there are, where each is, to go on or to end.

Reads and replaces records as workers do, revision by revision, so a worker that is at a transaction
when it is cancelled learns so when it stores what it did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nats.js.errors import APIError, NotFoundError

from flowrt.problems.members import members_of
from flowrt.value import Value
from flowrt.work.connect import lasting
from flowrt.work.errors import Cancelled, NotNow, NoTransaction
from flowrt.work.names import ID, Names, key_of
from flowrt.work.queues import Queue, own
from flowrt.work.records import Lost, Record, Records
from flowrt.work.streams import Terms

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from nats.aio.client import Client
    from nats.js.api import RawStreamMsg

_KEPT, _OF = "KV_flow_", "_transactions"
TRIES = 20
"""How often a record is read again that a worker replaces meanwhile."""


class Found(Value):
    """A transaction: whose it is, under which key, and its record."""

    names: Names
    key: str
    record: Record

    @property
    def fields(self) -> dict[str, object]:
        """The transaction as the fields of a JSON object."""
        said = {"flow": str(self.names), "id": self.record.id, "state": self.record.state}
        more = ("calls", "after", "attempts", "owner", "since", "until", "problem", "sequence")
        about = {name: value for name in more if (value := getattr(self.record, name))}
        return {**said, **about}


class Transactions:
    """The transactions of all flows, or of one package's, on a server."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._jetstream = client.jetstream()

    async def list(self, wanted: str = "") -> AsyncIterator[Found]:
        """Give the transactions of a package, of one of its flows, or all; in order of names."""
        async for names in self._flows():
            if wanted in ("", names.package, str(names)):
                async for found in self._of(names):
                    yield found

    async def find(self, names: Names, name: str) -> Found:
        """Return one transaction; raises `NoTransaction`, or `NoQueue`."""
        records = await self._records(names)
        key = name if name.startswith("=") else key_of(name)
        record = await records.get(key)
        if record is None:
            is_done = await self._stored(names, names.done, key)
            found = "it is done" if is_done else "nothing under this id"
            raise NoTransaction(f"{names} {name}", found)
        return Found(names, key, record)

    async def cancel(self, names: Names, name: str) -> None:
        """Give a transaction up, as if it had failed; its message is kept with that."""
        records, queue = await self._records(names), Queue(self._client, names, Terms())
        problem = members_of(Cancelled(flow=names.flow))
        for _ in range(TRIES):
            found = await self.find(names, name)
            if found.record.state in ("failed", "done"):
                raise NotNow(f"{names} {name}", "one that goes on", found.record.state)
            try:
                await records.put(
                    found.key, found.record.but(state="failed", problem=problem, owner="")
                )
            except Lost:
                continue
            message = await self._message(queue.given, found.record.sequence)
            if message is not None:
                await queue.bury(found.key, found.record.id, message, problem)
                await self._delete(queue.given, found.record.sequence)
            return
        raise NotNow(f"{names} {name}", "one that stands still", "a worker that is faster")

    async def resume(self, names: Names, name: str) -> None:
        """Have a transaction that failed or sleeps go on, from the last call that is done."""
        found = await self.find(names, name)
        record, given = found.record, names.stream(names.given)
        if record.state == "failed":
            message = await self._stored(names, names.dead, found.key)
        elif record.state == "sleeping":
            message = await self._message(given, record.sequence)
        else:
            owner = f"it runs at {record.owner}"
            raise NotNow(f"{names} {name}", "one that failed or sleeps", owner)
        if message is None:
            raise NotNow(f"{names} {name}", "its message", "it was removed from the server")
        if record.state == "sleeping":
            awake = record.but(sequence=0, state="running", attempts=0, until=0.0)
            await (await self._records(names)).put(found.key, awake)
        headers = {**own(message.headers or {}), ID: record.id}
        data = message.data or b""
        await self._jetstream.publish(names.given, data, headers=headers)
        if record.state == "failed":
            await self._delete(names.stream(names.dead), message.seq or 0)
        else:
            await self._delete(given, record.sequence)

    async def _flows(self) -> AsyncIterator[Names]:
        found, offset = [], 0
        while streams := await self._jetstream.streams_info(offset=offset):
            offset += len(streams)
            found += [stream.config.name or "" for stream in streams]
        for name in sorted(found):
            if name.startswith(_KEPT) and name.endswith(_OF):
                *package, flow = name.removeprefix(_KEPT).removesuffix(_OF).split("_")
                yield Names(":".join(package), flow)

    async def _of(self, names: Names) -> AsyncIterator[Found]:
        records = await self._records(names)
        for key in await records.keys():
            record = await records.get(key)
            if record is not None and not await self._went_well(names, key, record):
                yield Found(names, key, record)

    async def _went_well(self, names: Names, key: str, record: Record) -> bool:
        """Whether a transaction that failed has a result by now: it was sent again."""
        return record.state == "failed" and bool(await self._stored(names, names.done, key))

    async def _records(self, names: Names) -> Records:
        records = Records(self._client, names)
        await records.open(make=False)
        return records

    async def _message(self, stream: str, sequence: int) -> RawStreamMsg | None:
        try:
            return await lasting(lambda: self._jetstream.get_msg(stream, sequence))
        except NotFoundError:
            return None

    async def _stored(self, names: Names, subject: str, key: str) -> RawStreamMsg | None:
        """Return what stands under a transaction's key; nothing does where there is no stream."""
        stream, place = names.stream(subject), f"{subject}.{key}"
        try:
            return await lasting(lambda: self._jetstream.get_last_msg(stream, place))
        except NotFoundError:
            return None

    async def _delete(self, stream: str, sequence: int) -> None:
        """Remove a message, unless it was meanwhile; what the server says of that is of no kind."""
        try:
            await lasting(lambda: self._jetstream.delete_msg(stream, sequence))
        except APIError:
            if await self._message(stream, sequence) is not None:
                raise

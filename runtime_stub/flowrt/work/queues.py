"""One flow's queue on the server: what is stored in its streams, which `streams` makes.

Messages wait in a work queue until they are acknowledged. A transaction's result is stored once
under its key, a message that failed beside what it failed with. Whatever is stored here is stored
before the message is acknowledged, and storing it twice does nothing.
"""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from nats.js.api import Header
from nats.js.errors import APIError, NotFoundError

from flowrt.work.connect import lasting
from flowrt.work.names import ID, PROBLEM, SEQUENCE, Names
from flowrt.work.room import has_room, need_room
from flowrt.work.streams import Streams, Terms

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js.api import RawStreamMsg

TAKEN = (10071, 10164)
"""The server's codes for: there is something under this subject already."""


class Queue:
    """The queue of one flow, on a connection; `open` makes what of it is not there yet."""

    def __init__(self, client: "Client", names: Names, terms: Terms) -> None:
        self.client = client
        self.names = names
        self.terms = terms
        self.jetstream = client.jetstream()
        self.given = names.stream(names.given)

    async def open(self, signature: str = "", subjects: Sequence[str] = ()) -> None:
        """Make what of it is not there yet; raises `NoQueue`."""
        streams = Streams(self.jetstream, self.names, self.terms)
        await streams.open(signature, [self.names.given, *subjects])

    async def has_result(self, key: str) -> bool:
        """Whether a transaction is done."""
        stream, subject = self.names.stream(self.names.done), f"{self.names.done}.{key}"
        try:
            await lasting(lambda: self.jetstream.get_last_msg(stream, subject, direct=True))
        except NotFoundError:
            return False
        return True

    async def finish(self, key: str, name: str, result: bytes, more: Mapping[str, str]) -> bool:
        """Store a result with more headers; return whether it is the first.

        Raises `OutcomeTooLarge`.
        """
        need_room(self.client, len(result) + len(name), self.names.flow)
        headers = {**more, ID: name, Header.EXPECTED_LAST_SUBJECT_SEQUENCE: "0"}
        return await self._store(f"{self.names.done}.{key}", result, headers)

    async def bury(
        self,
        key: str,
        name: str,
        message: "Msg | RawStreamMsg",
        problem: Mapping[str, object],
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Store a message that failed beside its problem, as RFC 9457 has it."""
        sequence = str(_sequence(message))
        headers = {
            **own(message.headers or {}),
            **more,
            ID: name,
            SEQUENCE: sequence,
            PROBLEM: json.dumps(problem, separators=(",", ":")),
            Header.MSG_ID: f"{self.given}:{sequence}",
        }
        size = sum(len(part) + 4 for pair in headers.items() for part in pair)
        if not has_room(self.client, len(message.data or b"") + size):
            headers = {}  # the transaction's record says what happened
        await self._store(f"{self.names.dead}.{key}", message.data or b"", headers)

    async def _store(self, subject: str, data: bytes, headers: dict[str, str]) -> bool:
        try:
            await lasting(lambda: self.jetstream.publish(subject, data, headers=headers or None))
        except APIError as error:
            if error.err_code not in TAKEN:
                raise
            return False
        return True


def own(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the sender's own headers, without those that say something to the server or to us."""
    ours = ("Nats-", "Flow-")
    return {name: text for name, text in headers.items() if not name.startswith(ours)}


def _sequence(message: "Msg | RawStreamMsg") -> int:
    """Return a message's number in its stream, however it came to us."""
    number = getattr(message, "seq", None)
    return number if number is not None else message.metadata.sequence.stream  # type: ignore[union-attr]

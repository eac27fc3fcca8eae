"""One flow's queue on the server: the streams it is made of, and what is stored in them.

Messages wait in a work queue until they are acknowledged. A transaction's result is stored once
under its key, a message that failed beside what it failed with. Whatever is stored here is stored
before the message is acknowledged, and storing it twice does nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nats.errors import Error
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    Header,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import APIError, NotFoundError

from flowrt.work.connect import lasting
from flowrt.work.errors import NoQueue, OutcomeTooLarge
from flowrt.work.names import CONSUMER, ID, PROBLEM, SEQUENCE, SIGNATURE, Names

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js.api import RawStreamMsg

TAKEN = (10071, 10164)
"""The server's codes for: there is something under this subject already."""
ROOM = 512
"""Bytes of a message that its headers may take beside an id."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How long things may take or are kept, in seconds; `deliveries` is how often one is begun."""

    ack_wait: float = 30.0
    deliveries: int = 5
    window: float = 120.0
    keep: float = 7 * 86400.0


class Queue:
    """The queue of one flow, on a connection; `open` makes what of it is not there yet."""

    def __init__(
        self,
        client: "Client",
        names: Names,
        terms: Terms,
        signature: str = "",
        subjects: Sequence[str] = (),
    ) -> None:
        self.client = client
        self.names = names
        self.terms = terms
        self._signature = signature
        self._subjects = [names.given, *subjects]
        self.jetstream = client.jetstream()
        self.given = names.stream(names.given)

    async def open(self) -> None:
        """Make the streams and the consumer, or see that those there are ours; else `NoQueue`."""
        names, terms = self.names, self.terms
        queue = RetentionPolicy.WORK_QUEUE
        await self._stream(names.given, self._subjects, queue, duplicate_window=terms.window)
        await self._stream(names.done, [f"{names.done}.*"], max_age=terms.keep, allow_direct=True)
        await self._stream(names.dead, [f"{names.dead}.*"], allow_direct=True)
        await self._describe()
        config = ConsumerConfig(
            durable_name=CONSUMER,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=terms.ack_wait,
            max_deliver=-1,
            max_ack_pending=-1,
        )
        try:
            await self.jetstream.add_consumer(self.given, config)
        except (APIError, Error) as error:
            raise NoQueue(self.given, "a consumer for workers", f"{error}") from None

    async def _stream(
        self,
        kept: str,
        subjects: list[str],
        retention: RetentionPolicy = RetentionPolicy.LIMITS,
        **more: float | bool,
    ) -> None:
        name = self.names.stream(kept)
        try:
            info = await self.jetstream.stream_info(name)
        except NotFoundError:
            await self._add(name, subjects, retention, more)
            return
        except Error as error:
            raise NoQueue(name, "JetStream", f"{error}") from None
        found = info.config
        if subjects[0] not in (found.subjects or []) or found.retention != retention:
            expected = f"subject {subjects[0]}, retention {retention.value}"
            kind = RetentionPolicy(found.retention).value
            there = f"subject {', '.join(found.subjects or [])}, retention {kind}"
            raise NoQueue(name, expected, there)

    async def _describe(self) -> None:
        """Have the queue take the flow's own subjects, and say what the flow takes and gives.

        The latest worker's word stands.
        """
        config = (await self.jetstream.stream_info(self.given)).config
        known = {
            name: text
            for name, text in (config.metadata or {}).items()
            if not name.startswith("_nats.")
        }
        said = {**known, SIGNATURE: self._signature} if self._signature else known
        if said == known and config.subjects == self._subjects:
            return
        try:
            await self.jetstream.update_stream(config, metadata=said, subjects=self._subjects)
        except Error as error:
            subjects = ", ".join(self._subjects)
            raise NoQueue(self.given, f"the subjects {subjects}", f"{error}") from None

    async def _add(
        self,
        name: str,
        subjects: list[str],
        retention: RetentionPolicy,
        more: Mapping[str, float | bool],
    ) -> None:
        config = StreamConfig(
            name=name, subjects=subjects, retention=retention, storage=StorageType.FILE
        )
        try:
            await self.jetstream.add_stream(config, **more)
        except Error as error:
            raise NoQueue(name, f"a stream for {', '.join(subjects)}", f"{error}") from None

    async def has_result(self, key: str) -> bool:
        """Whether a transaction is done."""
        stream, subject = self.names.stream(self.names.done), f"{self.names.done}.{key}"
        try:
            await lasting(lambda: self.jetstream.get_last_msg(stream, subject, direct=True))
        except NotFoundError:
            return False
        return True

    async def finish(self, key: str, name: str, result: bytes) -> bool:
        """Store a result; return whether it is the first. Raises `OutcomeTooLarge`."""
        if len(result) + len(name) + ROOM > self.client.max_payload:
            most = f"{len(result)} bytes, where a message has {self.client.max_payload}"
            raise OutcomeTooLarge(flow=self.names.flow, message=most)
        headers = {ID: name, Header.EXPECTED_LAST_SUBJECT_SEQUENCE: "0"}
        return await self._store(f"{self.names.done}.{key}", result, headers)

    async def bury(
        self, key: str, name: str, message: "Msg | RawStreamMsg", problem: Mapping[str, object]
    ) -> None:
        """Store a message that failed beside its problem, as RFC 9457 has it."""
        sequence = str(_sequence(message))
        headers = {
            **own(message.headers or {}),
            ID: name,
            SEQUENCE: sequence,
            PROBLEM: json.dumps(problem, separators=(",", ":")),
            Header.MSG_ID: f"{self.given}:{sequence}",
        }
        size = sum(len(part) + 4 for pair in headers.items() for part in pair)
        if len(message.data or b"") + size + ROOM > self.client.max_payload:
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

"""What a flow's queue is made of on the server: made where it is missing, seen to where it is not.

A stream that is there already is used as it is, so an operator may give it replicas or bounds; it
must keep our subjects in the way that a queue needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nats.errors import Error
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from flowrt.value import Value
from flowrt.work.errors import NoQueue
from flowrt.work.names import CONSUMER, SIGNATURE, Names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from nats.js.client import JetStreamContext

    Setting: TypeAlias = float | bool | Mapping[str, str]
    """What a stream is made with."""


class Terms(Value):
    """How long things may take or are kept, in seconds; `deliveries` is how often one is begun."""

    ack_wait: float = 30.0
    deliveries: int = 5
    window: float = 120.0
    keep: float = 7 * 86400.0


class Streams:
    """The streams and the consumer of one queue."""

    def __init__(self, jetstream: JetStreamContext, names: Names, terms: Terms) -> None:
        self._jetstream = jetstream
        self._names = names
        self._terms = terms
        self._given = names.stream(names.given)

    async def open(self, signature: str, subjects: list[str]) -> None:
        """Make the streams and the consumer, or see that those there are ours; else `NoQueue`."""
        names, terms = self._names, self._terms
        queue = RetentionPolicy.WORK_QUEUE
        said = {SIGNATURE: signature} if signature else {}
        window = terms.window
        await self._stream(names.given, subjects, queue, duplicate_window=window, metadata=said)
        await self._stream(names.done, [f"{names.done}.*"], max_age=terms.keep, allow_direct=True)
        await self._stream(names.dead, [f"{names.dead}.*"], allow_direct=True)
        await self._describe(signature, subjects)
        config = ConsumerConfig(
            durable_name=CONSUMER,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=terms.ack_wait,
            max_deliver=-1,
            max_ack_pending=-1,
        )
        try:
            await self._jetstream.add_consumer(self._given, config)
        except (APIError, Error) as error:
            raise NoQueue(self._given, "a consumer for workers", f"{error}") from None

    async def _stream(
        self,
        kept: str,
        subjects: list[str],
        retention: RetentionPolicy = RetentionPolicy.LIMITS,
        **more: Setting,
    ) -> None:
        name = self._names.stream(kept)
        try:
            info = await self._jetstream.stream_info(name)
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

    async def _describe(self, signature: str, subjects: list[str]) -> None:
        """Have the queue take the flow's own subjects, and say what the flow takes and gives.

        The latest worker's word stands.
        """
        config = (await self._jetstream.stream_info(self._given)).config
        known = {
            name: text
            for name, text in (config.metadata or {}).items()
            if not name.startswith("_nats.")
        }
        said = {**known, SIGNATURE: signature} if signature else known
        if said == known and config.subjects == subjects:
            return
        try:
            await self._jetstream.update_stream(config, metadata=said, subjects=subjects)
        except Error as error:
            listed = ", ".join(subjects)
            raise NoQueue(self._given, f"the subjects {listed}", f"{error}") from None

    async def _add(
        self,
        name: str,
        subjects: list[str],
        retention: RetentionPolicy,
        more: Mapping[str, Setting],
    ) -> None:
        config = StreamConfig(
            name=name, subjects=subjects, retention=retention, storage=StorageType.FILE
        )
        try:
            await self._jetstream.add_stream(config, **more)
        except Error as error:
            raise NoQueue(name, f"a stream for {', '.join(subjects)}", f"{error}") from None

"""What a transaction has been through, kept in a key-value bucket beside the queue.

A record says where a transaction is. Each write names the revision that it replaces, so of two
workers that take a transaction for theirs one learns that it is not. Beside it stand the outcomes
of calls that are done within what the transaction waits for, each written once.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

from nats.errors import Error
from nats.js.api import KeyValueConfig
from nats.js.errors import BadRequestError, BucketNotFoundError, KeyNotFoundError
from nats.js.errors import KeyWrongLastSequenceError as WrongRevision

from flowrt.value import Value
from flowrt.work.connect import lasting
from flowrt.work.errors import NoQueue
from flowrt.work.room import need_room

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.js.kv import KeyValue

    from flowrt.work.names import Names

State: TypeAlias = Literal["running", "sleeping", "failed", "done"]
RECORD = "record"


class Lost(Exception):  # noqa: N818 - it is no error, but another worker's right
    """Somebody else has taken the transaction over."""


class Record(Value):
    """A transaction: its message, who works on it, and how often that was begun in vain.

    `calls` are done: `after` names the last of them, `step` is where the flow waited for it, and
    `outcome` what came of it. One that sleeps goes on at `until`. `revision` is where the record
    stands in the bucket, 0 before it is written. After each of `failures` what is tried again has
    all its time. `trace` names the span of who began it.
    """

    id: str
    sequence: int = 0
    state: State = "running"
    attempts: int = 0
    failures: int = 0
    owner: str = ""
    since: float = 0.0
    calls: int = 0
    after: str = ""
    step: str = ""
    outcome: str = ""
    until: float = 0.0
    problem: dict[str, object] | None = None
    trace: str = ""
    revision: int = 0

    @property
    def text(self) -> bytes:
        """The record as JSON; fields that say nothing are left out."""
        said = {name: value for name, value in self.as_dict().items() if value or name == "id"}
        said.pop("revision", None)
        return json.dumps(said, separators=(",", ":")).encode()

    @classmethod
    def read(cls, text: bytes, revision: int) -> Self:
        """Return the record that a text holds; fields of later versions are passed over."""
        known = cls.__match_args__
        said = {name: value for name, value in json.loads(text).items() if name in known}
        return cls(**{**said, "revision": revision})


class Records:
    """The records of one flow's transactions."""

    def __init__(self, client: Client, names: Names) -> None:
        self._client = client
        self._jetstream = client.jetstream()
        self.flow = str(names)
        self._bucket = names.bucket
        self._kept: KeyValue | None = None

    async def open(self, *, make: bool = True) -> None:
        """Find the bucket, or make it; raises `NoQueue`."""
        try:
            self._kept = await self._jetstream.key_value(self._bucket)
        except BucketNotFoundError as error:
            if not make:
                raise NoQueue(self._bucket, "a key-value bucket", f"{error}") from None
            self._kept = await self._made()
        except Error as error:
            raise NoQueue(self._bucket, "a key-value bucket", f"{error}") from None

    async def _made(self) -> KeyValue:
        config = KeyValueConfig(self._bucket, history=1, direct=True)
        try:
            return await self._jetstream.create_key_value(config)
        except BadRequestError:
            return await self._jetstream.key_value(self._bucket)

    @property
    def kept(self) -> KeyValue:
        """The bucket, once it is open."""
        assert self._kept is not None  # noqa: S101 - `open` comes first
        return self._kept

    async def get(self, key: str) -> Record | None:
        """Return what is known of a transaction."""
        try:
            entry = await lasting(lambda: self.kept.get(f"{key}.{RECORD}"))
        except KeyNotFoundError:
            return None
        return Record.read(entry.value or b"{}", entry.revision or 0)

    async def put(self, key: str, record: Record) -> Record:
        """Replace the revision that a record was made from; raises `Lost` if it is another."""
        record = record.but(since=time.time())
        try:
            revision = await self._write(f"{key}.{RECORD}", record.text, record.revision)
        except WrongRevision:
            found = await self.get(key)
            if found is None or found.text != record.text:
                raise Lost from None
            revision = found.revision  # it was stored, and the answer got lost
        return record.but(revision=revision)

    async def keep(self, key: str, place: str, text: bytes) -> None:
        """Keep what came of something within a transaction; what is kept there already stays."""
        try:
            await self._write(f"{key}.{place}", text, 0)
        except WrongRevision:
            return

    async def kept_within(self, key: str) -> dict[str, bytes]:
        """Return what is kept within a transaction, by place."""
        stream, prefix = f"KV_{self._bucket}", f"$KV.{self._bucket}.{key}."
        info = await lasting(lambda: self._jetstream.stream_info(stream, f"{prefix}*"))
        found = {}
        for subject in info.state.subjects or {}:
            place = subject.removeprefix(prefix)
            if place != RECORD:
                entry = await lasting(lambda place=place: self.kept.get(f"{key}.{place}"))  # type: ignore[misc]
                found[place] = entry.value or b""
        return found

    async def keys(self) -> list[str]:
        """Return the keys of all transactions that are known, sorted."""
        stream, prefix = f"KV_{self._bucket}", f"$KV.{self._bucket}."
        info = await lasting(lambda: self._jetstream.stream_info(stream, f"{prefix}*.{RECORD}"))
        subjects = info.state.subjects or {}
        return sorted(one.removeprefix(prefix).removesuffix(f".{RECORD}") for one in subjects)

    async def drop(self, key: str) -> None:
        """Forget a transaction, and leave nothing behind."""
        stream, subject = f"KV_{self._bucket}", f"$KV.{self._bucket}.{key}.>"
        await lasting(lambda: self._jetstream.purge_stream(stream, subject=subject))

    async def _write(self, key: str, text: bytes, revision: int) -> int:
        need_room(self._client, len(text), self.flow)
        return await lasting(lambda: self.kept.update(key, text, last=revision))

"""What a transaction has been through, kept in a key-value bucket beside the queue.

A record is written when there is something to remember: a message that was delivered again, a
call that is done, a failure. Each write names the revision that it replaces, so of two workers
that take a transaction for theirs one learns that it is not.
"""

import json
import time
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

from nats.errors import Error
from nats.js.api import KeyValueConfig
from nats.js.errors import BadRequestError, BucketNotFoundError, KeyNotFoundError
from nats.js.errors import KeyWrongLastSequenceError as WrongRevision

from flowrt.work.connect import lasting
from flowrt.work.errors import NoQueue
from flowrt.work.names import Names

if TYPE_CHECKING:
    from nats.js.client import JetStreamContext
    from nats.js.kv import KeyValue

State: TypeAlias = Literal["running", "failed"]


class Lost(Exception):  # noqa: N818 - it is no error, but another worker's right
    """Somebody else has taken the transaction over."""


@dataclass(frozen=True, slots=True)
class Record:
    """A transaction: its message, who works on it, and how often that was begun in vain.

    `revision` is where the record stands in the bucket, 0 before it is written.
    """

    id: str
    sequence: int
    state: State = "running"
    attempts: int = 0
    owner: str = ""
    since: float = 0.0
    problem: dict[str, object] | None = None
    revision: int = 0

    @property
    def text(self) -> bytes:
        """The record as JSON; fields that say nothing are left out."""
        said = {name: value for name, value in asdict(self).items() if value or name == "id"}
        said.pop("revision", None)
        return json.dumps(said, separators=(",", ":")).encode()

    @classmethod
    def read(cls, text: bytes, revision: int) -> Self:
        """Return the record that a text holds; fields of later versions are passed over."""
        known = {field.name for field in fields(cls)}
        said = {name: value for name, value in json.loads(text).items() if name in known}
        return cls(**{**said, "revision": revision})


class Records:
    """The records of one flow's transactions."""

    def __init__(self, jetstream: "JetStreamContext", names: Names) -> None:
        self._jetstream = jetstream
        self._bucket = names.bucket
        self._kept: KeyValue | None = None

    async def open(self) -> None:
        """Make the bucket, if there is none; raises `NoQueue`."""
        try:
            self._kept = await self._jetstream.key_value(self._bucket)
        except BucketNotFoundError:
            self._kept = await self._made()
        except Error as error:
            raise NoQueue(self._bucket, "a key-value bucket", f"{error}") from None

    async def _made(self) -> "KeyValue":
        config = KeyValueConfig(self._bucket, history=1, direct=True)
        try:
            return await self._jetstream.create_key_value(config)
        except BadRequestError:
            return await self._jetstream.key_value(self._bucket)

    @property
    def kept(self) -> "KeyValue":
        """The bucket, once it is open."""
        assert self._kept is not None  # noqa: S101 - `open` comes first
        return self._kept

    async def get(self, key: str) -> Record | None:
        """Return what is known of a transaction."""
        try:
            entry = await lasting(lambda: self.kept.get(key))
        except KeyNotFoundError:
            return None
        return Record.read(entry.value or b"{}", entry.revision or 0)

    async def put(self, key: str, record: Record) -> Record:
        """Replace the revision that a record was made from; raises `Lost` if it is another."""
        record = replace(record, since=time.time())
        try:
            revision = await lasting(
                lambda: self.kept.update(key, record.text, last=record.revision)
            )
        except WrongRevision:
            found = await self.get(key)
            if found is None or found.text != record.text:
                raise Lost from None
            revision = found.revision  # it was stored, and the answer got lost
        return replace(record, revision=revision)

    async def drop(self, key: str) -> None:
        """Forget a transaction, and leave nothing behind."""
        stream, subject = f"KV_{self._bucket}", f"$KV.{self._bucket}.{key}"
        await lasting(lambda: self._jetstream.purge_stream(stream, subject=subject))

"""What a flow's queue is called on the server: subjects, streams, and the key of a transaction.

Everything is made of the package's and the flow's name, which have no underscores and no dots, so
no two flows share a name. Another build of the same package works on the same queue.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from flowrt.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

ID = "Flow-Id"
MESSAGE_ID = "Nats-Msg-Id"
PROBLEM = "Flow-Problem"
SEQUENCE = "Flow-Sequence"
DEADLINE = "Flow-Deadline-Ms"
TRACE = "traceparent"
SIGNATURE = "flow-signature"
"""Under this name a queue's stream says what its flow takes and gives."""
CONSUMER = "workers"
"""The name of the durable consumer that all workers of a queue share."""

PACKAGE = r"[A-Za-z0-9-]+(?::[A-Za-z0-9-]+)+"
"""What packages are called, as a pattern."""
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Names(Value):
    """The names of one flow's queue: `NAMES.given` is where messages for it are sent."""

    package: str
    flow: str

    @property
    def subject(self) -> str:
        """What all of its subjects start with."""
        return ".".join(("flow", *self.package.split(":"), self.flow))

    @property
    def given(self) -> str:
        """The subject of the messages that it takes."""
        return f"{self.subject}.in"

    @property
    def done(self) -> str:
        """The subject of its results, without the transaction's key."""
        return f"{self.subject}.done"

    @property
    def dead(self) -> str:
        """The subject of the messages that failed, without the transaction's key."""
        return f"{self.subject}.dead"

    def stream(self, subject: str) -> str:
        """Return the name of the stream that keeps a subject."""
        return subject.replace(".", "_")

    @property
    def bucket(self) -> str:
        """The name of the key-value bucket of its transactions."""
        return f"{self.stream(self.subject)}_transactions"

    def __str__(self) -> str:
        return f"{self.package}/{self.flow}"


def service_of(package: str) -> str:
    """Return the name that a package's service has in the micro services protocol."""
    return package.replace(":", "_")


def id_of(headers: Mapping[str, str], sequence: int) -> str:
    """Return the id of a message: the sender's, or else its number in the queue."""
    return headers.get(ID) or headers.get(MESSAGE_ID) or f"={sequence}"


def key_of(name: str) -> str:
    """Return an id as a key: as it stands where it can be one, else a digest of it."""
    if _PLAIN.fullmatch(name) or re.fullmatch(r"=[0-9]{1,20}", name):
        return name
    return "=" + hashlib.sha256(name.encode(errors="surrogateescape")).hexdigest()[:32]

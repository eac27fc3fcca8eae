"""Workers over a real server: in this process for most tests, in others where they are killed."""

import asyncio
import json
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import nats
import nats.errors
from nats.aio.client import Client
from nats.js.errors import NotFoundError
from tests import processes
from tests.segment.waiting import KEY, compiled, sealed, trusting

from flowrt.problems.report import Problem
from flowrt.rights.limits import Limits
from flowrt.run.runner import Runner
from flowrt.verify import VerifiedArchive
from flowrt.work.connect import Server
from flowrt.work.group import Group, Settings
from flowrt.work.names import Names
from flowrt.work.queues import Queue
from flowrt.work.records import Records
from flowrt.work.streams import Terms
from flowrt.work.watch import Meter

FLOWS = """\
package test:queue@1.0.0;
use work from "work.wasm";

export flow double(n: u32) -> u32 { n * 2 }
export flow spin(turns: u64) -> u64 { work.spin(turns) }
export flow below(n: u32) -> u32 { work.below(n, 10) }
export flow echo(text: string) -> string { text }
"""
PATIENCE = 60.0
AT_IT = 0.1
"""Seconds for which a worker that has a message computes only if it is at it."""
SECOND = 2_000_000_000
"""Turns that spin for about a second."""
_numbers = count()


@cache
def verified(text: str) -> VerifiedArchive:
    return sealed(compiled(text)).verified


def runner(text: str = FLOWS, limits: Limits | None = None, **services: Any) -> Runner:
    """Return a runner of a package of its own, so that no two tests share a queue."""
    made = Runner(verified(text), limits, services=services)
    made.plan = replace(made.plan, package=f"test:queue-{next(_numbers)}")
    return made


def as_built(text: str = FLOWS, **services: Any) -> Runner:
    """Return a runner of the package as workers in other processes have it."""
    return Runner(verified(text), services=services)


@dataclass
class Working:
    """A queue's client, and the workers that were started on it."""

    url: str
    client: Client
    runner: Runner
    failures: list[tuple[str, Problem]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def names(self, flow: str) -> Names:
        return Names(self.runner.plan.package, flow)

    @asynccontextmanager
    async def workers(
        self,
        *flows: str,
        number: int = 1,
        until_empty: bool = False,
        meter: Meter | None = None,
        **more: Any,
    ) -> AsyncIterator[None]:
        """Have workers on some flows; they are told to stop at the end, and waited for."""
        terms = Terms(**{"ack_wait": 1.0, "deliveries": 3, **more.pop("terms", {})})
        settings = Settings(Server(self.url), until_empty=until_empty, terms=terms, **more)
        entries = [self.runner.entry(flow) for flow in flows]
        tell = lambda name, problem: self.failures.append((name, problem))  # noqa: E731
        self.groups = [Group(self.runner, entries, settings, tell, meter) for _ in range(number)]
        async with asyncio.TaskGroup() as tasks:
            for group in self.groups:
                ready = asyncio.Event()
                tasks.create_task(group.run(ready.set, lambda _: None))
                await ready.wait()
            yield
            if not until_empty:
                for group in self.groups:
                    group.stop()

    @property
    def counts(self) -> dict[str, int]:
        """How many messages ended how, over all workers."""
        total: dict[str, int] = {}
        for group in self.groups:
            for name, number in group.counts.items():
                total[name] = total.get(name, 0) + number
        return total

    async def open(self, *flows: str) -> None:
        """Make the queues of some flows, for messages that are there before a worker is."""
        for flow in flows:
            await Queue(self.client, self.names(flow), Terms()).open()

    async def send(
        self, flow: str, given: object, name: str = "", within: float = PATIENCE, **headers: str
    ) -> int:
        """Send a message, as any client would; return its number in the queue."""
        text = given if isinstance(given, bytes) else json.dumps(given).encode()
        told = {**headers, **({"Nats-Msg-Id": name} if name else {})}
        sent = await self.client.jetstream().publish(
            self.names(flow).given, text, within, headers=told or None
        )
        return sent.seq

    async def send_surely(self, flow: str, given: object, name: str) -> None:
        """Send a message until the server has it, however often it goes away."""
        while True:
            try:
                await self.send(flow, given, name, 0.5)
            except (nats.errors.Error, OSError):
                await asyncio.sleep(0.05)
            else:
                return

    async def begun(self, flow: str, worker: "Process") -> None:
        """Wait until a worker's process has a message, and is at it."""

        async def is_begun() -> bool:
            stream = self.names(flow).given.replace(".", "_")
            about = await self.client.jetstream().consumer_info(stream, "workers")
            return bool(about.num_ack_pending)

        async def is_at_it() -> bool:
            return processes.seconds(worker.pid) > before + AT_IT

        await eventually(is_begun)
        before = processes.seconds(worker.pid)
        await eventually(is_at_it)

    async def claimed(self, flow: str, key: str, attempts: int) -> None:
        """Wait until a message that was delivered before is begun for the so manyeth time."""
        records = Records(self.client, self.names(flow))
        await records.open()

        async def is_claimed() -> bool:
            record = await records.get(key)
            return record is not None and record.attempts >= attempts

        await eventually(is_claimed)

    async def forgotten(self, flow: str, given: object, name: str, sent: int) -> None:
        """Send a message again until the server has forgotten its name: then it is another."""

        async def is_another() -> bool:
            return await self.send(flow, given, name) != sent

        await eventually(is_another)

    async def result(self, flow: str, key: str) -> object:
        """Wait for a result."""
        return json.loads((await self._stored(self.names(flow).done, key)).data or b"")

    async def stored_message(self, flow: str, key: str) -> Any:
        """Wait for a result's message."""
        return await self._stored(self.names(flow).done, key)

    async def dead(self, flow: str, key: str) -> Any:
        """Wait for a message that failed."""
        return await self._stored(self.names(flow).dead, key)

    async def _stored(self, subject: str, key: str) -> Any:
        stream = subject.replace(".", "_")

        async def find() -> Any:
            try:
                return await self.client.jetstream().get_last_msg(stream, f"{subject}.{key}")
            except NotFoundError:
                return None

        return await eventually(find)

    async def results(self, flow: str) -> dict[str, int]:
        """Return how many results there are under each key."""
        return await self.stored(self.names(flow).done)

    async def stored(self, subject: str) -> dict[str, int]:
        """Return how many messages stand under each key of a subject."""
        stream = subject.replace(".", "_")
        info = await self.client.jetstream().stream_info(stream, subjects_filter=">")
        found = info.state.subjects or {}
        return {name.rpartition(".")[2]: number for name, number in found.items()}

    async def kept(self, flow: str) -> int:
        """Return how much is remembered of a flow's transactions."""
        stream = f"KV_{self.names(flow).bucket}"
        return (await self.client.jetstream().stream_info(stream)).state.messages

    async def left(self, flow: str) -> int:
        """Return how many messages the queue has."""
        stream = self.names(flow).given.replace(".", "_")
        return (await self.client.jetstream().stream_info(stream)).state.messages


async def eventually(find: Callable[[], Awaitable[Any]]) -> Any:
    """Ask until there is an answer that is something."""
    until = time.monotonic() + PATIENCE
    while not (found := await find()):
        assert time.monotonic() < until, "it did not come about"
        await asyncio.sleep(0.01)
    return found


async def _nothing_is_said(error: Exception) -> None:
    """Leave it to whoever asks next: servers are killed here on purpose."""


@asynccontextmanager
async def working(url: str, ran: Runner | None = None) -> AsyncIterator[Working]:
    """Give the queues of a package, one of its own unless it is said."""
    client = await nats.connect(
        url, max_reconnect_attempts=-1, reconnect_time_wait=0.1, error_cb=_nothing_is_said
    )
    try:
        yield Working(url, client, ran or runner())
    finally:
        await client.close()


def archive(folder: Path, text: str = FLOWS) -> Path:
    """Write a flow's archive, and a trust file beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "trust.toml").write_text(trusting(KEY))
    path = folder / "queue.flowpack"
    path.write_bytes(sealed(compiled(text)).data)
    return path


ROOT = Path(__file__).parents[2]
READY = "flowrt: works on "


class Process(subprocess.Popen[str]):
    """A worker's process, and what it said before it was ready."""

    said = ""

    def rest(self) -> str:
        """Wait for its end; return what else it said.

        `communicate` would miss what was read together with the line that said that it was ready.
        """
        assert self.stderr is not None
        timer = threading.Timer(PATIENCE, self.kill)
        timer.start()
        try:
            return self.stderr.read()
        finally:
            self.wait()
            self.stderr.close()
            timer.cancel()


def started(
    path: Path, url: str, *words: str, first: Sequence[str] = (), by: Sequence[str] = ("flowrt",)
) -> Process:
    """Start `flowrt work` in a process of its own, and wait until it works.

    `first` is a command that starts it, `by` the module that is the command and what that is told.
    """
    command = [*first, sys.executable, "-m", *by, "work", str(path), *words, "--nats", url]
    trust = ["--trust", str(path.parent / "trust.toml")]
    process = Process([*command, *trust], stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stderr is not None
    for line in process.stderr:
        process.said += line
        if READY in line:
            return process
    raise AssertionError(process.said)

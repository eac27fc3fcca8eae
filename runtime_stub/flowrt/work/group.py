"""The workers of one process: a connection, a desk and a worker for each flow, until it is over.

SIGTERM and SIGINT stop them gracefully; a second one ends the process at once, which loses nothing
either: what was not settled is delivered to another.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import socket
from typing import TYPE_CHECKING

from flowrt.catalogue import published
from flowrt.value import Value
from flowrt.work.connect import Server, connected, heard
from flowrt.work.desk import Desk, Tell
from flowrt.work.micro import Micro
from flowrt.work.names import Names
from flowrt.work.queues import Queue
from flowrt.work.records import Records
from flowrt.work.streams import Terms
from flowrt.work.ticks import Ticks
from flowrt.work.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nats.aio.client import Client

    from flowrt.plan.plan import Entry
    from flowrt.run.runner import Runner
    from flowrt.work.watch import Meter

INTERRUPTED = 130


class Settings(Value):
    """How a process works: where, on how much at once, and whether it ends with the queue."""

    server: Server
    concurrency: int = 4
    prefetch: int = 32
    until_empty: bool = False
    has_queues: bool = True
    has_service: bool = True
    terms: Terms = Terms()


class Group:
    """Works on the queues of some of an archive's flows; `tell` is told of what fails."""

    def __init__(
        self,
        runner: Runner,
        entries: Sequence[Entry],
        settings: Settings,
        tell: Tell,
        meter: Meter | None = None,
    ) -> None:
        self._runner = runner
        self._entries = entries
        self._settings = settings
        self._tell = tell
        self._meter = meter
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._workers: list[Worker] = []
        self._stopping = asyncio.Event()
        self._micro = Micro(runner, entries, settings.concurrency, tell, meter)

    @property
    def counts(self) -> dict[str, int]:
        """How many messages ended how."""
        total: dict[str, int] = {}
        for worker in self._workers:
            for outcome, count in worker.counts.items():
                total[outcome] = total.get(outcome, 0) + count
        return total

    async def run(self, ready: Callable[[], None], stopping: Callable[[int], None]) -> None:
        """Work until told to stop; `ready` is called once it has begun. Raises `Problem`."""
        name = f"flowrt {self._runner.plan.package}"
        async with connected(self._settings.server, name, self._again) as client:
            await self._work(client, ready, stopping)

    async def _work(
        self, client: Client, ready: Callable[[], None], stopping: Callable[[int], None]
    ) -> None:
        for entry in self._entries if self._settings.has_queues else ():
            self._workers.append(await self._worker(client, entry))
        self._listen(stopping)
        if self._settings.has_service:
            await self._micro.start(client)
        await heard(client)
        ready()
        until_empty = self._settings.until_empty
        async with asyncio.TaskGroup() as tasks:
            for worker in self._workers:
                tasks.create_task(worker.run(until_empty=until_empty))
            if not (self._workers and until_empty):
                tasks.create_task(self._stopped())
        if client.is_connected:
            await self._micro.stop()
            await heard(client)

    async def _stopped(self) -> None:
        await self._stopping.wait()

    def stop(self) -> None:
        """Have all workers finish what they have begun."""
        self._stopping.set()
        for worker in self._workers:
            worker.stop()

    async def _worker(self, client: Client, entry: Entry) -> Worker:
        settings = self._settings
        plan = self._runner.plan
        signature = json.dumps(published(plan, (entry,)), separators=(",", ":"))
        names = Names(plan.package, entry.name)
        subjects = [one.text for one in entry.triggers if one.kind == "subject"]
        queue = Queue(client, names, settings.terms)
        await queue.open(signature, subjects)
        records = Records(client, queue.names)
        await records.open()
        desk = Desk(
            self._runner,
            entry,
            queue,
            records,
            self._owner,
            settings.concurrency,
            self._tell,
            self._meter,
        )
        ticks = [Ticks(queue, one) for one in entry.triggers if one.kind != "subject"]
        return Worker(desk, settings.prefetch, self._meter, ticks)

    async def _again(self) -> None:
        for worker in self._workers:
            worker.reconnected()

    def _listen(self, stopping: Callable[[int], None]) -> None:
        def asked() -> None:
            if self._stopping.is_set():
                os._exit(INTERRUPTED)
            in_hand = sum(worker.in_hand for worker in self._workers)
            self.stop()
            stopping(in_hand)  # the last thing: there may be nobody any more who reads it

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, asked)

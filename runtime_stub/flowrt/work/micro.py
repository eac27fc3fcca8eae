"""Flows asked and answered through NATS: a service of the micro services protocol.

It is found, described and measured by any tool that knows the protocol; its metadata has the
signature that callers compare. A request is a JSON object of parameters, the answer the result, or
an error with the problem document.
"""

import asyncio
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from nats.micro import add_service
from nats.micro.service import EndpointConfig, EndpointStats, ServiceConfig

from flowrt.catalogue import published
from flowrt.problems.kinds import raised
from flowrt.problems.members import Internal, document, status_of
from flowrt.problems.report import Problem
from flowrt.run.observe import observed
from flowrt.run.quick import Quick
from flowrt.run.scope import Scope
from flowrt.work.names import DEADLINE, Names, service_of
from flowrt.work.room import need_room

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nats.aio.client import Client
    from nats.micro.request import Request
    from nats.micro.service import Service

    from flowrt.plan.plan import Entry
    from flowrt.run.runner import Runner
    from flowrt.work.desk import Tell
    from flowrt.work.watch import Meter

_MS = re.compile(r"[0-9]{1,11}")
"""Milliseconds that a caller waits: some years at most, or it does not say."""


class Micro:
    """Answers requests for some flows, so many at once as there is room for."""

    def __init__(
        self,
        runner: "Runner",
        entries: "Sequence[Entry]",
        room: int,
        tell: "Tell",
        meter: "Meter | None" = None,
    ) -> None:
        self._runner = runner
        self._entries = entries
        self._quick = Quick(runner)
        self._tell = tell
        self._meter = meter
        self._measured = {entry.name: _Measured() for entry in entries}
        self._slots = asyncio.Semaphore(room)
        self._pool = ThreadPoolExecutor(room, thread_name_prefix="flowrt-micro")
        self._tasks: set[asyncio.Task[None]] = set()
        self._service: Service | None = None

    async def start(self, client: "Client") -> None:
        """Begin to answer."""
        plan = self._runner.plan
        config = ServiceConfig(
            name=service_of(plan.package),
            version=plan.package_version,
            description=f"flows of {plan.package}",
            metadata={"signature": json.dumps(published(plan, self._entries))},
            stats_handler=self._measure,
        )
        self._service = await add_service(client, config)
        for entry in self._entries:
            answer = _Answer(self, client, entry)
            metadata = {"type": f"{entry}", "doc": entry.doc}
            endpoint = EndpointConfig(
                name=entry.name,
                subject=Names(plan.package, entry.name).subject,
                handler=answer.take,
                metadata=metadata,
            )
            await self._service.add_endpoint(endpoint)

    def _measure(self, stats: EndpointStats) -> None:
        """Say what answers took, and which failed: the library sees them only as they begin."""
        measured = self._measured[stats.name]
        stats.num_errors, stats.last_error = measured.errors, measured.last_error
        stats.processing_time = measured.nanoseconds
        stats.average_processing_time = measured.nanoseconds // max(1, measured.answers)

    async def stop(self) -> None:
        """Take no new requests, and answer those that were taken."""
        if self._service is not None:
            await self._service.stop()
        while self._tasks:
            await asyncio.wait(set(self._tasks))
        self._pool.shutdown(wait=False)

    async def run(self, client: "Client", entry: "Entry", request: "Request") -> None:
        """Answer a request once there is room, without keeping the next one waiting."""
        await self._slots.acquire()
        task = asyncio.create_task(self._answer(client, entry, request))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._slots.release()
        self._tasks.discard(task)

    async def _answer(self, client: "Client", entry: "Entry", request: "Request") -> None:
        began, measured = time.perf_counter_ns(), self._measured[entry.name]
        try:
            result = await self._result(entry, request)
            need_room(client, len(result), entry.name)
        except Problem as problem:
            self._tell(entry.name, problem)
            measured.failed(problem)
            code = f"{status_of(problem)}"
            await request.respond_error(code, problem.title, document(problem))
        else:
            await request.respond(result)
        finally:
            measured.answered(time.perf_counter_ns() - began)

    async def _result(self, entry: "Entry", request: "Request") -> bytes:
        observer = None if self._meter is None else self._meter.observer(request.headers or {})
        outer = _scope(request).but(observer=observer)
        with observed(outer, "flow", entry.name, entry.name) as whole:
            try:
                result = self._quick.attempt(entry, request.data, observer=whole.observer)
                if result is None:
                    call = partial(self._runner.call, entry, request.data, scope=whole)
                    loop = asyncio.get_running_loop()
                    result = await loop.run_in_executor(self._pool, call)
            except Problem:
                raise
            except Exception as error:
                raise Internal("", ("cause", raised(error))) from error
            return result


class _Measured:
    """What the answers of one flow came to."""

    def __init__(self) -> None:
        self.answers = self.nanoseconds = self.errors = 0
        self.last_error = ""

    def failed(self, problem: Problem) -> None:
        self.errors += 1
        self.last_error = f"{status_of(problem)}:{problem.code} {problem.title}"

    def answered(self, nanoseconds: int) -> None:
        self.answers += 1
        self.nanoseconds += nanoseconds


class _Answer:
    """The handler of one flow's requests."""

    def __init__(self, micro: Micro, client: "Client", entry: "Entry") -> None:
        self._micro = micro
        self._client = client
        self._entry = entry

    async def take(self, request: "Request") -> None:
        await self._micro.run(self._client, self._entry, request)


def _scope(request: "Request") -> Scope:
    """Return how long the caller waits, if it says so."""
    text = (request.headers or {}).get(DEADLINE, "")
    if not _MS.fullmatch(text):
        return Scope()
    return Scope(time.monotonic() + int(text) / 1000)

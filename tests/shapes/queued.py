"""The two shapes behind NATS: messages of a queue, and requests; a real worker answers both."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import nats
from nats.aio.client import Client
from tests.queues.server import Server
from tests.queues.working import PATIENCE, started
from tests.shapes.table import Case, Outcome

from flowrt.work.names import Names

PACKAGE = "acme:shop"
Asking = Callable[[Client, Case], Coroutine[Any, Any, Outcome]]
Told = Callable[[str, str], Outcome]
_numbers = count()


@contextmanager
def behind_nats(folder: Path, asking: Asking) -> Iterator[Callable[[Case], Outcome]]:
    """Ask a worker in a process of its own."""
    server = Server(folder / f"nats-{asking.__name__}")
    worker = started(folder / "shop.flowpack", server.url)
    loop = asyncio.new_event_loop()
    client = loop.run_until_complete(nats.connect(server.url))
    try:
        yield lambda case: loop.run_until_complete(asking(client, case))
    finally:
        loop.run_until_complete(client.close())
        loop.close()
        worker.terminate()
        worker.communicate()
        server.stop()


def messages(told: Told) -> Asking:
    """Return what sends a message, and waits for its result or its problem."""

    async def message(client: Client, case: Case) -> Outcome:
        names, name = Names(PACKAGE, case.flow), f"case-{next(_numbers)}"
        arrived: asyncio.Queue[Any] = asyncio.Queue()
        for subject in (names.done, names.dead):
            await client.subscribe(f"{subject}.{name}", cb=arrived.put)
        given, headers = case.parameters.encode(), {"Nats-Msg-Id": name}
        await client.jetstream().publish(names.given, given, headers=headers)
        outcome = await asyncio.wait_for(arrived.get(), PATIENCE)
        problem = (outcome.headers or {}).get("Flow-Problem")
        return _outcome(outcome.data.decode(), problem, told)

    return message


def requests(told: Told) -> Asking:
    """Return what sends a request, and waits for its answer."""

    async def request(client: Client, case: Case) -> Outcome:
        subject = Names(PACKAGE, case.flow).subject
        answer = await client.request(subject, case.parameters.encode(), PATIENCE)
        text = answer.data.decode()
        is_problem = "Nats-Service-Error" in (answer.headers or {})
        return _outcome(text, text if is_problem else None, told)

    return request


def _outcome(text: str, problem: str | None, told: Told) -> Outcome:
    if problem is None:
        return Outcome(text)
    fields = json.loads(problem)
    return told(fields["code"], fields.get("path", ""))

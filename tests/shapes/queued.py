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
from tests.shapes.table import SECRET, Case, Outcome, of_document

from flowrt.work.names import Names

PACKAGE = "acme:shop"
Asking = Callable[[Client, Case], Coroutine[Any, Any, Outcome]]
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
        _, log = worker.communicate()
        server.stop()
        assert "R402" in log
        assert SECRET not in log


async def messages(client: Client, case: Case) -> Outcome:
    """Send a message, and wait for its result or its problem."""
    names, name = Names(PACKAGE, case.flow), f"case-{next(_numbers)}"
    arrived: asyncio.Queue[Any] = asyncio.Queue()
    for subject in (names.done, names.dead):
        await client.subscribe(f"{subject}.{name}", cb=arrived.put)
    given, headers = case.parameters.encode(), {"Nats-Msg-Id": name}
    await client.jetstream().publish(names.given, given, headers=headers)
    outcome = await asyncio.wait_for(arrived.get(), PATIENCE)
    return _outcome(outcome.data.decode(), (outcome.headers or {}).get("Flow-Problem"))


async def requests(client: Client, case: Case) -> Outcome:
    """Send a request, and wait for its answer."""
    subject = Names(PACKAGE, case.flow).subject
    answer = await client.request(subject, case.parameters.encode(), PATIENCE)
    text = answer.data.decode()
    return _outcome(text, text if "Nats-Service-Error" in (answer.headers or {}) else None)


def _outcome(text: str, problem: str | None) -> Outcome:
    return Outcome(text) if problem is None else of_document(json.loads(problem))

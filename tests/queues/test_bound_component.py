"""A worker whose flow waits for a component that is bound by itself."""

import asyncio
from pathlib import Path

from tests.queues.server import Server
from tests.queues.working import runner, working
from tests.wrap.components import ASKS, exported

from flowrt.bindings import Opening, binding_to


async def test_a_worker_goes_on_with_what_it_answers(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "fraud.wasm"
    path.write_bytes(exported(""))
    binding = binding_to(str(path), Opening(service="fraud"))
    flows = await asyncio.to_thread(runner, ASKS, fraud=binding)
    async with working(server.url, flows) as queue, queue.workers("fine"):
        for key, cents in (("a", 1), ("b", 1000), ("c", 666)):
            await queue.send("fine", {"cents": cents}, key)
        assert await queue.result("fine", "a") == "fine"
        assert await queue.result("fine", "b") == "not fine"
        assert "R410" in (await queue.dead("fine", "c")).headers["Flow-Problem"]

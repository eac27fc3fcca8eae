"""The way of a thread to a loop: what it has done there, and that it never waits for nobody."""

import asyncio

import pytest

from flowrt.serve.bridge import Bridge
from flowrt.serve.exchange import Gone


def test_a_thread_has_the_loop_do_something() -> None:
    async def run() -> str:
        bridge = Bridge()
        return await asyncio.to_thread(bridge.wait, lambda: asyncio.sleep(0, "done"))

    assert asyncio.run(run()) == "done"


def test_what_goes_wrong_there_is_raised_here() -> None:
    async def fails() -> None:
        raise KeyError

    async def run() -> None:
        with pytest.raises(KeyError):
            await asyncio.to_thread(Bridge().wait, fails)

    asyncio.run(run())


def test_who_waits_when_it_is_closed_learns_of_it() -> None:
    async def run() -> None:
        bridge, begun = Bridge(), asyncio.Event()

        async def for_ever() -> None:
            begun.set()
            await asyncio.Event().wait()

        waiting = asyncio.create_task(asyncio.to_thread(bridge.wait, for_ever))
        await begun.wait()
        bridge.close()
        with pytest.raises(Gone):
            await waiting

    asyncio.run(run())


def test_nothing_is_done_once_it_is_closed() -> None:
    async def run() -> None:
        bridge, done = Bridge(), asyncio.Event()

        async def do() -> None:
            done.set()

        bridge.close()
        with pytest.raises(Gone):
            await asyncio.to_thread(bridge.wait, do)
        assert not done.is_set()

    asyncio.run(run())

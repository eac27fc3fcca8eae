"""Heads of requests that do not come, have no end or are none: told, and the connection ended."""

import asyncio
import json

import pytest
from tests.serve.driven import until
from tests.serve.test_at_once import connected, request
from tests.stub import door_archive as door

from flowrt.serve.arrival import MOST

START = b"POST /v1/flows/count HTTP/1.1\r\nhost: localhost\r\n"
JSON = b"content-type: application/json\r\ncontent-length: 2\r\n"


def said_to(*pieces: bytes, read_seconds: float = 60.0) -> bytes:
    """Send pieces, each once the one before was read; return all that is said until the end."""

    async def talk() -> bytes:
        async with connected(door.runner(), 60, read_seconds) as line:
            for piece in pieces:
                line.writer.write(piece)
                await line.writer.drain()
                await asyncio.sleep(0)
            return await asyncio.wait_for(line.reader.read(), 60)

    return asyncio.run(talk())


def problem_in(said: bytes) -> tuple[int, str, str]:
    """Return the status, the code and the place of the only answer there is."""
    head, _, body = said.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head
    problem = json.loads(body)
    assert head.startswith(b"HTTP/1.1 %d " % problem["status"])
    return problem["status"], problem["code"], problem.get("path", "")


@pytest.mark.parametrize("head", [b"P", START, START + b"x: ", START + JSON[:-1]])
def test_a_head_that_does_not_come_is_waited_for_no_longer(head: bytes) -> None:
    assert problem_in(said_to(head, read_seconds=0.05)) == (408, "R503", "head")


def test_who_says_nothing_is_told_nothing() -> None:
    assert said_to(read_seconds=0.05) == b""


def test_a_head_after_an_answer_is_waited_for_as_the_first_one() -> None:
    said = said_to(request("count", b"{}") + START, read_seconds=0.05)
    first, answer, late = said.partition(b"HTTP/1.1 408 ")
    assert first.startswith(b"HTTP/1.1 200 ")
    assert problem_in(answer + late) == (408, "R503", "head")


def test_it_is_not_told_in_the_middle_of_an_answer() -> None:
    async def run() -> None:
        async with connected(door.runner(), 60) as line:
            line.writer.write(START)
            await until(lambda: bool(line.protocols and line.protocols[0]._under_way))
            (ours,) = line.protocols
            ours._under_way += 2  # as if one before it were not answered
            ours._is_late()
            assert not ours.transport.is_closing()
            ours._under_way -= 2
            ours._is_late()
            assert problem_in(await line.reader.read()) == (408, "R503", "head")

    asyncio.run(run())


@pytest.mark.parametrize(
    "head",
    [
        b"x: " + b"a" * MOST + b"\r\n",
        b"".join(b"x%d: %b\r\n" % (n, b"a" * 1000) for n in range(MOST // 1000 + 1)),
    ],
    ids=["long", "many"],
)
def test_a_head_that_is_too_large_is_refused(head: bytes) -> None:
    assert problem_in(said_to(START + head + JSON + b"\r\n{}")) == (431, "R476", "head")


def test_so_is_one_that_has_no_end() -> None:
    async def run() -> None:
        async with connected(door.runner(), 60) as line:
            line.writer.write(START + b"x: ")
            await until(lambda: bool(line.protocols and line.protocols[0]._under_way))
            (ours,) = line.protocols
            for _ in range(MOST // 1000 + 1):
                ours.data_received(b"a" * 1000)
            assert problem_in(await line.reader.read()) == (431, "R476", "head")

    asyncio.run(run())


def test_one_that_is_nearly_too_large_is_read() -> None:
    async def run() -> bytes:
        async with connected(door.runner(), 60) as line:
            return await line.answer(
                START + b"x: " + b"a" * (MOST - 200) + b"\r\n" + JSON + b"\r\n{}"
            )

    assert asyncio.run(run()).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "whole",
    [
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        START + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        START + b"x: \0\r\n\r\n",
    ],
    ids=["tls", "http2", "lengths", "nul"],
)
def test_what_is_no_request_is_told_so(whole: bytes) -> None:
    assert problem_in(said_to(whole)) == (400, "R477", "")

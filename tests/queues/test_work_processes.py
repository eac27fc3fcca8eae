"""Workers as processes: killed, told to stop, and cut off from their server."""

import asyncio
import json
import re
import shutil
import signal
import socket
import urllib.request
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from tests.queues.server import Server
from tests.queues.working import (
    PATIENCE,
    READY,
    SECOND,
    Process,
    Working,
    archive,
    as_built,
    eventually,
    started,
    working,
)
from tests.serve.test_serve_watched import collector

from flowrt.__main__ import main

LONG = 1 << 60
COUNT = 24


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("work"))


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own, since the package is not."""
    server = Server(tmp_path / "nats")
    yield server
    server.stop()


def ended(process: Process) -> tuple[int, str]:
    """Wait for a worker; return its exit code and what it said of its work.

    It may have said so before it said that it was ready: it takes messages from then on.
    """
    said = process.rest()
    early = process.said.splitlines(keepends=True)
    of_work = (line for line in early if not line.startswith(("note: ", READY)))
    return process.returncode, "".join((*of_work, said))


async def test_what_a_killed_worker_had_goes_to_another(own: Server, path: Path) -> None:
    async with working(own.url, as_built()) as queue:
        await queue.open("spin")
        await queue.send("spin", {"turns": SECOND // 2}, "moved")
        first = started(path, own.url, "spin", "--ack-wait", "0.5")
        await queue.begun("spin", first)
        first.kill()
        second = started(path, own.url, "spin", "--ack-wait", "0.5", "--until-empty")
        assert ended(second) == (0, "flowrt: 1 done\n")
        assert await queue.results("spin") == {"moved": 1}
        assert ended(first)[0] == -signal.SIGKILL


async def test_a_message_that_no_worker_survives_is_given_up(own: Server, path: Path) -> None:
    words = ("spin", "--ack-wait", "0.5", "--max-deliver", "2")
    async with working(own.url, as_built()) as queue:
        await queue.open("spin")
        await queue.send("spin", {"turns": LONG}, "deadly")
        for attempt in (1, 2):
            worker = started(path, own.url, *words)
            await queue.begun("spin", worker)
            if attempt > 1:
                await queue.claimed("spin", "deadly", attempt)
            worker.kill()
            ended(worker)
        last = started(path, own.url, *words, "--until-empty", "--json")
        code, said = ended(last)
        assert code == 0
        told = json.loads(said.splitlines()[0])
        assert (told["id"], told["code"]) == ("deadly", "R532")
        letter = await queue.dead("spin", "deadly")
        assert json.loads(letter.data) == {"turns": LONG}
        assert await queue.left("spin") == 0


async def test_a_signal_lets_what_runs_end(own: Server, path: Path) -> None:
    async with working(own.url, as_built()) as queue:
        await queue.open("spin")
        for n in range(3):
            await queue.send("spin", {"turns": SECOND // 2}, f"id-{n}")
        worker = started(path, own.url, "spin", "--concurrency", "1")
        await queue.begun("spin", worker)
        worker.send_signal(signal.SIGTERM)
        assert ended(worker) == (
            0, "flowrt: stops; 3 messages in hand\nflowrt: 1 done, 2 released\n",
        )  # fmt: skip
        assert await queue.results("spin") == {"id-0": 1}
        assert await queue.left("spin") == 2


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="addresses are bounded by prlimit")
async def test_a_worker_without_addresses_to_spare_has_no_pool(own: Server, path: Path) -> None:
    async with working(own.url, as_built()) as queue:
        await queue.open("double")
        await queue.send("double", {"n": 4}, "four")
        few = ("prlimit", f"--as={32 << 30}")
        worker = started(path, own.url, "double", "--until-empty", first=few)
        assert ended(worker) == (0, "flowrt: 1 done\n")
        assert await queue.results("double") == {"four": 1}


def test_a_worker_that_nobody_listens_to_ends_when_it_is_told_to(own: Server, path: Path) -> None:
    worker = started(path, own.url, "double")
    assert worker.stderr is not None
    worker.stderr.close()
    worker.send_signal(signal.SIGTERM)
    worker.wait(PATIENCE)


async def test_a_second_signal_ends_it_at_once(own: Server, path: Path) -> None:
    async with working(own.url, as_built()) as queue:
        await queue.open("spin")
        await queue.send("spin", {"turns": LONG}, "endless")
        worker = started(path, own.url, "spin")
        await queue.begun("spin", worker)
        worker.send_signal(signal.SIGINT)
        assert worker.stderr is not None
        assert await asyncio.to_thread(worker.stderr.readline) != ""
        worker.send_signal(signal.SIGINT)
        assert ended(worker)[0] == 130


async def test_a_worker_whose_server_is_gone_ends_when_it_is_told_to(
    own: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowrt.work.worker.GONE", 0.4)
    async with working(own.url) as queue:
        await queue.open("spin")
        await queue.send("spin", {"turns": SECOND // 4}, "lost")
        async with queue.workers("spin"):
            await eventually(lambda: has_one(queue))
            own.stop(signal.SIGKILL)
        assert queue.counts == {}


async def has_one(queue: Working) -> bool:
    return any(worker.in_hand for group in queue.groups for worker in group._workers)


async def test_a_server_that_restarts_loses_nothing(own: Server, path: Path) -> None:
    async with working(own.url, as_built()) as queue:
        await queue.open("double")
        worker = started(path, own.url, "double", "--ack-wait", "1")
        for n in range(COUNT):
            if n in (COUNT // 3, COUNT // 2):
                own.restart(signal.SIGKILL if n < COUNT // 2 else signal.SIGTERM)
            await queue.send_surely("double", {"n": n}, f"id-{n}")
        for n in range(COUNT):
            assert await queue.result("double", f"id-{n}") == 2 * n
        worker.send_signal(signal.SIGTERM)
        assert ended(worker)[0] == 0
        assert await queue.results("double") == {f"id-{n}": 1 for n in range(COUNT)}


COUNTED = (
    'flowrt_work_messages_total{flow="double",outcome="done"} 1.0',
    'flowrt_work_messages_total{flow="below",outcome="dead"} 1.0',
    'flowrt_work_seconds_count{flow="double"} 1.0',
)


async def shown(url: str, lines: Sequence[str]) -> bool:
    """Whether counts are shown by now: a message is counted once it was settled."""
    answer = await asyncio.to_thread(urllib.request.urlopen, url)
    text = answer.read().decode()
    return all(line in text for line in lines)


async def test_counts_are_shown_and_traces_sent(own: Server, path: Path) -> None:
    with collector() as (traces, spans):
        async with working(own.url, as_built()) as queue:
            words = ("double", "below", "--metrics", "0", "--traces", traces)
            worker = started(path, own.url, *words)
            await queue.send("double", {"n": 4}, "a")
            await queue.send("below", {"n": 10}, "b")
            await queue.result("double", "a")
            await queue.dead("below", "b")
            url = re.search(r"http://127[^ ]+/metrics", worker.said)
            assert url is not None
            await eventually(partial(shown, url[0], COUNTED))
            worker.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(ended, worker)
    assert sorted(one.name for one in spans) == ["flow below", "flow double"]


def refused(path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> str:
    trust = str(path.parent / "trust.toml")
    assert main(["work", str(path), "--nats", url, "--trust", trust, "--until-empty"]) == 1
    return capsys.readouterr().err


def test_a_server_that_is_not_there_is_told_of(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flowrt.work.connect.FIRST", 0.3)
    monkeypatch.setenv("NATS_URL", "nats://me:secret@127.0.0.1:9")
    said = refused(path, "", capsys)
    assert "error[R530]: the NATS server cannot be used\n --> nats://127.0.0.1:9\n" in said
    assert "secret" not in said


def test_a_server_without_jetstream_is_told_of(
    tmp_path: Path, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Server(tmp_path / "nats", ())
    assert "error[R531]: the queue cannot be used" in refused(path, server.url, capsys)
    server.stop()


async def test_a_stream_that_stands_in_the_way_is_told_of(
    own: Server, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with working(own.url, as_built()) as queue:
        await queue.client.jetstream().add_stream(
            name="flow_test_queue_double_in", subjects=["something.else"]
        )
        said = await asyncio.to_thread(refused, path, own.url, capsys)
    assert "R531" in said
    assert "flow_test_queue_double_in" in said
    assert "something.else" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--concurrency", "0"], "R421"),
        (["--ack-wait", "soon"], "R421"),
        (["--metrics", "here"], "R421"),
        (["--metrics", "0000099999"], "R421"),
        (["--metrics", "9" * 5000], "R421"),
        (["--prefetch", "000000000000" + "9" * 9], "R421"),
        (["--traces", "ftp://127.0.0.1"], "R421"),
        (["dubble"], "R400"),
        (["--isolation", "other"], "R421"),
    ],
)
def test_words_that_make_no_sense_are_refused(
    path: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    trust = ["--trust", str(path.parent / "trust.toml")]
    assert main(["work", str(path), *words, *trust]) == 2
    assert said in capsys.readouterr().err


def test_counts_that_cannot_be_shown_stop_a_worker(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trust = ["--trust", str(path.parent / "trust.toml")]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["work", str(path), "--metrics", port, *trust]) == 1
    said = capsys.readouterr().err
    assert "error[R545]: the counts cannot be shown at this address" in said
    assert f"127.0.0.1:{port}" in said


def test_help_needs_no_archive(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["work", "--help"]) == 0
    assert "--max-deliver N" in capsys.readouterr().out
    assert main(["work"]) == 2

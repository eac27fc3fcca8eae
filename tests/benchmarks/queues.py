"""Messages through a durable queue: `flowrt work`, against a worker on nats-py alone, and in two.

A server and workers are started once, as processes. What is timed is sending a number of messages
and having all their results, so the sender's own work is in both times.
"""

import asyncio
import atexit
import json
import shutil
import subprocess
import sys
import tempfile
import time
from functools import cache, partial
from itertools import count
from pathlib import Path

import nats
from nats.aio.msg import Msg
from nats.js.api import RetentionPolicy
from tests.benchmarks import packages
from tests.benchmarks.measure import Absent, Benchmark, Work
from tests.queues.server import BINARY, Server

FLOW = """\
package bench:{name}@1.0.0;
export flow double(n: u32) -> u32 {{ n * 2 }}
"""
TRUST = '[[publisher]]\nname = "bench"\nkeys = ["{key}"]\npackages = ["*"]\n'
PATIENCE = 60
MESSAGES = 1000
_numbers = count()


@cache
def server() -> Server:
    """Start a server that ends with this process."""
    if not BINARY.exists():
        raise Absent("nats-server is not installed")
    folder = Path(tempfile.mkdtemp(prefix="bench-nats-"))
    started = Server(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(started.stop)
    return started


@cache
def ours(processes: int) -> Work:
    """Return the work of `flowrt work` in so many processes."""
    name = f"queue-{processes}"
    folder = server().folder / name
    folder.mkdir()
    sealed = packages.sealed(packages.compiled("queue.flow", FLOW.format(name=name), {}))
    key = sealed.verified.keys[0]
    (folder / "trust.toml").write_text(TRUST.format(key=key.line))
    (folder / "queue.flowpack").write_bytes(sealed.data)
    words = ["-m", "flowrt", "work", str(folder / "queue.flowpack"), "--nats", server().url]
    words += ["--trust", str(folder / "trust.toml"), "--only", "queues"]
    for _ in range(processes):
        _start(words, "works on")
    return Work(partial(_through, f"flow.bench.{name}.double"), MESSAGES)


@cache
def plain() -> Work:
    """Return the work of a worker on nats-py alone."""
    subject = "plain.double"
    asyncio.run(_make(subject))
    words = ["-m", "tests.benchmarks.plain_worker", server().url, "plain_in", f"{subject}.done"]
    _start(words, "ready")
    return Work(partial(_through, subject), MESSAGES)


async def _make(subject: str) -> None:
    client = await nats.connect(server().url)
    jetstream = client.jetstream()
    await jetstream.add_stream(
        name="plain_in", subjects=[f"{subject}.in"], retention=RetentionPolicy.WORK_QUEUE
    )
    await jetstream.add_stream(name="plain_done", subjects=[f"{subject}.done.*"])
    await client.close()


def _start(words: list[str], sign: str) -> None:
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, *words], stdout=pipe, stderr=subprocess.STDOUT)
    atexit.register(process.kill)
    assert process.stdout is not None
    for line in process.stdout:
        if sign in line.decode():
            return
    raise Absent("a worker did not start")


def _through(subject: str) -> None:
    """Send messages, and wait for all their results."""
    asyncio.run(_send(subject))


async def _send(subject: str) -> None:
    client = await nats.connect(server().url)
    results: set[str] = set()
    whole = asyncio.Event()

    async def note(message: Msg) -> None:
        results.add(message.subject)
        if len(results) == MESSAGES:
            whole.set()

    await client.subscribe(f"{subject}.done.*", cb=note)
    jetstream, run = client.jetstream(), next(_numbers)
    sent = []
    for number in range(MESSAGES):
        headers = {"Nats-Msg-Id": f"{run}-{number}"}
        data = json.dumps({"n": number}).encode()
        sent.append(await jetstream.publish_async(f"{subject}.in", data, headers=headers))
    await asyncio.gather(*sent)
    await asyncio.wait_for(whole.wait(), PATIENCE)
    await client.close()


BENCHMARKS = (
    Benchmark(
        "queue.double/nats-py",
        "us/message",
        lambda: (ours(1), plain()),
        clock=time.perf_counter_ns,
    ),
    Benchmark(
        "queue.double.two-processes/one-process",
        "us/message",
        lambda: (ours(2), ours(1)),
        clock=time.perf_counter_ns,
    ),
)

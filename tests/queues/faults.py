"""Long runs while things fail: nothing is lost, nothing doubled, and memory stays bounded.

`python -m tests.queues.faults [TRANSACTIONS]` (`make faults`) kills workers at random, kills the
NATS server and starts it again, has services fail and be slow, and clients take nothing. Each run
is checked as `test_fault_runs.py` has it, and told as one row.
"""

import asyncio
import json
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import nats.errors
from tests.queues.server import Server
from tests.queues.test_durable import FLOWS, ROOT
from tests.queues.working import Working, archive, as_built, started, working

WORKERS = 3
ACK_WAIT = 2.0
"""Seconds after which a worker counts as dead: more than a busy machine makes it wait."""
MEGABYTES = 200
"""What a worker may take, at most."""
LARGE = 1 << 17
"""Characters of a result that nobody takes."""


@dataclass(frozen=True)
class Trial:
    """How many transactions, which part of the calls fails, how often the server is restarted."""

    name: str
    count: int
    failing: float = 0.0
    restarts: int = 0


@dataclass(frozen=True)
class Told:
    """What came of a trial that went well."""

    name: str
    transactions: int
    seconds: float
    killed: int
    restarts: int
    again: int
    most: int

    def __str__(self) -> str:
        """Return a row of a table; lost and doubled are none, or it would not be told."""
        counts = (self.transactions, self.killed, self.restarts, self.again, 0, 0, self.most)
        return f"| {self.name} | {' | '.join(map(str, counts))} | {self.seconds:.0f} |"


HEAD = """\
| what fails | transactions | workers killed | NATS restarts | calls made again | lost | doubled | MB of a worker | s |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |"""  # noqa: E501 - a table
TRIALS = (
    Trial("workers, by SIGKILL", 1000),
    Trial("workers, and the NATS server", 1000, restarts=2),
    Trial("workers, and a slow service of which a tenth of the calls fail", 300, failing=0.1),
)


class Crew:
    """Workers on one queue, of which one is killed now and then."""

    def __init__(self, path: Path, url: str, log: Path, failing: float) -> None:
        self._words = [str(path), url, str(log), "0", f"{failing}", f"{ACK_WAIT}"]
        self._log = log.with_suffix(".said")
        self._workers = [self._started() for _ in range(WORKERS)]
        self.killed = 0
        self.most = 0
        log.touch()

    def _started(self) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "tests.queues.victim", *self._words]
        with self._log.open("ab") as log:
            return subprocess.Popen(words, cwd=ROOT, stdout=log, stderr=log)

    def kill_one(self) -> None:
        """Kill a worker, wherever it is, and start another."""
        self.measure()
        worker = self._workers.pop(random.randrange(WORKERS))
        worker.kill()
        worker.wait()
        self.killed += 1
        self._workers.append(self._started())

    def measure(self) -> None:
        """Take note of the most memory that a worker has, in megabytes."""
        self.most = max(self.most, *(resident(worker.pid) for worker in self._workers))

    def revive(self) -> None:
        """Start those again that found nothing to do and ended."""
        alive = [worker for worker in self._workers if worker.poll() is None]
        self._workers = alive + [self._started() for _ in range(WORKERS - len(alive))]

    def stop(self) -> None:
        """End all of them."""
        for worker in self._workers:
            worker.kill()
            worker.wait()


def resident(process: int) -> int:
    """Return how many megabytes a process has; 0 once it has ended."""
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s+([0-9]+) kB", text)
    return int(found[1]) // 1024 if found else 0


async def run(own: Server, path: Path, log: Path, trial: Trial) -> Told:
    """Run transactions to their ends while things fail, and check what came of them."""
    began = time.monotonic()
    async with working(own.url, as_built(FLOWS, shop=print)) as queue:
        await queue.open("order")
        for n in range(trial.count):
            await queue.send_surely("order", {"n": n}, f"o-{n}")
        crew = Crew(path, own.url, log, trial.failing)
        try:
            await until_done(queue, own, crew, trial)
        finally:
            crew.measure()
            crew.stop()
        for n in range(trial.count):
            assert await queue.result("order", f"o-{n}") == (n + 1) + (n + 2) * 1000
        assert await queue.results("order") == {f"o-{n}": 1 for n in range(trial.count)}
        assert await queue.stored(queue.names("order").dead) == {}
    again = made_again(crew, Counter(log.read_text().splitlines()), trial)  # noqa: ASYNC240 - it is over
    seconds = time.monotonic() - began
    return Told(trial.name, trial.count, seconds, crew.killed, trial.restarts, again, crew.most)


def made_again(crew: Crew, calls: Counter[str], trial: Trial) -> int:
    """Return how many calls came again: only where somebody died before an outcome was stored."""
    count = trial.count
    wanted = {f"charge {n}" for n in range(count)} | {f"ship {n + 1}" for n in range(count)}
    assert set(calls) == wanted
    again = calls.total() - len(wanted)
    assert again <= 4 * (crew.killed + WORKERS * trial.restarts)
    assert crew.most < MEGABYTES
    return again


async def until_done(queue: Working, own: Server, crew: Crew, trial: Trial) -> None:
    """Kill a worker now and then, and the server so often, until all is done."""
    done, restarted = 0, 0
    while done < trial.count or restarted < trial.restarts:
        await asyncio.sleep(random.uniform(1.0, 2.5))
        await asyncio.to_thread(crew.kill_one)
        crew.revive()
        done = await counted(queue)
        if restarted < trial.restarts and done > trial.count * (restarted + 1) // 4:
            how = signal.SIGKILL if restarted % 2 else signal.SIGTERM
            await asyncio.to_thread(own.restart, how)
            restarted += 1


async def counted(queue: Working) -> int:
    """Return how many results there are, once the server answers."""
    while True:
        try:
            return len(await queue.results("order"))
        except (nats.errors.Error, OSError):
            await asyncio.sleep(0.1)


async def run_untaken(own: Server, path: Path, count: int) -> Told:
    """Have a client ask for results and answers, and take none of them."""
    began = time.monotonic()
    async with working(own.url, as_built()) as queue:
        await queue.open("echo")
        worker = started(path, own.url, "echo", "--ack-wait", "5")
        subject = queue.names("echo").subject
        text = json.dumps({"text": "x" * LARGE}).encode()
        with stopped(own.port, subject, text, count):
            most = 0
            for n in range(count):
                await queue.send("echo", text, f"e-{n}")
                most = max(most, resident(worker.pid))
            for n in range(count):
                assert await queue.result("echo", f"e-{n}") == "x" * LARGE
                most = max(most, resident(worker.pid))
        answer = await queue.client.request(subject, b'{"text":"well"}', 30)
        assert answer.data == b'"well"'
        worker.terminate()
        said = await asyncio.to_thread(worker.rest)
        assert await queue.results("echo") == {f"e-{n}": 1 for n in range(count)}
        assert said.endswith(f"flowrt: {count} done\n"), said
        assert most < MEGABYTES
    seconds = time.monotonic() - began
    return Told("a client that stops reading", count, seconds, 0, 0, 0, most)


def stopped(port: int, subject: str, text: bytes, count: int) -> socket.socket:
    """Return a client that listens to results, asks for answers, and reads nothing of it."""
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(b'CONNECT {"verbose":false}\r\n')
    client.sendall(f"SUB {subject}.done.* 1\r\nSUB inbox.stopped 2\r\n".encode())
    asked = b"PUB %s inbox.stopped %d\r\n%s\r\n" % (subject.encode(), len(text), text)
    for _ in range(count):
        client.sendall(asked)
    return client


def main(count: int | None) -> None:
    """Run all of it, and print a row for each."""
    print(HEAD, flush=True)
    for trial in TRIALS:
        with tempfile.TemporaryDirectory(prefix="faults-") as name:
            folder = Path(name)
            server = Server(folder / "nats")
            try:
                path = archive(folder / "archive", FLOWS)
                wanted = Trial(trial.name, count or trial.count, trial.failing, trial.restarts)
                print(asyncio.run(run(server, path, folder / "log", wanted)), flush=True)
            finally:
                server.stop()
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        server = Server(Path(name) / "nats")
        try:
            path = archive(Path(name) / "archive")
            print(asyncio.run(run_untaken(server, path, count or 300)), flush=True)
        finally:
            server.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else None)

"""Long runs while things fail: nothing is lost, nothing doubled, and memory stays bounded.

Workers are killed at random, the NATS server is killed and started again, services fail and are
slow.
"""

import asyncio
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nats.errors
import pytest
from tests.queues.server import Server
from tests.queues.test_durable import FLOWS, ROOT
from tests.queues.working import Working, archive, as_built, working

WORKERS = 3
MEGABYTES = 200
"""What a worker may take, at most."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("faults"), FLOWS)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "nats")
    yield server
    server.stop()


class Crew:
    """Workers on one queue, of which one is killed now and then."""

    def __init__(self, path: Path, url: str, log: Path, failing: float) -> None:
        self._words = [str(path), url, str(log), "0", f"{failing}"]
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


@dataclass(frozen=True)
class Trial:
    """How many transactions, which part of the calls fails, how often the server is restarted."""

    count: int
    failing: float = 0.0
    restarts: int = 0


async def run(own: Server, path: Path, log: Path, trial: Trial) -> Crew:
    """Run transactions to their ends while things fail, and check what came of them."""
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
    check(crew, Counter(log.read_text().splitlines()), trial)  # noqa: ASYNC240 - it is over
    return crew


def check(crew: Crew, calls: Counter[str], trial: Trial) -> None:
    """A call comes again only where a worker or the server died before its outcome was stored."""
    count = trial.count
    wanted = {f"charge {n}" for n in range(count)} | {f"ship {n + 1}" for n in range(count)}
    assert set(calls) == wanted
    again = calls.total() - len(wanted)
    print(f"{count} transactions, {crew.killed} workers killed, {trial.restarts} restarts:")
    print(f"{again} of {calls.total()} calls made again; a worker had {crew.most} MB at most")
    assert again <= 4 * (crew.killed + WORKERS * trial.restarts)
    assert crew.most < MEGABYTES


async def until_done(queue: Working, own: Server, crew: Crew, trial: Trial) -> None:
    """Kill a worker now and then, and the server so often, until all is done."""
    done, restarted = 0, 0
    while done < trial.count:
        await asyncio.sleep(random.uniform(1.0, 2.5))
        await asyncio.to_thread(crew.kill_one)
        crew.revive()
        done = await counted(queue)
        if restarted < trial.restarts and done > trial.count * (restarted + 1) // 4:
            how = signal.SIGKILL if restarted % 2 else signal.SIGTERM
            await asyncio.to_thread(own.restart, how)
            restarted += 1
    assert restarted == trial.restarts


async def counted(queue: Working) -> int:
    """Return how many results there are, once the server answers."""
    while True:
        try:
            return len(await queue.results("order"))
        except (nats.errors.Error, OSError):
            await asyncio.sleep(0.1)


@pytest.mark.slow
async def test_a_few_transactions_outlive_their_workers(
    own: Server, path: Path, tmp_path: Path
) -> None:
    await run(own, path, tmp_path / "log", Trial(30, failing=0.05))


@pytest.mark.slow
async def test_a_thousand_transactions_outlive_workers_and_servers(
    own: Server, path: Path, tmp_path: Path
) -> None:
    crew = await run(own, path, tmp_path / "log", Trial(1000, restarts=2))
    assert crew.killed >= 5


@pytest.mark.slow
async def test_services_that_fail_and_are_slow_lose_nothing(
    own: Server, path: Path, tmp_path: Path
) -> None:
    await run(own, path, tmp_path / "log", Trial(300, failing=0.1))

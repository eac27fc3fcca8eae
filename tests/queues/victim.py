"""A worker whose services write down each call, and which can end itself in the middle of one.

`python -m tests.queues.victim ARCHIVE URL LOG CALLS [FAILING ACK_WAIT]`: with CALLS 0 it never ends
itself, else by SIGKILL when its so manyeth call comes in, before it is written down. FAILING is the
part of the calls that fail; then all of them take a while. `wait` takes as long as its argument
says.
"""

import asyncio
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

from flowrt.load import load
from flowrt.problems.report import Problem
from flowrt.run.runner import Runner
from flowrt.work import ledger
from flowrt.work.connect import Server
from flowrt.work.group import Group, Settings
from flowrt.work.streams import Terms

ACK_WAIT = 0.5


class Shop:
    """Answers calls, once they are written down."""

    def __init__(self, log: Path, calls: int, failing: float = 0.0) -> None:
        self._log = log
        self._failing = failing
        self._left = calls
        self._lock = threading.Lock()

    def __call__(self, function: str, arguments: dict[str, object]) -> object:
        with self._lock:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)
        number = int(f"{arguments['n']}")
        if self._failing:
            time.sleep(random.uniform(0.0, 0.05))
            if random.random() < self._failing:
                raise OSError(function)
        if function == "wait":
            time.sleep(number / 1000)
        with self._log.open("a") as file:
            file.write(f"{function} {number}\n")
        return number + 1


def main() -> None:
    archive, url, log, calls, *more = sys.argv[1:7]
    failing, ack_wait = map(float, more or (0.0, ACK_WAIT))
    ledger.LONG = 0.2
    verified = load(archive, Path(archive).parent / "trust.toml")
    runner = Runner(verified, services={"shop": Shop(Path(log), int(calls), failing)})
    settings = Settings(Server(url), until_empty=True, terms=Terms(ack_wait=ack_wait, deliveries=8))

    def tell(name: str, problem: Problem) -> None:
        print(name, problem, flush=True)

    group = Group(runner, runner.plan.entries, settings, tell)
    asyncio.run(group.run(lambda: print("ready", flush=True), lambda _: None))
    print(sorted(group.counts.items()), flush=True)


if __name__ == "__main__":
    main()

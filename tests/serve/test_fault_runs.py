"""Long runs of a server while things fail: what it accepts it answers, in bounded memory.

It is ended and started again, and its processes are killed, while it is asked; those who ask take
nothing; a service behind it is slow and fails. `pytest -m slow -s tests/serve/test_fault_runs.py`
prints the figures.
"""

import itertools
import json
import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from tests.serve.served import JSON, Served, build, serving
from tests.serve.test_bind_http import answering
from tests.serve.test_restarted import start
from tests.serve.test_serve_streams import HEAD, chunk, memory

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="it looks into /proc"),
]
ASKS = """\
package acme:pays@1.0.0;
use bank from banking as service;
interface banking { charge: func(cents: u64) -> u64; }
export flow pays(cents: u64) -> option<u64> {
  let paid = bank.charge(cents) with {
    timeout: 250ms, retry: 2, backoff: 1ms, fallback: 0,
  };
  if paid == 0 { none } else { some(paid) }
}
"""
MAP = """\
url = "URL"
[functions.charge]
path = "/charge"
"""
MEBIBYTE = 1 << 20


class Askers:
    """Threads that each ask on a connection of their own, and ask again where it is cut."""

    def __init__(self, port: int, count: int, flow: str, check: Callable[[int, Any], str]) -> None:
        self._port, self._flow, self._check = port, flow, check
        self.said: Counter[str] = Counter()
        self.longest = 0.0
        self._stops = threading.Event()
        self._count = count
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(count)]
        for one in self._threads:
            one.start()

    def _run(self, first: int) -> None:
        line = HTTPConnection("127.0.0.1", self._port, timeout=60)
        for number in itertools.count(first, self._count):
            while not self._stops.is_set() and not self._is_answered(line, number):
                time.sleep(0.01)
            if self._stops.is_set():
                break
        line.close()

    def _is_answered(self, line: HTTPConnection, number: int) -> bool:
        begun = time.monotonic()
        try:
            line.request("POST", f"/v1/flows/{self._flow}", self._body(number), JSON)
            reply = line.getresponse()
            said = self._check(number, json.loads(reply.read()))
        except (OSError, HTTPException):
            self.said["asked again"] += 1
            line.close()
            return False
        self.longest = max(self.longest, time.monotonic() - begun)
        self.said[said if reply.status == 200 else str(reply.status)] += 1
        return True

    def _body(self, number: int) -> bytes:
        key = "name" if self._flow == "greet" else "cents"
        value = f"n{number}" if key == "name" else 1 + number % 1000
        return json.dumps({key: value}).encode()

    @property
    def answered(self) -> int:
        """How many requests were answered."""
        return self.said.total() - self.said["asked again"]

    def until(self, more: int) -> None:
        """Wait for so many more answers."""
        wanted, begun = self.answered + more, time.monotonic()
        while self.answered < wanted:
            assert time.monotonic() - begun < 120, self.said
            time.sleep(0.01)

    def stop(self) -> None:
        """Let all finish what they asked."""
        self._stops.set()
        for one in self._threads:
            one.join(120)


@contextmanager
def asking(port: int, count: int, flow: str, check: Callable[[int, Any], str]) -> Iterator[Askers]:
    askers = Askers(port, count, flow, check)
    try:
        yield askers
    finally:
        askers.stop()


def greeted(number: int, value: object) -> str:
    return "right" if value == f"Hello, n{number}!" else "wrong"


def children(server: Served) -> list[int]:
    path = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    return [int(one) for one in path.read_text().split()]


def test_a_server_that_is_ended_and_whose_processes_are_killed(shop: Path) -> None:
    server = start(shop, 0)
    killed = restarted = most = 0
    with asking(server.port, 8, "greet", greeted) as askers:
        try:
            for turn in range(20):
                askers.until(500)
                most = max(most, *(memory(pid) for pid in children(server)))
                if turn % 4:
                    with suppress(ProcessLookupError):
                        os.kill(random.choice(children(server)), signal.SIGKILL)
                    killed += 1
                else:
                    assert server.end()[0] == 0
                    server = start(shop, server.port)
                    restarted += 1
            askers.until(500)
        finally:
            askers.stop()
            server.end()
    print(f"\n{restarted} restarts, {killed} processes killed under load: {dict(askers.said)};")
    print(f"the longest wait {askers.longest:.1f} s; a process had {most // MEBIBYTE} MiB at most")
    assert set(askers.said) <= {"right", "asked again"}
    assert askers.answered >= 10_000
    assert most < 200 * MEBIBYTE


def test_many_that_take_nothing(shop: Path) -> None:
    rows = (json.dumps({"name": "x" * 1000}).encode() + b"\n") * 64
    with serving(shop) as server, ExitStack() as lines:
        server.call("greet", {})
        before = memory(server.process.pid)
        sent = 0
        for _ in range(20):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 16)
            line.settimeout(0.5)
            line.sendall(HEAD % b"greet")
            with suppress(TimeoutError):  # once nothing more is taken
                while sent < 2000 * MEBIBYTE:
                    line.sendall(chunk(rows))
                    sent += len(rows)
        grown = memory(server.process.pid) - before
        with asking(server.port, 4, "greet", greeted) as askers:
            askers.until(2000)
    print(f"\n20 that take nothing were let send {sent // MEBIBYTE} MiB, for which the server")
    print(f"had {grown // MEBIBYTE} MiB more; {dict(askers.said)} beside them, in")
    print(f"{askers.longest:.2f} s at most")
    assert set(askers.said) == {"right"}
    assert grown < 20 * 10 * MEBIBYTE


def test_a_service_that_is_slow_and_fails(tmp_path: Path) -> None:
    build(tmp_path, "pays", ASKS)
    draws = random.Random(7)
    done: Counter[str] = Counter()

    def bank(asked: BaseHTTPRequestHandler, body: bytes) -> tuple[int, bytes]:
        del asked
        drawn = draws.random()
        done["slow" if drawn < 0.05 else "failed" if drawn < 0.25 else "well"] += 1
        if drawn < 0.05:
            time.sleep(1)
        return (503, b"") if 0.05 <= drawn < 0.25 else (200, body.partition(b":")[2].rstrip(b"}"))

    def paid(number: int, value: object) -> str:
        if value is None:
            return "fallback"
        return "right" if value == 1 + number % 1000 else "wrong"

    with answering(bank) as (url, _):
        (tmp_path / "bank.toml").write_text(MAP.replace("URL", url))
        words = ("--bind", "bank=map:bank.toml")
        with serving(tmp_path, *words, archive="pays.flowpack") as server:
            with asking(server.port, 8, "pays", paid) as askers:
                askers.until(100)
                before = memory(server.process.pid)
                askers.until(2000)
            grown = memory(server.process.pid) - before
            assert server.end() == (0, "")
    print(f"\na service that answered {dict(done)}: {dict(askers.said)},")
    print(f"the longest {askers.longest:.2f} s; the server had {grown // MEBIBYTE} MiB more")
    assert set(askers.said) <= {"right", "fallback"}
    assert askers.said["right"] > askers.answered / 2
    assert grown < 50 * MEBIBYTE

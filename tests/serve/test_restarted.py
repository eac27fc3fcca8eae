"""A server that is ended and started again while it is asked: what it accepted, it answers."""

import itertools
import subprocess
import threading
import time
from http.client import HTTPException
from pathlib import Path

from tests.serve.served import BIN, Served

RESTARTS = 2


def start(shop: Path, port: int) -> Served:
    words = ["serve", "shop.flowpack", "--trust", "trust.toml", "--port", str(port)]
    process = subprocess.Popen(
        [str(BIN / "flowrt"), *words, "--processes", "2"],
        cwd=shop,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    line = process.stderr.readline()
    assert line.startswith("flowrt: serving"), line
    return Served(int(line.split()[5].rstrip(",").rpartition(":")[2]), process)


class Asker:
    """Asks again and again, until told to stop; counts what was answered, and tried again."""

    def __init__(self, server: Served, first: int) -> None:
        self._server = server
        self._numbers = itertools.count(first, 4)
        self.answered = self.again = 0
        self.wrong: list[str] = []
        self.stops = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        for number in self._numbers:
            while not self._is_answered(f"n{number}") and not self.stops.is_set():
                time.sleep(0.01)
            if self.stops.is_set():
                return

    def _is_answered(self, name: str) -> bool:
        try:
            reply = self._server.call("greet", {"name": name})
        except (ConnectionError, HTTPException):
            self.again += 1
            return False
        if (reply.status, reply.body) != (200, f'"Hello, {name}!"'.encode()):
            self.wrong.append(f"{name}: {reply}")
        self.answered += 1
        return True

    def end(self) -> None:
        self.stops.set()
        self._thread.join(60)


def test_restarts_under_load_lose_nothing(shop: Path) -> None:
    server = start(shop, 0)
    askers = [Asker(server, first) for first in range(4)]
    try:
        for _ in range(RESTARTS):
            least = sum(one.answered for one in askers) + 50
            begun = time.monotonic()
            while sum(one.answered for one in askers) < least:
                assert time.monotonic() - begun < 60
                time.sleep(0.02)
            code, said = server.end()
            assert (code, said) == (0, "")
            server = start(shop, server.port)
    finally:
        for one in askers:
            one.end()
        server.end()
    assert [mistake for one in askers for mistake in one.wrong] == []
    assert sum(one.answered for one in askers) >= 50 * RESTARTS

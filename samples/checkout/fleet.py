"""The processes of `scale.py`: a NATS server, and workers that are killed and started again."""

import json
import random
import signal
import subprocess
import sys
import sysconfig
import time
from collections import Counter
from pathlib import Path

SCRIPTS = Path(sysconfig.get_path("scripts"))
PATIENCE = 30.0
ACK_WAIT = "2"


class Server:
    """A NATS server on the loopback, with a free port and a store in a folder."""

    def __init__(self, folder: Path) -> None:
        words = ["-a", "127.0.0.1", "-p", "-1", "--jetstream", "-sd", str(folder / "store")]
        told = ["-l", str(folder / "log"), "--ports_file_dir", str(folder)]
        self._process = subprocess.Popen([str(SCRIPTS / "nats-server"), *words, *told])
        self.url = self._url(folder)

    def _url(self, folder: Path) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for file in folder.glob("*.ports"):
                text = file.read_text()
                if text.endswith("}"):
                    return str(json.loads(text)["nats"][0])
            time.sleep(0.01)
        raise RuntimeError((folder / "log").read_text())

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(PATIENCE)


class Fleet:
    """Workers by role; any of them can be killed, and another takes its place."""

    def __init__(self, folder: Path, url: str, seed: int) -> None:
        self._folder = folder
        self._url = url
        self._chance = random.Random(seed)
        self._workers: list[tuple[str, list[str], subprocess.Popen[bytes]]] = []
        self.killed: Counter[str] = Counter()

    def start(self, role: str, count: int, *words: str) -> None:
        """Start so many workers on a role's archive."""
        command = [sys.executable, "-m", "flowrt", "work", f"{role}.flowpack", *words]
        terms = ["--nats", self._url, "--trust", "trust.toml", "--ack-wait", ACK_WAIT]
        for _ in range(count):
            self._begin(role, [*command, *terms, "--max-deliver", "20"])

    def _begin(self, role: str, command: list[str]) -> None:
        with (self._folder / f"{role}.log").open("ab") as log:
            process = subprocess.Popen(command, cwd=self._folder, stderr=log)
        self._workers.append((role, command, process))

    def kill_one(self) -> None:
        """Kill a worker in the middle of whatever it does, and start another."""
        role, command, process = self._workers.pop(self._chance.randrange(len(self._workers)))
        process.kill()
        process.wait(PATIENCE)
        self.killed[role] += 1
        self._begin(role, command)

    def see_to(self) -> None:
        """Raise if one has ended by itself."""
        for role, _, process in self._workers:
            if process.poll() is not None:
                raise RuntimeError((self._folder / f"{role}.log").read_text())

    def close(self) -> None:
        """End those that are still there, at once."""
        for _, _, process in self._workers:
            process.kill()
            process.wait(PATIENCE)

    def stop(self) -> None:
        """Have all finish what they do, and wait for them; raises if one did not end well."""
        for _, _, process in self._workers:
            process.send_signal(signal.SIGTERM)
        for role, _, process in self._workers:
            if process.wait(PATIENCE) not in (0, -signal.SIGTERM):  # the latter: not yet begun
                raise RuntimeError((self._folder / f"{role}.log").read_text())

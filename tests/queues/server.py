"""A real NATS server on the loopback, with a free port and a store of its own."""

import json
import signal
import subprocess
import sysconfig
import time
from collections.abc import Sequence
from pathlib import Path

BINARY = Path(sysconfig.get_path("scripts")) / "nats-server"
PATIENCE = 60.0


class Server:
    """A server that can be stopped, killed and started again where it was."""

    def __init__(self, folder: Path, options: Sequence[str] = ("--jetstream",)) -> None:
        self.folder = folder
        self.options = tuple(options)
        self.port = -1
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self.start()

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, on the port that it had before."""
        for old in self.folder.glob("*.ports"):
            old.unlink()
        store = ["-sd", str(self.folder / "store")] if "--jetstream" in self.options else []
        words = [str(BINARY), "-a", "127.0.0.1", "-p", str(self.port), *self.options, *store]
        log = ["-l", str(self.folder / "log"), "--ports_file_dir", str(self.folder)]
        self.process = subprocess.Popen([*words, *log])
        self.port = self._port()

    def _port(self) -> int:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for file in self.folder.glob("*.ports"):
                text = file.read_text()
                if text.endswith("}"):
                    return int(json.loads(text)["nats"][0].rpartition(":")[2])
            assert self.process is not None
            assert self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.01)
        raise AssertionError((self.folder / "log").read_text())

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and wait until it has."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)
            self.process = None

    def restart(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, and start it over the same store."""
        self.stop(how)
        self.start()

"""A real registry's process: found, configured, started on a free port, ended."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import urllib3

UNPACKED = Path(__file__).parents[2] / ".venv" / "registry" / "usr" / "bin" / "docker-registry"
SECONDS = 60.0
TRIES = 5


@dataclass(frozen=True)
class Daemon:
    """A registry that answers at a host and port."""

    host: str

    @property
    def url(self) -> str:
        return f"http://{self.host}/v2/"


def registry_program() -> str | None:
    return shutil.which("docker-registry") or (str(UNPACKED) if UNPACKED.exists() else None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(program: str, folder: Path, auth: Mapping[str, object]) -> Iterator[Daemon]:
    """Start a registry that keeps its files in a folder; another port where one was taken."""
    for _ in range(TRIES):
        port = free_port()
        process = _start(program, folder, auth, port)
        try:
            if _answers(process, port):
                yield Daemon(f"127.0.0.1:{port}")
                return
        finally:
            process.kill()
            process.wait()
    raise AssertionError((folder / "log").read_text())


def _start(
    program: str, folder: Path, auth: Mapping[str, object], port: int
) -> "subprocess.Popen[bytes]":
    config = {
        "version": 0.1,
        "log": {"level": "error", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(folder / "data")}},
        "http": {"addr": f"127.0.0.1:{port}", "secret": "tests"},
    }
    path = folder / "config.yml"
    path.write_text(json.dumps(config | ({"auth": dict(auth)} if auth else {})))  # JSON is YAML
    with (folder / "log").open("ab") as log:
        return subprocess.Popen([program, "serve", str(path)], stdout=log, stderr=log)


def _answers(process: "subprocess.Popen[bytes]", port: int) -> bool:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        with suppress(urllib3.exceptions.HTTPError), urllib3.PoolManager() as pool:
            answer = pool.request("GET", f"http://127.0.0.1:{port}/v2/", retries=False)
            return answer.headers.get("Docker-Distribution-Api-Version") == "registry/2.0"
        time.sleep(0.02)
    return False

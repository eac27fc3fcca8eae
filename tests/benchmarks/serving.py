"""`flowrt serve` against the same server: answering a constant, and calling wasmtime-py.

Requests come one after the other on a few connections that are kept. What is counted is the
processor time of the server's processes, since whoever asks shares the machine with them.
"""

import atexit
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import packages, processes
from tests.benchmarks.handlers import ANSWER
from tests.benchmarks.measure import Absent, Benchmark, Work
from tests.benchmarks.start import SAMPLES, sealed_hello

REQUESTS = 1600
CONNECTIONS = 8
BODY = b'{"name": "Ada"}'
REQUEST = (
    b"POST /v1/flows/hello HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
    b"content-length: %d\r\n\r\n%b" % (len(BODY), BODY)
)
PATIENCE = 60.0
_servers: list[int] = []


def spent() -> int:
    """Count the nanoseconds of processor time that the servers have used."""
    return sum(_of_process(pid) for server in _servers for pid in (server, *_children(server)))


def _of_process(pid: int) -> int:
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks)


def _children(pid: int) -> tuple[int, ...]:
    return tuple(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def one() -> tuple[Work, Work]:
    """Compare with a constant, one process each."""
    return _asked(flows("1")), _asked(handler("constant", "1"))


def two() -> tuple[Work, Work]:
    """Compare with a constant, two processes each."""
    return _asked(flows("2")), _asked(handler("constant", "2"))


def component() -> tuple[Work, Work]:
    """Compare with the same component called by wasmtime-py, one process each."""
    hello = SAMPLES / "hello"
    parts = {str(path.relative_to(hello)): path.read_bytes() for path in hello.rglob("*.wasm")}
    made = packages.compiled("hello.flow", (hello / "hello.flow").read_text(), parts)
    path = processes.folder() / "hello.wasm"
    path.write_bytes(made.component)
    variables = {"COMPONENT": str(path), "INTERFACE": made.plan.interface}
    return _asked(flows("1")), _asked(handler("component", "1", **variables))


def flows(count: str) -> int:
    """Serve samples/hello; return the port."""
    path, trust = map(str, processes.written(sealed_hello()))
    port = free()
    words = ["flowrt", "serve", path, "--trust", trust, "--port", str(port), "--processes", count]
    return started(words, port)


def handler(name: str, count: str, **variables: str) -> int:
    """Run one of `handlers.py` on the same server, set up the same; return the port."""
    port = free()
    words = [
        "uvicorn", f"tests.benchmarks.handlers:{name}", "--port", str(port), "--workers", count,
        "--log-level", "error", "--no-access-log", "--lifespan", "off", "--no-server-header",
        "--no-proxy-headers",
    ]  # fmt: skip
    return started(words, port, **variables)


def started(words: Sequence[str], port: int, **variables: str) -> int:
    """Start a server, and wait until it answers; return its port."""
    if not Path("/proc/self/schedstat").exists():
        raise Absent("processor time of others is read from /proc, as Linux has it")
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / words[0]), *words[1:]],
        env={**os.environ, **variables},
        cwd=Path(__file__).parents[2],
        stderr=subprocess.DEVNULL,
    )
    atexit.register(process.wait, 30)
    atexit.register(process.terminate)
    begun = time.monotonic()
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port)) as line:
                line.sendall(REQUEST)
                assert ANSWER in answer(line)
                break
        except ConnectionError:
            assert process.poll() is None, words
            assert time.monotonic() - begun < PATIENCE
            time.sleep(0.05)
    _servers.append(process.pid)
    return port


def free() -> int:
    """Return a port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as line:
        port: int = line.getsockname()[1]
        return port


def answer(line: socket.socket) -> bytes:
    """Return a whole answer."""
    said = line.recv(1 << 16)
    while said and not said.endswith(ANSWER):
        said += line.recv(1 << 16)
    return said


def _asked(port: int) -> Work:
    lines = [socket.create_connection(("127.0.0.1", port)) for _ in range(CONNECTIONS)]

    def run() -> None:
        for _ in range(REQUESTS // CONNECTIONS):
            for line in lines:
                line.sendall(REQUEST)
            for line in lines:
                assert answer(line)

    return Work(run, REQUESTS)


BENCHMARKS = (
    Benchmark("serve.call/constant", "us/request", one, aim=0.5, clock=spent),
    Benchmark("serve.call/wasmtime-py", "us/request", component, clock=spent),
    Benchmark("serve.call.2/constant.2", "us/request", two, aim=0.5, clock=spent),
)

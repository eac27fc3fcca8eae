"""A server of several processes, each of which asks a service behind NATS."""

import subprocess
from pathlib import Path

from tests.queues.server import Server
from tests.serve.served import BIN, build, serving
from tests.serve.test_serve_streams import ASKS, SCREENS


def test_each_process_has_a_line_of_its_own(tmp_path: Path) -> None:
    build(tmp_path, "asks", ASKS)
    build(tmp_path, "screens", SCREENS)
    server = Server(tmp_path / "nats")
    words = ["work", "screens.flowpack", "--trust", "trust.toml", "--nats", server.url]
    worker = subprocess.Popen(
        [str(BIN / "flowrt"), *words],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert worker.stderr is not None
        assert worker.stderr.readline()
        bind = ("--bind", f"screen={server.url}/acme:screens", "--processes", "2")
        with serving(tmp_path, *bind, "--timeout", "20", archive="asks.flowpack") as asked:
            replies = [asked.call("sells", {"cents": 30}) for _ in range(12)]
            assert [(one.status, one.body) for one in replies] == [(200, b"false")] * 12
    finally:
        worker.terminate()
        worker.communicate(timeout=120)
        server.stop()

"""A second browser for tests: Firefox, which runs a script in a page of a server that confines it.

It is not driven: the script's value comes back as a request, and then the browser is ended.
"""

import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.parts.strict import TYPES

PATIENCE = 120.0
PAGE = b'<!doctype html><title>asked</title><script type="module" src="/asked.mjs"></script>'
SCRIPT = """\
let answer;
try {{
  answer = {{ value: await ({script}) }};
}} catch (error) {{
  answer = {{ error: `${{error}} ${{error.stack}}` }};
}}
await fetch("/answer", {{ method: "POST", body: JSON.stringify(answer) }});
"""


def firefox() -> str:
    """Return the path of a Firefox, or skip."""
    found = shutil.which("firefox") or shutil.which("firefox-esr")
    if found is None:
        pytest.skip("there is no Firefox: apt-get install firefox-esr")
    return found


def asked(folder: Path, policy: str, script: str) -> Any:
    """Return what an expression comes to, awaited, in a page beside the files of a folder."""
    program, answers = firefox(), queue.Queue[bytes]()
    made = {"/asked.html": PAGE, "/asked.mjs": SCRIPT.format(script=script).encode()}

    class Handler(SimpleHTTPRequestHandler):
        extensions_map = TYPES

        def do_GET(self) -> None:
            if self.path not in made:
                super().do_GET()
                return
            self.send_response(200)
            self.send_header("content-type", TYPES[Path(self.path).suffix])
            self.send_header("content-length", str(len(made[self.path])))
            self.end_headers()
            self.wfile.write(made[self.path])

        def do_POST(self) -> None:
            answers.put(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(204)
            self.end_headers()

        def end_headers(self) -> None:
            self.send_header("content-security-policy", policy)
            super().end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    def handler(*words: object) -> Handler:
        return Handler(*words, directory=folder)  # type: ignore[arg-type]

    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            answer = _answered(program, f"http://127.0.0.1:{server.server_port}", answers)
        finally:
            server.shutdown()
    assert "error" not in answer, answer["error"]
    return answer["value"]


def _answered(program: str, address: str, answers: "queue.Queue[bytes]") -> Any:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        words = [program, "--headless", "--no-remote", "--profile", home, f"{address}/asked.html"]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = subprocess.Popen(words, env={**os.environ, "HOME": home}, **silent)  # type: ignore[call-overload]
        try:
            return json.loads(answers.get(timeout=PATIENCE))
        finally:
            process.terminate()
            process.wait(PATIENCE)

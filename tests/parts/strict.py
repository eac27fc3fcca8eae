"""A server of files for tests: what it serves may do no more than a policy says."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TYPES = {".mjs": "text/javascript", ".html": "text/html", ".json": "application/json"}


@contextmanager
def confined(folder: Path, policy: str) -> Iterator[str]:
    """Serve a folder on this machine and give its address; pages bring policies of their own."""

    class Strict(http.server.SimpleHTTPRequestHandler):
        extensions_map = TYPES

        def end_headers(self) -> None:
            if not self.path.partition("?")[0].endswith(".html"):
                self.send_header("content-security-policy", policy)
            super().end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    def handler(*words: object) -> Strict:
        return Strict(*words, directory=folder)  # type: ignore[arg-type]

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()

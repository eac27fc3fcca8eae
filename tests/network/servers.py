"""A small HTTP server on the loopback, which is told by the path what to do."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Server:
    """Where a server listens, and what came to it."""

    port: int = 0
    connections: int = 0
    requests: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    """Set where those need not be kept waiting any more that are."""

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve on a free port, until the block is left; over TLS where there is a context for it."""
    seen = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            seen.connections += 1
            if tls is not None:
                with suppress(ssl.SSLError):  # and then nothing that is read makes sense
                    self.request = tls.wrap_socket(self.request, server_side=True)
            super().setup()

        def answer(self) -> None:
            seen.requests.append(f"{self.requestline}\n{self.headers}")
            path, _, argument = self.path.partition("?")
            getattr(self, f"say_{path[1:]}")(argument)
            self.close_connection = True

        do_GET = do_POST = answer  # noqa: N815 - the library's names

        def say_echo(self, _: str) -> None:
            body = self._body()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.send_header("x-answer", "yes")
            self.end_headers()
            self.wfile.write(body)

        def say_elsewhere(self, argument: str) -> None:
            self.send_response(302)
            self.send_header("location", argument)
            self.send_header("content-length", "0")
            self.end_headers()

        def say_large(self, argument: str) -> None:
            self.send_response(200)
            self.end_headers()
            self._write(b"x" * 65536 for _ in range(int(argument) // 65536))

        def say_nothing(self, _: str) -> None:
            seen.over.wait()

        def say_slowly(self, _: str) -> None:
            self.send_response(200)
            self.end_headers()
            self._write(self._drops())

        def _drops(self) -> Iterator[bytes]:
            while not seen.over.wait(0.01):
                yield b"x"

        def _write(self, chunks: Iterator[bytes]) -> None:
            """Write as much as the other side takes."""
            try:
                for chunk in chunks:
                    self.wfile.write(chunk)
            except ConnectionError:
                self.close_connection = True

        def _body(self) -> bytes:
            if "content-length" in self.headers:
                return self.rfile.read(int(self.headers["content-length"]))
            body = b""
            while self.headers.get("transfer-encoding") and (
                size := int(self.rfile.readline(), 16)
            ):
                body += self.rfile.read(size)
                self.rfile.readline()
            return body

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        seen.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield seen
        finally:
            seen.over.set()
            server.shutdown()
            thread.join()

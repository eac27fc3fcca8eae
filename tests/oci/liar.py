"""A registry that does as it is told: each path gets the answer that a test gives for it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    authorization: str | None


@dataclass(frozen=True)
class Reply:
    """What is answered; `cut` ends the connection after so many bytes of the body."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = -1
    cut: int | None = None


@dataclass
class Liar:
    """Answers by `replies`, from `METHOD path`; 404 for what is not there."""

    host: str
    replies: dict[str, Reply | Callable[[Asked], Reply]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        bare = asked.path.partition("?")[0]
        found = self.replies.get(f"{asked.method} {bare}", Reply(404))
        return found if isinstance(found, Reply) else found(asked)


class Server(ThreadingHTTPServer):
    """One whose clients may go away in the middle of an answer."""

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def lying() -> Iterator[Liar]:
    liar = Liar("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def reply(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            authorization = self.headers.get("Authorization")
            reply = liar.answer(Asked(self.command, self.path, authorization))
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            if reply.length is None:
                self.send_header("Connection", "close")  # no length: the end of it is the end
                self.close_connection = True
            else:
                length = len(reply.body) if reply.length < 0 else reply.length
                self.send_header("Content-Length", str(length))
            self.end_headers()
            if reply.cut is not None:
                self.close_connection = True
            if self.command != "HEAD":
                self.wfile.write(reply.body[: reply.cut])

        def log_message(self, *_: object) -> None:
            pass

    for method in ("GET", "HEAD", "POST", "PUT"):
        setattr(Handler, f"do_{method}", Handler.reply)
    with Server(("127.0.0.1", 0), Handler) as server:
        liar.host = f"127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield liar
        finally:
            server.shutdown()
            thread.join()

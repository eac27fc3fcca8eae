"""Servers of bare TCP and UDP on the loopback, which answer a line or a datagram with an echo."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, StreamRequestHandler, ThreadingTCPServer, UDPServer
from typing import Any


@dataclass
class Peer:
    """Where a server listens, and what came to it."""

    port: int = 0
    said: list[str] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    """Set when the other side of a connection has closed it."""
    strangers: list[socket.socket] = field(default_factory=list)
    """Who sends a datagram to whoever sends one here, before it is answered."""


@contextmanager
def listening(address: str = "127.0.0.1") -> Iterator[Peer]:
    """Serve TCP on a free port, until the block is left."""
    seen = Peer()

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            line = self.rfile.readline()
            seen.said.append(line.decode().strip())
            self.wfile.write(b"echo " + line)
            with suppress(ConnectionError):
                self.rfile.read()
            seen.closed.set()

    class Server(ThreadingTCPServer):
        address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        daemon_threads = True

    with Server((address, 0), Handler) as server, _serving(server):
        seen.port = server.server_address[1]
        yield seen


@contextmanager
def receiving() -> Iterator[Peer]:
    """Serve UDP on a free port, until the block is left."""
    seen = Peer()

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            data, own = self.request
            seen.said.append(data.decode())
            for stranger in seen.strangers:
                stranger.sendto(b"from a stranger", self.client_address)
            own.sendto(b"echo " + data, self.client_address)

    with UDPServer(("127.0.0.1", 0), Handler) as server, _serving(server):
        seen.port = server.server_address[1]
        yield seen


@contextmanager
def _serving(server: Any) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()

"""Listens on an address, and keeps as many processes answering there as were asked for.

The archive is verified and its code loaded once, before; processes are forked from that. One that
ends unasked is replaced. At SIGTERM or SIGINT none accepts anything new, each finishes what it
accepted, and `serve` returns.
"""

import asyncio
import os
import signal
import socket
import ssl
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import NoReturn

import uvicorn

from flowrt.problems.mishaps import mishap
from flowrt.problems.say import tell
from flowrt.serve.application import Application
from flowrt.serve.errors import BadCertificate, CannotListen
from flowrt.serve.origins import Origins
from flowrt.serve.protocol import protocol_of
from flowrt.serve.settings import Settings
from flowrt.serve.share import forget

BACKLOG = 1024
_SHORT_LIFE = 1.0
"""Seconds within which a process that ends is not replaced at once."""
_LONGEST_MS = (1 << 31) - 1
"""Milliseconds that the system takes for a time, which are 24 days."""
_STOPS = (signal.SIGTERM, signal.SIGINT)


def check_certificate(settings: Settings) -> None:
    """Refuse a certificate that a server could not use; raises `BadCertificate`."""
    if settings.certificate is None or settings.key is None:
        return
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(settings.certificate, settings.key, password=lambda: "")
    except (OSError, ValueError) as error:
        raise BadCertificate(settings.certificate, str(error)) from None


def listen(settings: Settings) -> socket.socket:
    """Return a listening socket; raises `CannotListen`.

    From then on a signal to end waits until `serve` can take it.
    """
    try:
        listening = _listening(settings)
    except OSError as error:
        place = f"{settings.host}:{settings.port}"
        raise CannotListen(place, error.strerror or str(error)) from None
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    return listening


def _listening(settings: Settings) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with ExitStack() as unless_it_listens:
        listening = unless_it_listens.enter_context(socket.socket(family, kind, protocol))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _give_up_after(listening, settings.read_seconds)
        listening.bind(address)
        listening.listen(BACKLOG)
        unless_it_listens.pop_all()
    return listening


def _give_up_after(listening: socket.socket, seconds: float) -> None:
    """Have the system end connections whose other side takes nothing for so long."""
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        milliseconds = min(max(1, round(seconds * 1000)), _LONGEST_MS)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)


def serve(make: Callable[[], Application], settings: Settings, listening: socket.socket) -> int:
    """Answer until a signal says to end; return the exit code."""
    if settings.processes == 1:
        if not _answer(make(), settings, listening):
            os._exit(0)  # what a thread still waits for holds up nobody
        return 0
    return _Processes(lambda: _answer(make(), settings, listening), settings).keep()


def _answer(application: Application, settings: Settings, listening: socket.socket) -> bool:
    """Answer in this process until it is told to end; return whether nothing goes on then."""
    config = uvicorn.Config(
        Origins(application, settings.origins) if settings.origins else application,
        http=protocol_of(application.at_once, settings.read_seconds),
        proxy_headers=False,
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=max(1, round(settings.grace_seconds)),
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.key,
    )
    server = uvicorn.Server(config)

    def end(_signal: int, _frame: object) -> None:
        server.should_exit = True

    for stop in _STOPS:
        signal.signal(stop, end)  # until the server has its own, and again once it has ended
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(server.serve(sockets=[listening]))
    return application.close()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415 - not made for every system
    except ImportError:
        return None
    return uvloop.new_event_loop


class _Processes:
    """Forks processes, replaces those that end, and ends them all when told to."""

    def __init__(self, work: Callable[[], object], settings: Settings) -> None:
        self._work = work
        self._settings = settings
        self._born: dict[int, float] = {}
        self._ends = False

    def keep(self) -> int:
        """Keep the processes until a signal ends them; return the exit code."""
        for stop in _STOPS:
            signal.signal(stop, self._end)
        for _ in range(self._settings.processes):
            self._fork()
        code = 0
        while self._born:
            pid, status = os.wait()
            if pid in self._born:  # else it is another's: the first process of a container has such
                code = max(code, self._ended(pid, os.waitstatus_to_exitcode(status)))
        return code

    def _ended(self, pid: int, code: int) -> int:
        """Replace a process that ended unasked; return the exit code that it counts for."""
        born = self._born.pop(pid)
        forget(pid)
        if self._ends:
            return int(code != 0)
        tell(f"flowrt: process {pid} ended with {code}; another one takes its place")
        if time.monotonic() - born < _SHORT_LIFE:
            time.sleep(_SHORT_LIFE)
        self._fork()
        return 0

    def _fork(self) -> None:
        """Start a process, unless all are to end; a signal that comes meanwhile waits for it."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        sys.stderr.flush()
        if not self._ends:
            pid = os.fork()
            if pid == 0:
                self._child()
            self._born[pid] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)

    def _child(self) -> NoReturn:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 - nothing of this process may go on in the caller
            sys.stderr.write(mishap(error))
            os._exit(1)
        os._exit(0)

    def _end(self, _signal: int, _frame: object) -> None:
        self._ends = True
        for pid in self._born:
            with suppress(ProcessLookupError):  # it has just ended
                os.kill(pid, signal.SIGTERM)

"""How processes are kept, in the process of the tests: what ends them, and what they outlive."""

import asyncio
import ctypes
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.serve.driven import Held, application, asking
from tests.serve.served import JSON
from tests.stub import door_archive as door

from flowrt.serve import processes, transactions
from flowrt.serve.application import Application
from flowrt.serve.exchange import Answer, Exchange
from flowrt.serve.settings import Settings

SECRET = "5550123"  # noqa: S105 - what no log may hold
STOPS = (signal.SIGTERM, signal.SIGINT)
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals are sent as on Linux")


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    """Leave the signals of this process as they were."""
    handlers = {stop: signal.getsignal(stop) for stop in STOPS}
    yield
    for stop, handler in handlers.items():
        signal.signal(stop, handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


def made() -> Application:
    """Make an application that says at `/loop` which loop it is on."""

    async def loop(_: Exchange) -> Answer:
        return Answer(type(asyncio.get_running_loop()).__module__.encode())

    one = application(door.runner())
    one.paths.add("GET", "/loop", loop)
    return one


def keep(count: int, make: Callable[[], Application] = made) -> int:
    """Serve with so many processes until a signal ends it; return the exit code."""
    settings = Settings(port=0, processes=count)
    with processes.listen(settings) as listening:
        return processes.serve(make, settings, listening)


def tell(pid: int) -> None:
    """Tell the main thread of a process to end; any other would take what that one holds up."""
    assert ctypes.CDLL(None).tgkill(pid, pid, signal.SIGTERM) == 0


def ending() -> Application:
    """Make an application in a process whose parent is told to end then."""
    tell(os.getppid())
    return made()


def forked(make: Callable[[], Application], settings: Settings, listening: socket.socket) -> int:
    """Serve in a process of its own, which ends with 3 where `serve` returns; return its number."""
    pid = os.fork()
    if pid == 0:
        try:
            processes.serve(make, settings, listening)
        finally:
            os._exit(3)
    return pid


def ended(pid: int) -> int:
    """Wait for a process; return its exit code."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.mark.parametrize("has_uvloop", [True, False])
def test_one_process_answers_on_whichever_loop_there_is(
    has_uvloop: bool,  # noqa: FBT001 - a case
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[bytes] = []

    def ask(port: int) -> None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/loop")
            said.append(connection.getresponse().read())
            connection.close()
        finally:
            tell(os.getpid())

    if not has_uvloop:
        monkeypatch.setitem(sys.modules, "uvloop", None)
    settings = Settings(port=0)
    with processes.listen(settings) as listening:
        asking = threading.Thread(target=ask, args=(listening.getsockname()[1],))
        asking.start()
        assert processes.serve(made, settings, listening) == 0
        asking.join(60)
    assert [one.startswith(b"uvloop") for one in said] == [has_uvloop]


def test_what_was_accepted_is_finished(asks: Path) -> None:
    held = Held()
    said: list[bytes] = []

    def ask(port: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST", "/v1/flows/sells", b'{"cents": 2}', JSON)
        said.append(connection.getresponse().read())
        connection.close()

    def end(listening: socket.socket) -> None:
        assert held.asked.wait(60)
        tell(os.getpid())
        while listening.fileno() >= 0:  # which it closes once it has taken the signal
            time.sleep(0.01)
        held.goes_on.set()

    settings = Settings(port=0)
    with processes.listen(settings) as listening:
        threads = [
            threading.Thread(target=ask, args=(listening.getsockname()[1],)),
            threading.Thread(target=end, args=(listening,)),
        ]
        for one in threads:
            one.start()
        assert processes.serve(lambda: application(asking(asks, held)), settings, listening) == 0
        for one in threads:
            one.join(60)
    assert said == [b"false"]


def test_what_a_flow_waits_for_does_not_hold_up_the_end(
    asks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "STOPPED_WITHIN", 0.01)
    reading, writing = os.pipe()

    def for_ever(_cents: int) -> bool:
        os.write(writing, b"asked")
        return threading.Event().wait()

    settings = Settings(port=0, grace_seconds=1.0)
    with processes.listen(settings) as listening:
        port = listening.getsockname()[1]
        pid = forked(lambda: application(asking(asks, for_ever)), settings, listening)
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/v1/flows/sells", b'{"cents": 2}', JSON)
    assert os.read(reading, 5) == b"asked"
    tell(pid)
    assert b'"code":"R508"' in connection.getresponse().read()
    connection.close()
    os.close(reading)
    os.close(writing)
    assert ended(pid) == 0


def test_a_process_in_which_something_goes_on_ends_nevertheless(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "_answer", lambda *_: False)
    settings = Settings(port=0)
    with processes.listen(settings) as listening:
        assert ended(forked(made, settings, listening)) == 0


def test_a_signal_that_comes_before_ends_all() -> None:
    settings = Settings(port=0, processes=2)
    with processes.listen(settings) as listening:
        tell(os.getpid())
        assert processes.serve(made, settings, listening) == 0


def test_a_process_that_fails_is_told_of_and_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(processes, "_SHORT_LIFE", 0.0)

    def number() -> int:
        for count in itertools.count():
            with suppress(FileExistsError):
                (tmp_path / str(count)).touch(exist_ok=False)
                return count
        raise AssertionError

    def make() -> Application:
        match number():
            case 0:
                raise KeyError(SECRET)
            case 1:
                return made()
            case _:  # which takes the first one's place
                return ending()

    assert keep(2, make) == 0
    said = capfd.readouterr().err
    assert "Traceback (most recent call last):" in said
    assert "\nKeyError\n" in said
    assert "ended with 1; another one takes its place" in said
    assert SECRET not in said


def test_one_that_fails_at_once_is_waited_with_and_not_replaced_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        signal.raise_signal(signal.SIGTERM)

    def make() -> Application:
        raise KeyError

    ours = SimpleNamespace(monotonic=time.monotonic, sleep=pause)  # other threads have theirs
    monkeypatch.setattr(processes, "time", ours)
    assert keep(2, make) == 1
    assert pauses == [1.0]
    assert capfd.readouterr().err.count("another one takes its place") == 1


def test_a_signal_that_comes_as_one_ends_ends_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = os.wait

    def wait() -> tuple[int, int]:
        found = waits()
        signal.raise_signal(signal.SIGTERM)
        return found

    monkeypatch.setattr(os, "wait", wait)
    assert keep(2, lambda: os._exit(0)) == 0


def test_a_process_of_somebody_else_is_none_of_ours(capfd: pytest.CaptureFixture[str]) -> None:
    other = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert other.stdout is not None
    other.stdout.read()  # until it ends
    other.stdout.close()
    assert keep(2, ending) == 0
    assert other.wait(60) == 0
    assert capfd.readouterr().err == ""


def test_where_connections_cannot_be_given_up_they_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "TCP_USER_TIMEOUT", raising=False)
    with (
        processes.listen(Settings(port=0)) as listening,
        socket.create_connection(listening.getsockname()) as asking,
    ):
        accepted, address = listening.accept()
        accepted.close()
        assert address == asking.getsockname()

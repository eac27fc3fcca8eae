"""What is told where a server is started and cannot be, or not as it was asked for."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.stub import door_archive as door

from flowc.seal.write import write
from flowrt.__main__ import main
from flowrt.cli.servers import server_of
from flowrt.cli.serving import _drawings
from flowrt.engine import engine
from flowrt.serve.processes import listen
from flowrt.serve.settings import Settings
from flowrt.verify import Native

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals are held up as on Linux")
STOPS = (signal.SIGTERM, signal.SIGINT)


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """Let signals come again, which wait from when a server listens."""
    yield
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    archive, trust = door.write_files(tmp_path)
    return ["serve", str(archive), "--trust", str(trust), "--port", "0"]


@pytest.mark.parametrize(
    ("name", "expected"), [("cuont", "count"), ("x", "checkout, count, everything")]
)
def test_a_flow_that_is_not_there_is_told_with_those_that_are(
    words: list[str], name: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, name]) == 2
    said = capsys.readouterr().err
    assert "error[R400]" in said
    assert f"= expected {expected}\n" in said
    assert f"= found    {name}\n" in said


@pytest.mark.parametrize(
    ("option", "module", "library", "extra"),
    [
        (["--metrics"], "flowrt.serve.metrics", "prometheus_client", "serve"),
        (["--traces", "http://127.0.0.1:1"], "flowrt.run.traces", "opentelemetry", "traces"),
    ],
)
def test_what_watches_and_is_not_installed_is_told_with_its_extra(  # noqa: PLR0913, PLR0917 - a case
    words: list[str],
    option: list[str],
    module: str,
    library: str,
    extra: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, library, None)
    assert main([*words, *option]) == 1
    said = capsys.readouterr().err
    assert "error[R510]: a part of the server is not installed" in said
    assert f"pip install 'flowc[{extra}]'" in said


def test_a_system_that_cannot_fork_has_one_process(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delattr(os, "fork")
    assert main([*words, "--processes", "2"]) == 2
    assert "this system runs one process; leave it out" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no such")
def test_there_may_be_all_the_time_in_the_world_to_read() -> None:
    with listen(Settings(port=0, read_seconds=1e12)) as listening:
        longest = listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    assert longest == (1 << 31) - 1


@pytest.mark.parametrize("text", [b"no JSON", b"[" * 100_000, b"[]"])
def test_drawings_that_cannot_be_read_are_left_out(text: bytes) -> None:
    drawn = door.seal()[1]
    code, here = door.component(), engine.host()
    natives = {here.target: Native(door.native(code))}
    manifest = drawn.header.manifest
    sealed = write(drawn.plan, code, natives, manifest, [door.KEY], documents={"drawing": text})
    assert _drawings(sealed.verified) == {}
    assert _drawings(drawn) == {}


@pytest.mark.parametrize(
    "url",
    ["here", "http://127.0.0.1", "nats://[::1", "nats://a:b:c", "nats://a:0", "tls://a:99999"],
)
def test_what_is_no_nats_server_is_told(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["transactions", "list", "acme:shop", "--nats", url]) == 2
    said = capsys.readouterr().err
    assert "error[R421]" in said
    assert f"the NATS server {url}" in said
    assert "give an address such as nats://127.0.0.1:4222" in said


def test_a_password_on_the_command_line_is_not_repeated(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["transactions", "list", "acme:shop", "--nats", "nats://me:5550123@here"]) == 2
    said = capsys.readouterr().err
    assert "R544" in said
    assert "5550123" not in said


def test_a_nats_server_is_named_by_option_environment_or_custom(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NATS_URL", raising=False)
    assert server_of({}).url == "nats://127.0.0.1:4222"
    monkeypatch.setenv("NATS_URL", "nats://here")
    assert server_of({}).url == "nats://here"
    assert server_of({"nats": "tls://there:1"}).url == "tls://there:1"

"""How a server is started and ended: options, who is let in, processes, what was accepted."""

import datetime as dt
import json
import os
import signal
import socket
import ssl
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.serve.served import serving

from flowrt.__main__ import main
from flowrt.cli.options import split
from flowrt.cli.serve import OPTIONS
from flowrt.cli.serving import settings_of
from flowrt.serve.settings import is_loopback

LINES = {"content-type": "application/x-ndjson"}
SECRET = "a-secret-of-enough-letters"  # noqa: S105 - of these tests alone
EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing listens there in these tests


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < 120
        time.sleep(0.02)


def started(shop: Path) -> list[str]:
    """Return the command that serves the shop."""
    return ["serve", str(shop / "shop.flowpack"), "--trust", str(shop / "trust.toml")]


def test_one_flow_alone_is_served_where_it_is_named(shop: Path) -> None:
    with serving(shop, "greet") as server:
        assert server.call("greet", {}).status == 200
        assert server.call("price", {"lines": []}).status == 404


def test_a_token_is_demanded(shop: Path) -> None:
    (shop / "token").write_text(SECRET + "\n")
    with serving(shop, "--token-file", "token") as server:
        reply = server.call("greet", {})
        assert (reply.status, reply.value["code"]) == (401, "R505")
        assert reply.headers["www-authenticate"] == "Bearer"
        assert server.call("greet", {}, authorization="Bearer another").status == 401
        assert server.call("greet", {}, authorization=f"Bearer {SECRET}").status == 200
        assert server.ask("GET", "/healthz").status == 200


def test_a_token_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWRT_TOKEN", SECRET)
    assert settings_of(split(["x"], OPTIONS)).token == SECRET


def test_processes_are_replaced_and_ended_together(shop: Path) -> None:
    with serving(shop, "--processes", "2") as server:
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
        if not children.exists():
            pytest.skip("this system does not list a process's children")
        until(lambda: len(children.read_text().split()) == 2)
        first = children.read_text().split()
        assert server.call("greet", {}).status == 200
        os.kill(int(first[0]), signal.SIGKILL)
        until(lambda: set(children.read_text().split()) - set(first) != set())
        assert server.call("greet", {}).status == 200
        code, said = server.end()
    assert code == 0
    assert "another one takes its place" in said


def test_an_address_in_use_is_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main([*started(shop), "--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert "error[R511]: the address cannot be listened on" in said
    assert f" --> 127.0.0.1:{port}" in said


def test_an_archive_is_refused_as_by_run(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", str(shop / "shop.flowpack")]) == 3
    assert "no trust" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["serve"], 2, "flowrt serve ARCHIVE"),
        (["serve", "x", "--port", "70000"], 2, "from 0 to 65535"),
        (["serve", "x", "--port", "000000000000070000"], 2, "from 0 to 65535"),
        (["serve", "x", "--traces", "ftp://x"], 2, "give an address such as http://HOST:4318"),
        (["serve", "x", "--processes", "0"], 2, "from 1 to 1024"),
        (["serve", "x", "--read-timeout", "-1"], 2, "give seconds above 0"),
        (["serve", "x", "--tls-key", "k"], 2, "give both --tls-certificate and --tls-key"),
        (["serve", "x", "--host", EVERYWHERE], 2, "error[R512]"),
        (["serve", "nowhere.flowpack", "--trust", "t"], 1, "R110"),
    ],
)
def test_a_mistake_is_told_before_anything_is_served(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["short", "with a blank in it", "with\x07bell-and-more", "äöüäöüäöüäöüäöü"]
)
def test_an_odd_token_is_refused(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "token").write_text(text, encoding="utf-8")
    assert main(["serve", "x", "--token-file", str(tmp_path / "token"), "--json"]) == 2
    assert json.loads(capsys.readouterr().err)["code"] == "R421"


def test_help_lists_the_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--help"]) == 0
    said = capsys.readouterr().out
    assert all(f"--{option.name}" in said for option in OPTIONS)


def test_anybody_is_let_in_only_where_that_is_said() -> None:
    words = split(["x", "--host", EVERYWHERE, "--open"], OPTIONS)
    assert settings_of(words).token is None


@pytest.mark.parametrize(
    ("host", "local"),
    [("localhost", True), ("127.8.0.1", True), ("[::1]", True), ("10.0.0.1", False), ("x", False)],
)
def test_hosts_of_this_machine_are_known(host: str, local: bool) -> None:  # noqa: FBT001 - a case
    assert is_loopback(host) is local


def certificate(folder: Path) -> None:
    """Write a certificate for localhost that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "tls.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "tls.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))


def test_it_serves_over_tls(shop: Path) -> None:
    certificate(shop)
    words = ("--tls-certificate", "tls.pem", "--tls-key", "tls.key")
    with serving(shop, *words) as server:
        assert "at https://127.0.0.1:" in server.said[-1]
        trusting = ssl.create_default_context(cafile=str(shop / "tls.pem"))
        connection = HTTPSConnection("localhost", server.port, timeout=120, context=trusting)
        connection.request("GET", "/readyz")
        assert connection.getresponse().status == 200
        connection.close()


def test_what_is_no_certificate_is_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = ["--tls-certificate", str(shop / "trust.toml"), "--tls-key", "nowhere"]
    assert main([*started(shop), "--port", "0", *files]) == 1
    assert "error[R514]" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no such")
def test_who_takes_nothing_is_given_up(shop: Path) -> None:
    row = json.dumps({"name": "x" * 1000}).encode() + b"\n"
    head = (
        b"POST /v1/flows/greet HTTP/1.1\r\nhost: localhost\r\n"
        b"content-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    words = ("--read-timeout", "1", "--concurrency", "1", "--timeout", "1")
    with (
        serving(shop, *words) as server,
        socket.create_connection(("127.0.0.1", server.port)) as line,
    ):
        line.settimeout(0.3)
        line.sendall(head)
        with suppress(OSError):  # once nothing more is taken, and when it is given up
            for _ in range(2000):
                line.sendall(b"%x\r\n%b\r\n" % (64 * len(row), row * 64))
        until(lambda: server.ask("POST", "/v1/flows/greet", b"{}\n", LINES).status != 503)


def test_without_the_extra_it_is_said_what_to_install(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "flowrt.serve.processes", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main(started(shop)) == 1
    said = capsys.readouterr().err
    assert "error[R510]" in said
    assert "pip install 'flowc[serve]'" in said

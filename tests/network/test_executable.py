"""An executable keeps requests to granted hosts as `flowrt run` does: the launcher has a guard."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.network.clients import DENIED, TIMED_OUT, asked, sealed
from tests.network.servers import Server
from tests.network.spellings import OTHERS
from tests.segment.waiting import KEY
from tests.stub.test_hosts import HOSTS, NO_HOSTS

from flowc.bundle import executable, installed
from flowrt.rights.hosts import host_of
from flowrt.rights.limits import Limits
from flowrt.target import this_target

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Path]:
    """Return an executable that may ask the server by name, and an address where nobody is."""
    needs, limits = ("http:[::1]:1", f"http:{server.host}"), Limits(wall_ms=500)
    archive = sealed(needs, limits).contents.archive.data
    path = made(archive, tmp_path_factory.mktemp("network"))
    yield path
    path.unlink()


def made(archive: bytes, folder: Path) -> Path:
    path = folder / "app"
    path.write_bytes(executable(archive, "test:network", [KEY.public], installed()))
    path.chmod(0o755)
    return path


def run(program: Path, *words: str, lines: str = "") -> "subprocess.CompletedProcess[str]":
    command = [str(program), "fetch", *words]
    return subprocess.run(
        command, input=lines, capture_output=True, text=True, timeout=120, check=False
    )


def fetch(program: Path, *authorities: str | None, **more: Any) -> list[Any]:
    """Return what comes of each, in one process."""
    lines = (json.dumps(asked(one, **more)["request"]) for one in authorities)
    done = run(program, "--lines", lines="\n".join(lines))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_granted_host_is_asked_and_answers(program: Path, server: Server) -> None:
    spellings = server.host, f"LOCALHOST:{server.port}"
    first, second = fetch(program, *spellings, method="post", body="ü" * 9000)
    assert first["ok"]["body"] == second["ok"]["body"] == "ü" * 9000


def test_nothing_else_is_reached(program: Path, server: Server) -> None:
    before = server.connections
    others = {what: of(server.port) for what, of in OTHERS.items()}
    for what, found in zip(others, fetch(program, *others.values()), strict=True):
        assert found in (DENIED, {"err": "set-authority"}), what
    assert server.connections == before


def test_the_other_spelling_of_a_granted_address_is_not_refused(program: Path) -> None:
    for authority in ("[::1]:1", "[0:0::1]:1", "[0::0.0.0.1]:1"):
        (found,) = fetch(program, authority)
        assert found != DENIED


def audited(program: Path, *authorities: str, log: Path) -> dict[str, Any]:
    lines = (json.dumps(asked(one)["request"]) for one in authorities)
    done = run(program, "--lines", "--audit", str(log), lines="\n".join(lines))
    assert done.returncode == 0, done.stderr
    assert "secret" not in log.read_text()
    return dict(json.loads(log.read_text()))


def test_an_audit_tells_hosts_by_what_allows_them(
    program: Path, server: Server, tmp_path: Path
) -> None:
    line = audited(program, server.host, "secret.example.com", server.host, log=tmp_path / "log")
    assert line["reached"] == {f"http:{server.host}": 2}
    assert line["refused"] == {"http": 1}
    assert "http" not in line["unseen"]


def test_an_audit_counts_requests_to_any_host(tmp_path: Path, server: Server) -> None:
    program = made(sealed(("http",)).contents.archive.data, tmp_path)
    line = audited(program, server.host, log=tmp_path / "log")
    program.unlink()
    assert (line["reached"], line["refused"]) == ({"http": 1}, {})


def test_no_answer_is_waited_for_beyond_the_deadline(program: Path, server: Server) -> None:
    for path in ("/slowly", "/nothing"):
        done = run(program, "-", lines=json.dumps(asked(server.host, path=path)))
        ran_out_before = path == "/nothing" and json.loads(done.stdout or "0") == TIMED_OUT
        assert "fault[R412]" in done.stderr or ran_out_before


@pytest.mark.parametrize("deny", ["http", "http:localhost", "http:*.c,http:[0:0::1]"])
def test_what_is_denied_when_it_is_started_is_refused(program: Path, deny: str) -> None:
    done = run(program, "--deny", deny, "-", lines="{}")
    assert (done.returncode, done.stderr[:13]) == (3, "refused[R212]")


def test_what_is_no_host_cannot_be_denied(program: Path) -> None:
    done = run(program, "--deny", "http:127.1", "-", lines="{}")
    assert done.returncode == 2
    assert done.stderr.startswith("error[R421]")


@pytest.mark.parametrize("text", [one for one in (*HOSTS, *NO_HOSTS) if one and "\0" not in one])
def test_it_reads_hosts_as_the_stub_does(program: Path, text: str) -> None:
    """What is denied has to be a host; one that is not among those it needs changes nothing."""
    done = run(program, "--deny", f"http:{text}", "-", lines="{}")
    assert (done.returncode == 2) == (host_of(text) is None), done.stderr

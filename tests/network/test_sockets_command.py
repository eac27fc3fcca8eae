"""`flowrt run` and `flowrt serve` take sockets by host and port; an audit says what was reached."""

import json
from pathlib import Path

import pytest
from tests.network.dialers import sealed
from tests.network.peers import Peer
from tests.segment.waiting import KEY, trusting
from tests.serve.served import serving

from flowrt.__main__ import main


@pytest.fixture
def folder(tmp_path: Path, peer: Peer) -> Path:
    """Return a folder with an archive that may ask the peer, and whom it trusts."""
    archive = sealed((f"sockets:localhost:{peer.port}",)).contents.archive
    (tmp_path / "dial.flowpack").write_bytes(archive.data)
    (tmp_path / "trust.toml").write_text(trusting(KEY))
    return tmp_path


def lines(peer: Peer) -> str:
    return f"reach localhost {peer.port} hello\nresolve secret.example.com\nconnect 4 7f.0.0.1 1 x"


ANSWERS = "echo hello\nresolve-addresses 1\nstart-connect 1"


def test_a_run_is_kept_to_its_host_and_audited(
    folder: Path, peer: Peer, capsys: pytest.CaptureFixture[str]
) -> None:
    log, need = folder / "audit", f"sockets:localhost:{peer.port}"
    trust, audited = str(folder / "trust.toml"), ["--audit", str(folder / "audit")]
    run = ["run", str(folder / "dial.flowpack"), "dial", "--trust", trust, "--script", lines(peer)]
    assert main([*run, "--allow", "sockets:localhost"]) == 0
    assert json.loads(capsys.readouterr().out) == ANSWERS
    assert main([*run, "--allow", need, *audited]) == 0
    assert json.loads(capsys.readouterr().out) == ANSWERS
    for allow in (f"sockets:localhost:{peer.port + 1}", "sockets:127.0.0.1", "http"):
        assert main([*run, "--allow", allow]) == 3
    assert main([*run, "--allow", "sockets", "--deny", "sockets:localhost"]) == 3
    entry = json.loads(log.read_text())
    assert (entry["reached"], entry["refused"]) == ({need: 1}, {"sockets": 2})
    assert "sockets" not in entry["unseen"]
    assert "secret" not in log.read_text()


def test_a_server_is_kept_to_its_host(folder: Path, peer: Peer) -> None:
    allow = ("--allow", f"sockets:localhost:{peer.port}")
    with serving(folder, *allow, archive="dial.flowpack") as server:
        for _ in range(2):
            assert server.call("dial", {"script": lines(peer)}).value == ANSWERS

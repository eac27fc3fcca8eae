"""`flowrt run` takes hosts by name and port, from options and rules, and audits what was asked."""

import json
from pathlib import Path

import pytest
from tests.network.clients import asked, sealed
from tests.network.servers import Server
from tests.segment.waiting import KEY, trusting

from flowrt.__main__ import main


@pytest.fixture
def run(tmp_path: Path, server: Server) -> list[str]:
    """Return the words of a run of an archive that may ask the server."""
    archive, trust = tmp_path / "network.flowpack", tmp_path / "trust.toml"
    archive.write_bytes(sealed((f"http:{server.host}",)).contents.archive.data)
    trust.write_text(trusting(KEY))
    return ["run", str(archive), "fetch", "--trust", str(trust)]


def request(authority: str) -> list[str]:
    return ["--request", json.dumps(asked(authority, times=2)["request"])]


def test_hosts_are_allowed_and_denied_by_name_and_port(
    run: list[str], server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*run, *request(server.host)]
    assert main([*words, "--allow", f"http:{server.host}"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"]["status"] == 200
    rules = tmp_path / "rules.toml"
    rules.write_text(f'[[rule]]\npackages = ["*"]\nallow = ["http:localhost:{server.port}"]\n')
    assert main([*words, "--rules", str(rules)]) == 0
    for allow in (f"http:localhost:{server.port + 1}", "http:*.localhost", "sockets"):
        assert main([*words, "--allow", allow]) == 3
    assert main([*words, "--allow", "http", "--deny", "http:localhost"]) == 3
    assert capsys.readouterr().err.count("refused[R212]") == 4
    assert main([*words, "--allow", "http:https://localhost"]) == 2


def test_an_audit_tells_hosts_by_what_allows_them(
    run: list[str], server: Server, tmp_path: Path
) -> None:
    log = tmp_path / "audit"
    audited = [*run, "--allow", "http", "--audit", str(log)]
    assert main([*audited, *request(server.host)]) == 0
    assert main([*audited, *request("secret.example.com")]) == 1
    reached, refused = map(json.loads, log.read_text().splitlines())
    assert (reached["reached"], reached["refused"]) == ({f"http:{server.host}": 2}, {})
    assert (refused["reached"], refused["refused"]) == ({}, {"http": 2})
    assert reached["granted"] == [f"http:{server.host}"]
    assert "secret" not in log.read_text()
    assert "http" not in reached["unseen"]

"""Who we are to a registry: by Docker's file, by a helper, by options, by token; and to nobody."""

import io
import os
from pathlib import Path

import pytest
from tests.oci.daemon import Daemon
from tests.oci.desk import GREETING, Desk
from tests.oci.tokens import PASSWORD, RENEWAL, USER, TokenServer

SECRETS = (PASSWORD, RENEWAL, "wrong horse", "YWRhOm9wZW4gc2VzYW1l")


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """Return all that was printed, which holds no secret."""
    done = capsys.readouterr()
    text = done.out + done.err
    assert not [one for one in SECRETS if one in text]
    return text


def helper(desk: Desk, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a helper on the path that does what a script says."""
    path = desk.folder / "bin" / "docker-credential-tests"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")


def test_dockers_file_opens_a_registry_with_passwords(
    guarded: Daemon, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = f"{guarded.host}/acme/greeting:1"
    assert desk.push(GREETING, reference) == 1
    assert "error[F072]" in said(capsys)
    desk.log_in(guarded.host, USER, "wrong horse")
    assert desk.push(GREETING, reference) == 1
    assert "as `ada` of" in said(capsys)
    desk.log_in(guarded.host, USER, PASSWORD)
    assert desk.push(GREETING, reference) == 0
    assert desk.pull(reference) == 0
    said(capsys)


def test_so_do_the_options(
    guarded: Daemon,
    desk: Desk,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    options = ["--username", USER, "--password-stdin"]
    assert desk.push(GREETING, f"{guarded.host}/acme/options:1", *options) == 0
    for half in (options[:2], options[2:]):
        assert desk.push(GREETING, f"{guarded.host}/acme/options:1", *half) == 1
        assert "error[F081]" in said(capsys)


def test_so_does_a_helper(
    guarded: Daemon,
    desk: Desk,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = f'{{"ServerURL": "x", "Username": "{USER}", "Secret": "{PASSWORD}"}}'
    helper(desk, monkeypatch, f"grep -q '^{guarded.host}$' && echo '{answer}'")
    desk.configure({"credsStore": "tests"})
    assert desk.push(GREETING, f"{guarded.host}/acme/helper:1") == 0
    desk.configure({"credHelpers": {guarded.host: "tests"}})
    assert desk.pull(f"{guarded.host}/acme/helper:1") == 0
    said(capsys)


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("echo 'credentials not found in native keychain'; exit 1", "error[F072]"),
        ("echo 'open sesame' >&2; exit 3", "error[F078]"),
        ("echo 'open sesame'", "error[F078]"),
        ("echo '[]'", "error[F078]"),
    ],
)
def test_a_helper_that_does_not_help_is_said(  # noqa: PLR0913, PLR0917 - what a test needs
    guarded: Daemon,
    desk: Desk,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    code: str,
) -> None:
    helper(desk, monkeypatch, script)
    desk.configure({"credsStore": "tests"})
    assert desk.pull(f"{guarded.host}/acme/helper:1") == 1
    assert code in said(capsys)


@pytest.mark.parametrize(
    "config",
    [
        "{",
        "[]",
        '{"auths": []}',
        '{"auths": {"HOST": {"auth": "!"}}}',
        '{"auths": {"HOST": {"auth": "b3BlbiBzZXNhbWU="}}}',
        '{"credsStore": "no-such-helper"}',
        '{"credsStore": "../../bin/sh"}',
    ],
)
def test_a_broken_file_of_docker_is_said(
    desk: Desk, capsys: pytest.CaptureFixture[str], config: str
) -> None:
    path = Path("docker/config.json")
    path.parent.mkdir()
    path.write_text(config.replace("HOST", "127.0.0.1:1"))
    assert desk.pull("127.0.0.1:1/acme/greeting:1") == 1
    assert "error[F078]" in said(capsys)


def test_a_token_is_fetched_where_the_registry_says(
    tokened: tuple[Daemon, TokenServer], desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    daemon, server = tokened
    reference = f"{daemon.host}/acme/greeting:1"
    assert desk.push(GREETING, reference) == 1
    assert "error[F072]" in said(capsys)
    desk.log_in(daemon.host, USER, "wrong horse")
    assert desk.push(GREETING, reference) == 1
    assert "error[F072]" in said(capsys)
    desk.log_in(daemon.host, USER, PASSWORD)
    before = len(server.asked)
    assert desk.push(GREETING, reference) == 0
    assert server.asked[before:] == ["repository:acme/greeting:pull,push"]
    assert desk.pull(reference) == 0
    assert server.asked[-1] == "repository:acme/greeting:pull"
    said(capsys)


def test_a_token_renews_tokens(
    tokened: tuple[Daemon, TokenServer], desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    daemon, _ = tokened
    desk.configure({"auths": {f"https://{daemon.host}": {"identitytoken": RENEWAL}}})
    assert desk.push(GREETING, f"{daemon.host}/acme/renewed:1") == 0
    said(capsys)


def test_nobody_may_read_what_is_public(
    tokened: tuple[Daemon, TokenServer], desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    daemon, _ = tokened
    desk.log_in(daemon.host, USER, PASSWORD)
    assert desk.push(GREETING, f"{daemon.host}/public/greeting:1") == 0
    desk.configure({})
    assert desk.pull(f"{daemon.host}/public/greeting:1") == 0
    said(capsys)

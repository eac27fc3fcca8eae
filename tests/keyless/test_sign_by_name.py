"""`flowc sign --keyless` against services of our own, and what a trust file says of who signed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.keyless.service import Service
from tests.stub.forge import seal

from flowc.cli.main import main
from flowrt.trust.file import read_trust

ISSUER, SUBJECT = "https://issuer.tests", "ada@example.com"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with Service(ISSUER) as one:
        yield one


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: Service) -> Path:
    """Return a folder with an archive, where nobody is anybody in particular."""
    monkeypatch.chdir(tmp_path)
    for name in ("SIGSTORE_ID_TOKEN", "GITHUB_ACTIONS", "GITLAB_CI", "CIRCLECI", "BUILDKITE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "hello.flowpack").write_bytes(seal())
    (tmp_path / "sigstore.json").write_text(service.config)
    (tmp_path / "keys.json").write_bytes(service.authority.trusted_root)
    return tmp_path


SIGN = ["sign", "hello.flowpack", "--keyless", "--sigstore", "sigstore.json"]


def test_what_is_signed_by_name_is_verified_by_name(
    desk: Path,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = (desk / "hello.flowpack").read_bytes()
    token = service.token(SUBJECT)
    monkeypatch.setenv("SIGSTORE_ID_TOKEN", token)
    assert main(SIGN) == 0
    said = capsys.readouterr()
    assert f"signed acme:hello 1.0.0, build 7, as {SUBJECT} by {ISSUER}" in said.err
    assert token not in said.err + said.out
    assert (desk / "hello.flowpack").read_bytes() == before
    assert main(["trust", "root", "--from", "keys.json"]) == 0
    assert main(["trust", "add", "acme", "--identity", ISSUER, SUBJECT]) == 0
    assert main(["verify", "hello.flowpack", "--trust", "trust.toml"]) == 0
    assert f"signed by  {SUBJECT} by {ISSUER}" in capsys.readouterr().out
    assert main(["trust", "list"]) == 0
    assert f"1 of 0 keys and 1 identities\n  {SUBJECT} by {ISSUER}" in capsys.readouterr().out
    assert main(["trust", "remove", "acme"]) == 0
    assert main(["trust", "add", "acme", "--identity", ISSUER, "eve@example.com"]) == 0
    assert main(["verify", "hello.flowpack", "--trust", "trust.toml"]) == 3
    assert "refused[R233]" in capsys.readouterr().err


@pytest.mark.parametrize("how", ["nobody", "no-token", "stranger", "unreachable", "no-config"])
def test_what_cannot_be_signed_is_said(
    desk: Path,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    how: str,
) -> None:
    tokens = {
        "nobody": "",
        "no-token": "abc",
        "stranger": service.token(SUBJECT, "another secret, which is as long as it has to be"),
    }
    monkeypatch.setenv("SIGSTORE_ID_TOKEN", tokens.get(how, service.token(SUBJECT)))
    if how == "unreachable":
        port = str(service.server.server_port)
        (desk / "sigstore.json").write_text(service.config.replace(f":{port}", ":1"))
    if how == "no-config":
        (desk / "sigstore.json").write_text("{}")
    assert main(SIGN) == 1
    said = capsys.readouterr().err
    assert "error[F080]" in said
    assert "Traceback" not in said
    assert not (desk / "hello.flowpack.sigstore.json").exists()


def test_what_is_damaged_is_not_signed(desk: Path) -> None:
    whole = (desk / "hello.flowpack").read_bytes()
    (desk / "hello.flowpack").write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert main(SIGN) == 3


def test_the_public_keys_are_pinned_as_the_library_has_them(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("trust.toml").write_text("# ours\n")
    assert main(["trust", "root"]) == 0
    assert "trust.toml now pins trusted_root.json" in capsys.readouterr().err
    pinned = read_trust(Path("trust.toml").read_text()).sigstore
    assert pinned is not None
    assert b"rekor.sigstore.dev" in (desk / pinned.trusted_root).read_bytes()
    assert main(["trust", "root", "--from", "keys.json"]) == 0
    text = Path("trust.toml").read_text()
    again = read_trust(text).sigstore
    assert again is not None
    assert again.sha256 != pinned.sha256
    assert text.startswith("# ours\n")
    assert text.count("[sigstore]") == 1


@pytest.mark.usefixtures("desk")
def test_a_name_needs_the_keys_of_sigstore(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trust", "add", "acme", "--identity", ISSUER, SUBJECT]) == 3
    assert "refused[R209]" in capsys.readouterr().err
    assert main(["trust", "add", "acme"]) == 1
    assert "error[F610]" in capsys.readouterr().err

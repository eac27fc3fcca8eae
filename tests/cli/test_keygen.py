"""Keys: made once, private, never overwritten, encrypted when a passphrase is set."""

from tests.cli.conftest import Workshop


def test_a_key_is_private_and_not_overwritten(workshop: Workshop) -> None:
    workshop.well("flowc", "keygen", "new.key")
    assert workshop.path("new.key").stat().st_mode & 0o777 == 0o600
    before = workshop.path("new.key").read_bytes()
    again = workshop.run("flowc", "keygen", "new.key")
    assert again.returncode == 1
    assert "error[F601]" in again.stderr
    assert workshop.path("new.key").read_bytes() == before


def test_an_encrypted_key_needs_its_passphrase(workshop: Workshop) -> None:
    workshop.well("flowc", "keygen", "secret.key", FLOWC_KEY_PASSPHRASE="correct horse")
    build = ("flowc", "build", "hello.flow", "--key", "secret.key", "--output", "secret.flowpack")
    wrong = workshop.run(*build, FLOWC_KEY_PASSPHRASE="battery staple")
    assert wrong.returncode == 1
    assert "error[F603]" in wrong.stderr
    workshop.well(*build, FLOWC_KEY_PASSPHRASE="correct horse")


def test_trust_grows_and_keeps_what_stood_there(workshop: Workshop) -> None:
    trust = workshop.path("trust.toml")
    trust.write_text("# ours\n" + trust.read_text())
    workshop.well("flowc", "keygen", "two.key", "--trust", "trust.toml", "--name", "two")
    assert trust.read_text().startswith("# ours\n")
    assert trust.read_text().count("[[publisher]]") == 2
    workshop.well("flowrt", "verify", "hello.flowpack", "--trust", "trust.toml")


def test_a_name_is_trusted_once(workshop: Workshop) -> None:
    before = workshop.path("trust.toml").read_bytes()
    done = workshop.run("flowc", "keygen", "two.key", "--trust", "trust.toml")
    assert done.returncode == 1
    assert "error[F608]" in done.stderr
    assert workshop.path("trust.toml").read_bytes() == before
    assert not workshop.path("two.key").exists()

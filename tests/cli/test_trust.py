"""`flowc sign` and `flowc trust`: who signed, who is trusted, and what stays as it was."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop

from flowc.cli.arguments.values import moment
from flowc.cli.main import main
from flowrt.archive.archive import open_archive
from flowrt.trust.file import read_trust

COMMENT = "# reviewed by the board\n"


@pytest.fixture
def desk(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Return a workshop with a second key, to work in."""
    workshop.well("flowc", "keygen", "second.key")
    monkeypatch.chdir(workshop.folder)
    return workshop


def test_a_cosignature_changes_nothing_else(desk: Workshop) -> None:
    before = open_archive(desk.path("hello.flowpack").read_bytes())
    assert main(["sign", "hello.flowpack", "--key", "second.key", "-o", "both.flowpack"]) == 0
    after = open_archive(desk.path("both.flowpack").read_bytes())
    assert after.header == before.header
    assert after.data[after.region :] == before.data[before.region :]
    assert len(after.signatures) == 2
    trusting = ["trust", "add", "board", "flowc.key.pub", "second.key.pub", "--threshold", "2"]
    assert main([*trusting, "--trust", "board.toml"]) == 0
    assert main(["verify", "both.flowpack", "--trust", "board.toml"]) == 0
    assert main(["verify", "hello.flowpack", "--trust", "board.toml"]) == 3


def test_a_key_signs_once(desk: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    data = desk.path("hello.flowpack").read_bytes()
    assert main(["sign", "hello.flowpack", "--key", "flowc.key"]) == 1
    assert "error[F609]" in capsys.readouterr().err
    assert desk.path("hello.flowpack").read_bytes() == data


def test_what_is_no_archive_is_not_signed(desk: Workshop) -> None:
    whole = desk.path("hello.flowpack").read_bytes()
    for bad in (b"text", whole[:-1], whole + b"\0", whole[:-1] + bytes([whole[-1] ^ 1])):
        desk.path("bad.flowpack").write_bytes(bad)
        assert main(["sign", "bad.flowpack", "--key", "second.key"]) == 3
        assert desk.path("bad.flowpack").read_bytes() == bad


def test_what_is_added_can_be_removed_again(desk: Workshop) -> None:
    trust = desk.path("trust.toml")
    trust.write_text(COMMENT + trust.read_text())
    before = trust.read_text()
    publisher = ["trust", "add", "acme", "second.key.pub", "--packages", "acme:*", "--until"]
    assert main([*publisher, "2031-01-31"]) == 0
    added = read_trust(trust.read_text()).publishers[1]
    assert (added.name, added.packages, added.not_after) == ("acme", ("acme:*",), 1927670399)
    assert main(["trust", "remove", "acme"]) == 0
    assert trust.read_text() == before
    assert main(["trust", "remove", "me"]) == 0
    assert trust.read_text() == COMMENT


def test_one_of_several_tables_is_removed(desk: Workshop) -> None:
    trust = desk.path("trust.toml")
    assert main(["trust", "add", "acme", "second.key.pub"]) == 0
    trust.write_text(trust.read_text() + '\n# why\n[engine]\ndeny = ["50.0.0"]\n')
    assert main(["trust", "remove", "me"]) == 0
    left = read_trust(trust.read_text())
    assert [one.name for one in left.publishers] == ["acme"]
    assert left.engines.deny == ("50.0.0",)
    assert "# why" in trust.read_text()


def test_a_table_that_is_not_found_by_its_lines_is_removed_too(desk: Workshop) -> None:
    trust = desk.path("trust.toml")
    line = desk.path("flowc.key.pub").read_text().strip()
    trust.write_text(f'publisher = [{{name = "me", keys = ["{line}"], packages = ["*"]}}]\n')
    assert main(["trust", "remove", "me"]) == 0
    assert read_trust(trust.read_text()).publishers == ()


def test_mistakes_change_nothing(desk: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    before = desk.path("trust.toml").read_bytes()
    for words, code in (
        (["remove", "mee"], "F607"),
        (["add", "me", "second.key.pub"], "F608"),
        (["add", "other", "second.key.pub", "--threshold", "2"], "F610"),
        (["add", "other", "none.pub"], "F001"),
    ):
        assert main(["trust", *words]) == 1
        assert f"error[{code}]" in capsys.readouterr().err
    for words in (["add", "other", "second.key"], ["add", "other", "ed25519:AAAA"]):
        assert main(["trust", *words]) == 3
        assert "refused[R211]" in capsys.readouterr().err
    assert desk.path("trust.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("keygen", "k", "--name", ""), "--name: expected a name, found an empty text"),
        (("keygen", "k", "--name", " \t"), "--name: expected a name, found blanks"),
        (("keygen", "k", "--name", "a\nb"), "--name: expected printable characters, found 'a\\nb'"),
        (("keygen", "k", "--name", "\x1b[1m"), "expected printable characters, found '\\x1b[1m'"),
        (("keygen", "k", "--name", "\udcff"), "expected printable characters, found '\\udcff'"),
        (
            ("keygen", "k", "--name", "a" * 257),
            "--name: expected at most 256, found 257 characters",
        ),
        (("keygen", "k", "--packages", "a b"), "or `*`, found 'a b'"),
        (("trust", "add", "", "second.key.pub"), "NAME: expected a name, found an empty text"),
        (("trust", "add", "b", "second.key.pub", "--packages", "x"), "or `*`, found 'x'"),
        (("trust", "revoke", "second.key.pub", "--reason", "\u202e"), "found '\\u202e'"),
    ],
)
def test_what_no_trust_file_takes_is_told_first(
    desk: Workshop, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    before = desk.path("trust.toml").read_bytes()
    with pytest.raises(SystemExit, match="2"):
        main(words)
    assert capsys.readouterr().err.endswith(f"{told}\n")
    assert desk.path("trust.toml").read_bytes() == before
    assert not desk.path("k").exists()


def test_what_cannot_be_written_is_not_said_to_be_done(
    desk: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.path("folder").mkdir()
    assert main(["sign", "hello.flowpack", "--key", "second.key", "-o", "folder"]) == 1
    assert capsys.readouterr().err.startswith("error[F605]")
    assert main(["keygen", "new.key", "--trust", "nowhere/trust.toml"]) == 1
    assert capsys.readouterr().err.startswith("error[F605]")
    assert list(desk.folder.glob("new.key*")) == []


def test_a_publisher_may_be_called_as_people_are(desk: Workshop) -> None:
    for name in ("Ælfgifu & 久保", 'the "best" \\ one', "a" * 256):
        assert main(["keygen", "new.key", "--trust", "trust.toml", "--name", name]) == 0
        assert main(["trust", "remove", name]) == 0
        for made in desk.folder.glob("new.key*"):
            made.unlink()


@pytest.mark.usefixtures("desk")
def test_a_revoked_key_counts_no_longer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trust", "revoke", "flowc.key.pub", "--reason", "stolen"]) == 0
    assert main(["verify", "hello.flowpack", "--trust", "trust.toml"]) == 3
    assert "refused[R216]" in capsys.readouterr().err
    assert main(["trust", "revoke", "flowc.key.pub"]) == 3
    assert "each key once" in capsys.readouterr().err


def test_the_list_says_who_is_trusted_for_what(
    desk: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    trust, digest = desk.path("trust.toml"), "0" * 64
    assert main(["trust", "add", "acme", "second.key.pub", "--until", "2031-01-31T00:00:00Z"]) == 0
    assert main(["trust", "revoke", "second.key.pub", "--reason", "lost"]) == 0
    with trust.open("a") as file:
        file.write(f'[[package]]\nname = "a:b"\nmin_build = 3\ndigests = ["sha256:{digest}"]\n')
        file.write('[engine]\nmin = ["50.0.1"]\ndeny = ["51.0.0"]\n')
    first, second = (desk.path(f"{one}.key.pub").read_text().strip() for one in ("flowc", "second"))
    capsys.readouterr()
    assert main(["trust", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "me: *; 1 of 1 keys",
        f"  {first}",
        "acme: *; 1 of 1 keys, until 2031-01-31T00:00:00Z",
        f"  {second} (revoked)",
        f"revoked: {second}: lost",
        "a:b: build 3 or later",
        f"  sha256:{digest}",
        "engine at least: 50.0.1",
        "engine denied: 51.0.0",
    ]


def test_an_archive_can_be_built_to_expire(desk: Workshop) -> None:
    build = ["build", "hello.flow", "--key", "flowc.key", "--portable", "-o", "old.flowpack"]
    assert main([*build, "--not-after", "2001-02-03"]) == 0
    assert json.loads(open_archive(desk.path("old.flowpack").read_bytes()).header)["not_after"] == (
        moment("2001-02-03T23:59:59Z")
    )
    assert main(["verify", "old.flowpack", "--trust", "trust.toml"]) == 3


@pytest.mark.parametrize("time", ["2030-02-30", "soon", "2030-01-01T00:00:00"])
def test_a_time_that_is_none_is_said(time: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["build", "hello.flow", "--not-after", time])
    assert f"found `{time}" in capsys.readouterr().err


def test_no_secret_is_shown(desk: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    """A private key named where a public one belongs is refused without being quoted."""
    secret = Path(desk.path("second.key")).read_text()
    assert main(["trust", "add", "other", "second.key"]) == 3
    said = capsys.readouterr()
    assert secret.splitlines()[1] not in said.err + said.out


def test_a_trust_file_is_replaced_by_one_that_its_root_signed(desk: Workshop) -> None:
    first, second = (desk.path(f"{one}.key.pub").read_text().strip() for one in ("flowc", "second"))
    for name, version, key in (("trust.toml", 1, first), ("next.toml", 2, second)):
        root = f'[root]\nversion = {version}\nkeys = ["{key}"]\n'
        desk.path(name).write_text(root)
    signing = ["trust", "sign", "--trust", "next.toml", "--key"]
    for key in ("second.key", "flowc.key", "flowc.key"):
        assert main([*signing, key]) == 0
    assert len(desk.path("next.toml.sig").read_text().splitlines()) == 2
    assert desk.run("flowrt", "renew", "next.toml", "--trust", "trust.toml").returncode == 0
    assert desk.path("trust.toml").read_bytes() == desk.path("next.toml").read_bytes()
    assert "root: version 2; 1 of 1 keys" in desk.well("flowc", "trust", "list")

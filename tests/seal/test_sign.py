"""Keys and files: written whole, private ones to their owner alone, never over another."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from tests.stub.forge import ALICE

from flowc.seal import generate, read_signing_key, sign, write_file, write_key_pair, write_new
from flowc.text.diagnostic import Diagnostic
from flowc.text.report import Stopped
from flowrt.archive.format import signed_bytes
from flowrt.trust.keys import read_public_key


def mistake(caught: pytest.ExceptionInfo[Stopped]) -> Diagnostic:
    """Return the one mistake that stopped a function."""
    [error] = caught.value.report.errors
    assert error.label
    assert error.help
    return error


@given(st.binary(max_size=100))
def test_a_signature_is_over_the_header_it_was_made_for(header: bytes) -> None:
    signature = sign(header, ALICE)
    assert signature.key_id == ALICE.public.id
    assert ALICE.public.signed(signed_bytes(header), signature.proof)
    assert not ALICE.public.signed(signed_bytes(header + b"!"), signature.proof)
    assert not ALICE.public.signed(header, signature.proof)


@pytest.mark.parametrize("passphrase", ["", "correct horse", "pässwörd"])
def test_a_key_pair_reads_back(tmp_path: Path, passphrase: str) -> None:
    key, path = generate(), tmp_path / "release.key"
    public = write_key_pair(key, path, passphrase)
    assert read_signing_key(path.read_bytes(), "k", passphrase).public == key.public
    assert read_public_key(public.read_text()) == key.public
    assert (b"ENCRYPTED" in path.read_bytes()) == bool(passphrase)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(one.name for one in tmp_path.iterdir()) == ["release.key", "release.key.pub"]


def test_keys_differ() -> None:
    assert generate().public != generate().public


def test_a_secret_is_not_printed() -> None:
    assert repr(ALICE) == "SigningKey()"


@pytest.mark.parametrize("given", ["", "wrong"])
def test_a_missing_or_wrong_passphrase_is_named(given: str) -> None:
    with pytest.raises(Stopped) as caught:
        read_signing_key(ALICE.pem("right"), "my.key", given)
    assert mistake(caught).code == "F603"
    assert "my.key" in mistake(caught).label


def test_a_passphrase_for_a_plain_key_is_not_needed() -> None:
    assert read_signing_key(ALICE.pem(), "my.key", "any").public == ALICE.public


def elliptic() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.mark.parametrize(
    "pem", [b"", b"hello", ALICE.public.pem.encode(), ALICE.pem()[:60], elliptic()]
)
def test_what_is_no_signing_key_is_named(pem: bytes) -> None:
    with pytest.raises(Stopped) as caught:
        read_signing_key(pem, "my.key")
    assert mistake(caught).code == "F602"


@given(st.binary(max_size=300))
def test_any_bytes_are_no_signing_key(data: bytes) -> None:
    with pytest.raises(Stopped) as caught:
        read_signing_key(data, "my.key", "passphrase")
    assert mistake(caught).code in {"F602", "F603"}


@pytest.mark.parametrize("taken", ["my.key", "my.key.pub"])
def test_no_key_is_overwritten(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).write_text("precious")
    with pytest.raises(Stopped) as caught:
        write_key_pair(ALICE, tmp_path / "my.key")
    assert mistake(caught).code == "F601"
    assert [one.read_text() for one in tmp_path.iterdir()] == ["precious"]


def test_a_dangling_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "my.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Stopped) as caught:
        write_key_pair(ALICE, tmp_path / "my.key")
    assert mistake(caught).code == "F601"
    assert not (tmp_path / "elsewhere").exists()


def test_a_private_key_does_not_stay_without_its_public_half(tmp_path: Path) -> None:
    """The private file's name just fits the file system, and the public one's does not."""
    with pytest.raises(Stopped) as caught:
        write_key_pair(ALICE, tmp_path / ("k" * 243))
    assert mistake(caught).code == "F605"
    assert ".pub" in mistake(caught).label
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "app.flowpack"
    write_file(path, b"one")
    write_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [one.name for one in tmp_path.iterdir()] == ["app.flowpack"]


def test_a_link_stays_and_is_followed(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    link, real = tmp_path / "trust.toml", tmp_path / "shared" / "trust.toml"
    real.write_bytes(b"one")
    link.symlink_to("shared/trust.toml")
    write_file(link, b"two")
    assert link.is_symlink()
    assert real.read_bytes() == b"two"
    (tmp_path / "ahead").symlink_to("shared/new")
    write_file(tmp_path / "ahead", b"three")
    assert (tmp_path / "shared" / "new").read_bytes() == b"three"


def test_what_is_no_plain_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_file(pipe, b"data")
        assert os.read(reader, 10) == b"data"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    with pytest.raises(Stopped) as caught:
        write_file(full, b"data")
    assert mistake(caught).code == "F605"
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_a_new_file_replaces_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_new(path, b"one")
    with pytest.raises(Stopped) as caught:
        write_new(path, b"two")
    assert mistake(caught).code == "F601"
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["missing/app.flowpack", "folder"])
def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(Stopped) as caught:
        write_file(tmp_path / name, b"data")
    assert mistake(caught).code == "F605"
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]

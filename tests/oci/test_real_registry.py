"""Archives and components through a real registry: what is pushed is what is pulled."""

import hashlib
import json
import os
import shutil
import stat
from pathlib import Path

import pytest
import urllib3
from tests.conftest import Golden
from tests.keyless.authority import Authority
from tests.oci.daemon import Daemon
from tests.oci.desk import GREETING, Desk

from flowc.cli.main import main
from flowrt.archive.archive import open_archive
from flowrt.archive.format import signed_bytes

ANY = "application/vnd.oci.image.manifest.v1+json"


def stored(daemon: Daemon, path: str) -> bytes:
    with urllib3.PoolManager() as pool:
        return pool.request("GET", f"{daemon.url}{path}", headers={"Accept": ANY}).data


def pinned(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the reference that the last command printed on stdout."""
    (line,) = capsys.readouterr().out.splitlines()
    return line


def test_a_component_comes_back_as_it_went(
    registry: Daemon, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = f"{registry.host}/acme/greeting:1.0"
    assert desk.push(GREETING, reference) == 0
    pushed = pinned(capsys)
    assert desk.pull(f"oci://{reference}") == 0
    assert pinned(capsys) == pushed
    assert (desk.folder / "greeting.wasm").read_bytes() == GREETING.read_bytes()
    assert desk.left == ["greeting.wasm"]


def test_a_component_lies_there_as_other_tools_expect_it(
    registry: Daemon, desk: Desk, golden: Golden
) -> None:
    said = ["--annotation", "org.opencontainers.image.source=https://example.com/acme"]
    assert desk.push(GREETING, f"{registry.host}/acme/layout:1.0", *said) == 0
    manifest = json.loads(stored(registry, "acme/layout/manifests/1.0"))
    config = json.loads(stored(registry, f"acme/layout/blobs/{manifest['config']['digest']}"))
    layer = stored(registry, f"acme/layout/blobs/{manifest['layers'][0]['digest']}")
    assert layer == GREETING.read_bytes()
    text = json.dumps({"manifest": manifest, "config": config}, indent=2)
    golden(Path(__file__).parent / "cases" / "component.json", f"{text}\n")


def test_an_archive_comes_back_verified(
    registry: Daemon, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = f"{registry.host}/acme/hello:0.1.0"
    assert desk.push(desk.archive, reference) == 0
    pushed = pinned(capsys)
    assert desk.pull(pushed, "--trust", desk.trust, "-o", "shop/hello.flowpack") == 0
    said = capsys.readouterr()
    assert said.out.strip() == pushed
    assert "verified hello:app 0.1.0, published by me" in said.err
    assert (desk.folder / "shop" / "hello.flowpack").read_bytes() == desk.archive.read_bytes()
    manifest = json.loads(stored(registry, "acme/hello/manifests/0.1.0"))
    config = json.loads(stored(registry, f"acme/hello/blobs/{manifest['config']['digest']}"))
    header = open_archive(desk.archive.read_bytes()).header
    assert manifest["artifactType"] == "application/vnd.flowc.flowpack.v1"
    assert manifest["annotations"]["org.opencontainers.image.title"] == "hello:app"
    assert config["header"] == f"sha256:{hashlib.sha256(header).hexdigest()}"


def test_an_archive_that_nobody_vouches_for_does_not_arrive(
    registry: Daemon, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = f"{registry.host}/acme/unknown:1"
    assert desk.push(desk.archive, reference) == 0
    assert main(["keygen", "other.key", "--trust", "others.toml"]) == 0
    before = desk.left
    capsys.readouterr()
    assert desk.pull(reference) == 3
    assert "refused[R210]" in capsys.readouterr().err
    assert desk.pull(reference, "--trust", "others.toml", "-o", "new.flowpack") == 3
    said = capsys.readouterr().err
    assert "refused[R201]" in said
    assert f" --> {reference}@sha256:" in said
    assert desk.left == before


def test_what_stood_there_stays_until_the_new_one_is_verified(registry: Daemon, desk: Desk) -> None:
    reference = f"{registry.host}/acme/stays:1"
    changed = bytearray(desk.archive.read_bytes())
    assert desk.push(desk.archive, reference) == 0
    old = desk.folder / "shop.flowpack"
    old.write_bytes(changed)
    assert main(["keygen", "other.key", "--trust", "others.toml"]) == 0
    assert desk.pull(reference, "--trust", "others.toml", "-o", "shop.flowpack") == 3
    assert old.read_bytes() == bytes(changed)


def test_the_same_is_pushed_once_and_named_the_same(
    registry: Daemon, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    names = []
    for tag in ("1.0", "1.0", "1.1"):
        assert desk.push(GREETING, f"{registry.host}/acme/twice:{tag}") == 0
        names.append(pinned(capsys).rpartition("@")[2])
    assert len(set(names)) == 1


def test_a_digest_leads_to_what_its_tag_led_to(
    registry: Daemon, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = f"{registry.host}/acme/moved:latest"
    assert desk.push(GREETING, reference) == 0
    first = pinned(capsys)
    other = ["--annotation", "org.opencontainers.image.version=2"]
    assert desk.push(GREETING, reference, *other) == 0
    assert pinned(capsys) != first
    assert desk.pull(first, "-o", "first.wasm") == 0
    assert pinned(capsys) == first


def test_without_a_tag_it_is_pushed_by_digest_alone(
    registry: Daemon, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.push(GREETING, f"{registry.host}/acme/untagged") == 0
    name = pinned(capsys)
    assert name.startswith(f"{registry.host}/acme/untagged@sha256:")
    assert desk.pull(name) == 0


@pytest.mark.parametrize("version", [":2.0", f"@sha256:{'0' * 64}"])
def test_what_is_not_there_is_said(
    registry: Daemon, desk: Desk, capsys: pytest.CaptureFixture[str], version: str
) -> None:
    assert desk.push(GREETING, f"{registry.host}/acme/there:1.0") == 0
    for repository in ("acme/there", "acme/nowhere"):
        assert desk.pull(f"{registry.host}/{repository}{version}") == 1
        assert "error[F073]" in capsys.readouterr().err
    assert desk.left == []


def test_what_is_no_archive_and_no_component_is_not_pushed(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = desk.archive.read_bytes()
    flipped = whole[:-1] + bytes([whole[-1] ^ 1])
    for data, code, status in (
        (b"text", "error[F077]", 1),
        (b"\0asm\1\0\0\0", "error[F077]", 1),
        (whole[:-1], "refused[R103]", 3),
        (flipped, "refused[R204]", 3),
    ):
        (desk.folder / "bad").write_bytes(data)
        assert desk.push(desk.folder / "bad", "localhost:1/acme/bad:1") == status
        assert code in capsys.readouterr().err


def test_what_others_keep_there_is_not_taken_for_ours(
    registry: Daemon, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """An image whose layer has a type that is not ours."""
    assert desk.push(GREETING, f"{registry.host}/acme/image:1") == 0
    manifest = json.loads(stored(registry, "acme/image/manifests/1"))
    manifest["layers"][0]["mediaType"] = "application/vnd.oci.image.layer.v1.tar+gzip"
    with urllib3.PoolManager() as pool:
        url, kind = f"{registry.url}acme/image/manifests/2", {"Content-Type": ANY}
        answer = pool.request("PUT", url, body=json.dumps(manifest), headers=kind)
        assert answer.status == 201
    assert desk.pull(f"{registry.host}/acme/image:2") == 1
    assert "error[F077]" in capsys.readouterr().err
    assert desk.left == []


def test_a_bundle_travels_with_its_archive(
    registry: Daemon, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Signed by name: whoever pulls it trusts no key."""
    authority, subject = Authority(), "ada@example.com"
    shutil.copy(desk.archive, "hello.flowpack")
    header = open_archive(desk.archive.read_bytes()).header
    bundle = json.dumps(authority.bundle(signed_bytes(header), subject, "https://issuer.tests"))
    Path("hello.flowpack.sigstore.json").write_text(bundle)
    Path("keys.json").write_bytes(authority.trusted_root)
    assert main(["trust", "root", "--from", "keys.json"]) == 0
    assert main(["trust", "add", "app", "--identity", "https://issuer.tests", subject]) == 0
    reference = f"{registry.host}/acme/named:1"
    assert desk.push(Path("hello.flowpack"), reference) == 0
    before = desk.left
    assert desk.pull(reference, "--trust", "trust.toml", "-o", "new/named.flowpack") == 0
    assert Path("new/named.flowpack.sigstore.json").read_text() == bundle
    assert len(list(Path("new").iterdir())) == 2
    assert main(["verify", "new/named.flowpack", "--trust", "trust.toml"]) == 0
    assert main(["keygen", "other.key", "--trust", "others.toml"]) == 0
    before = desk.left
    assert desk.pull(reference, "--trust", "others.toml") == 3
    Path("hello.flowpack.sigstore.json").unlink()
    assert desk.push(Path("hello.flowpack"), f"{reference}-bare") == 0
    capsys.readouterr()
    assert desk.pull(f"{reference}-bare", "--trust", "trust.toml", "-o", "bare.flowpack") == 3
    said = capsys.readouterr().err
    assert "refused[R231]" in said
    assert f" --> {reference}-bare@sha256:" in said
    assert set(desk.left) == set(before) - {"hello.flowpack.sigstore.json"}


def test_a_link_is_followed_and_a_device_is_left_alone(
    registry: Daemon, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = f"{registry.host}/acme/places:1"
    assert desk.push(GREETING, reference) == 0
    Path("link.wasm").symlink_to("real.wasm")
    assert desk.pull(reference, "-o", "link.wasm") == 0
    assert Path("link.wasm").is_symlink()
    assert Path("real.wasm").read_bytes() == GREETING.read_bytes()
    os.mkfifo("pipe")
    for place in ("pipe", "."):
        assert desk.pull(reference, "-o", place) == 1
        assert "error[F605]" in capsys.readouterr().err
    assert stat.S_ISFIFO(Path("pipe").stat().st_mode)

"""The chain of trust files: each step is one version, signed by enough keys of both sides."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.stub import forge
from tests.stub.forge import ALICE, BOB, EVE
from tests.stub.test_format_page import PAGE

from flowc.seal.sign import SigningKey
from flowrt.__main__ import main
from flowrt.archive.format import TRUST_TYPE
from flowrt.problems.refusals.trust import BadRoot
from flowrt.problems.report import Refused
from flowrt.trust.file import read_trust
from flowrt.trust.policy import Revoked, Root, Trust
from flowrt.trust.roots import signature_line, signed_trust, succeed
from flowrt.trust.text import encode_trust

CAROL = forge.key(4)


def rooted(version: int, *keys: SigningKey, threshold: int = 1) -> Trust:
    root = Root(version, tuple(key.public for key in keys), threshold)
    return replace(forge.trusting(ALICE), root=root)


def text(trust: Trust) -> bytes:
    return encode_trust(trust).encode()


def signatures(data: bytes, *keys: SigningKey) -> str:
    lines = (signature_line(one.public, one.secret.sign(signed_trust(data))) for one in keys)
    return "".join(lines)


def taken(old: Trust, new: Trust, *keys: SigningKey) -> Trust:
    data = text(new)
    return succeed(text(old), data, signatures(data, *keys), "new.toml")


ONE = rooted(1, ALICE)


@pytest.mark.parametrize(
    ("old", "new", "keys"),
    [
        (ONE, rooted(2, ALICE), (ALICE,)),
        (ONE, rooted(2, BOB), (ALICE, BOB)),
        (ONE, rooted(2, BOB), (EVE, BOB, ALICE)),
        (rooted(7, ALICE, BOB, CAROL, threshold=2), rooted(8, BOB, EVE), (BOB, CAROL)),
        (ONE, replace(rooted(2, BOB), revoked=(Revoked(ALICE.public),)), (ALICE, BOB)),
    ],
)
def test_what_both_sides_signed_is_taken(
    old: Trust, new: Trust, keys: Sequence[SigningKey]
) -> None:
    assert taken(old, new, *keys) == new


@pytest.mark.parametrize(
    ("old", "new", "keys", "words"),
    [
        (ONE, rooted(2, BOB), (BOB,), "keys in force"),
        (ONE, rooted(2, BOB), (ALICE,), "keys new"),
        (ONE, rooted(2, ALICE), (), "keys in force"),
        (ONE, rooted(2, ALICE), (EVE,), "keys in force"),
        (rooted(1, ALICE, BOB, threshold=2), rooted(2, ALICE), (ALICE, ALICE), "keys in force"),
        (ONE, rooted(2, ALICE, BOB, threshold=2), (ALICE,), "keys new"),
        (ONE, rooted(1, ALICE), (ALICE,), "2"),
        (ONE, rooted(3, ALICE), (ALICE,), "2"),
        (ONE, rooted(0, ALICE), (ALICE,), "2"),
        (ONE, replace(ONE, root=None), (ALICE,), "a [root]"),
        (replace(ONE, root=None), rooted(1, ALICE), (ALICE,), "a [root]"),
        (replace(ONE, revoked=(Revoked(ALICE.public),)), rooted(2, BOB), (ALICE, BOB), "in force"),
        (ONE, replace(rooted(2, ALICE), revoked=(Revoked(ALICE.public),)), (ALICE,), "keys new"),
    ],
)
def test_a_step_that_is_not_the_next_is_refused(
    old: Trust, new: Trust, keys: Sequence[SigningKey], words: str
) -> None:
    with pytest.raises(BadRoot) as caught:
        taken(old, new, *keys)
    assert words in str(caught.value)


NEXT = text(rooted(2, ALICE))
GOOD = signatures(NEXT, ALICE)


@pytest.mark.parametrize(
    "lines",
    [
        GOOD.replace(" ", "  ", 1),
        GOOD.replace("ed25519:", "", 1),
        GOOD[:-5] + "\n",
        "\n" + GOOD,
        GOOD + "# a remark\n",
        GOOD * 65,
        signatures(NEXT + b"\n", ALICE),
        signatures(NEXT + b"\n", ALICE) + GOOD,
        signature_line(ALICE.public, ALICE.secret.sign(NEXT)),
        signature_line(BOB.public, ALICE.secret.sign(signed_trust(NEXT))),
    ],
)
def test_signatures_that_are_none_are_refused(lines: str) -> None:
    with pytest.raises(BadRoot):
        succeed(text(ONE), NEXT, lines, "new.toml")


def test_a_signature_by_a_stranger_is_ignored_whatever_it_is() -> None:
    line = signature_line(EVE.public, bytes(64))
    assert succeed(text(ONE), NEXT, line + GOOD, "new.toml").root == Root(2, (ALICE.public,))


def test_bytes_that_are_no_trust_are_refused() -> None:
    for data in (b"\xff", b"[root]", b"[[root]]"):
        with pytest.raises(Refused):
            succeed(text(ONE), data, signatures(data, ALICE), "new.toml")


def test_an_archives_signature_is_none_of_a_trust_file() -> None:
    assert signed_trust(b"x").startswith(b"DSSEv1 %d %s 1 " % (len(TRUST_TYPE), TRUST_TYPE))
    assert f"DSSEv1 {len(TRUST_TYPE)} {TRUST_TYPE.decode()} N FILE" in PAGE


def test_the_root_of_the_page_is_read() -> None:
    found = read_trust(PAGE.partition("```toml root\n")[2].partition("```")[0]).root
    assert found is not None
    assert found.version == 3


def written(folder: Path, name: str, trust: Trust, *keys: SigningKey) -> str:
    data = text(trust)
    (folder / name).write_bytes(data)
    (folder / f"{name}.sig").write_text(signatures(data, *keys))
    return str(folder / name)


def test_the_command_follows_a_chain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "trust.toml"
    place.write_bytes(text(ONE))
    place.chmod(0o640)
    two = written(tmp_path, "two.toml", rooted(2, BOB), ALICE, BOB)
    three = written(tmp_path, "three.toml", rooted(3, CAROL), BOB, CAROL)
    assert main(["renew", three, "--trust", str(place)]) == 3
    assert "refused[R222]" in capsys.readouterr().err
    assert main(["renew", three, two, "--trust", str(place)]) == 3
    assert place.read_bytes() == text(ONE)
    monkeypatch.setenv("FLOWRT_TRUST", str(place))
    assert main(["renew", two, three]) == 0
    assert "is now version 3" in capsys.readouterr().out
    assert place.read_bytes() == text(rooted(3, CAROL))
    assert place.stat().st_mode & 0o777 == 0o640
    assert main(["renew", two]) == 3
    assert not list(tmp_path.glob(".trust*"))


def test_the_commands_mistakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLOWRT_TRUST", raising=False)
    place = tmp_path / "trust.toml"
    place.write_bytes(text(ONE))
    two = written(tmp_path, "two.toml", rooted(2, ALICE), ALICE)
    assert main(["renew", "--help"]) == 0
    assert main(["renew"]) == 2
    assert main(["renew", two]) == 3
    (tmp_path / "two.toml.sig").write_bytes(b"\xff")
    assert main(["renew", two, "--trust", str(place)]) == 3
    (tmp_path / "two.toml.sig").unlink()
    assert main(["renew", two, "--trust", str(place)]) == 1

"""Archives that somebody signed by name: what a bundle proves, and everything that it does not."""

import copy
import datetime as dt
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.keyless.authority import NOW, Authority
from tests.stub.forge import ALICE, BOB, MANIFEST, header_bytes, seal

from flowrt.archive.archive import open_archive
from flowrt.archive.format import signed_bytes
from flowrt.load import load
from flowrt.problems.refusals.files import Unreadable
from flowrt.problems.report import Refused
from flowrt.trust.file import read_trust
from flowrt.trust.keyless.bundle import proven
from flowrt.trust.policy import Identity
from flowrt.trust.text import encode_trust
from flowrt.verify import VerifiedArchive

ISSUER, SUBJECT = "https://issuer.tests", "https://forge.tests/acme/hello/release.yml@v1"
HOUR = dt.timedelta(hours=1)
NAMED = f'identities = [{{ issuer = "{ISSUER}", subject = "{SUBJECT}" }}]'


@dataclass(frozen=True)
class Desk:
    """An archive, perhaps with a bundle, and a trust file with the authority's root beside it."""

    folder: Path
    authority: Authority

    @property
    def archive(self) -> Path:
        return self.folder / "hello.flowpack"

    @property
    def trust(self) -> Path:
        return self.folder / "trust" / "trust.toml"

    def trusting(self, *lines: str, root: bytes = b"", sha256: str = "") -> None:
        """Write a trust file of one publisher, and the root that it pins."""
        data = root or self.authority.trusted_root
        self.trust.parent.mkdir(exist_ok=True)
        (self.trust.parent / "root.json").write_bytes(data)
        pin = sha256 or hashlib.sha256(data).hexdigest()
        publisher = ["[[publisher]]", 'name = "acme"', 'packages = ["acme:*"]', *lines]
        pinned = ["[sigstore]", 'trusted_root = "root.json"', f'sha256 = "{pin}"']
        self.trust.write_text("\n".join([*publisher, *pinned, ""]))

    def signed(
        self, subject: str = SUBJECT, issuer: str = ISSUER, at: dt.datetime = NOW
    ) -> dict[str, Any]:
        """Return a bundle of a signature of the archive."""
        header = open_archive(self.archive.read_bytes()).header
        return self.authority.bundle(signed_bytes(header), subject, issuer, at)

    def put(self, bundle: object) -> None:
        """Put a bundle beside the archive."""
        data = bundle if isinstance(bundle, bytes) else json.dumps(bundle).encode()
        self.archive.with_name("hello.flowpack.sigstore.json").write_bytes(data)

    def verified(self) -> VerifiedArchive:
        return load(self.archive, self.trust)

    def refused(self) -> Refused:
        with pytest.raises(Refused) as caught:
            self.verified()
        return caught.value


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def desk(tmp_path: Path, authority: Authority) -> Desk:
    made = Desk(tmp_path, authority)
    made.archive.write_bytes(seal())
    made.trusting(NAMED)
    return made


def test_who_signs_by_name_needs_no_known_key(desk: Desk) -> None:
    desk.put(desk.signed())
    verified = desk.verified()
    assert verified.identities == (Identity(ISSUER, SUBJECT),)
    assert verified.keys == ()
    assert verified.publisher.name == "acme"


def test_an_address_is_a_name_too(desk: Desk) -> None:
    desk.trusting(f'identities = [{{ issuer = "{ISSUER}", subject = "ada@example.com" }}]')
    desk.put(desk.signed("ada@example.com"))
    assert desk.verified().identities == (Identity(ISSUER, "ada@example.com"),)


def test_keys_and_names_count_together(desk: Desk) -> None:
    both = [f'keys = ["{ALICE.public.line}"]', NAMED, "threshold = 2"]
    desk.trusting(*both)
    refusal = desk.refused()
    assert (refusal.code, refusal.expected, refusal.found) == ("R206", "2 signers", "1")
    desk.put(desk.signed())
    verified = desk.verified()
    assert (verified.keys, len(verified.identities)) == ((ALICE.public,), 1)


def test_a_revoked_key_is_made_up_for_by_a_name(desk: Desk) -> None:
    desk.trusting(f'keys = ["{ALICE.public.line}"]', NAMED)
    with desk.trust.open("a") as file:
        file.write(f'[[revoked]]\nkey = "{ALICE.public.line}"\n')
    assert desk.refused().code == "R216"
    desk.put(desk.signed())
    assert desk.verified().keys == ()


def test_another_package_is_not_theirs(desk: Desk) -> None:
    desk.trust.write_text(desk.trust.read_text().replace("acme:*", "other:*"))
    desk.put(desk.signed())
    refusal = desk.refused()
    assert (refusal.code, refusal.found) == ("R205", f"{SUBJECT} by {ISSUER}")


def test_without_a_bundle_nobody_vouches(desk: Desk) -> None:
    refusal = desk.refused()
    assert refusal.code == "R231"
    assert refusal.place == f"{desk.archive}.sigstore.json"


@pytest.mark.parametrize(
    ("subject", "issuer"),
    [
        (SUBJECT, "https://issuer.example"),
        (SUBJECT, ISSUER + "/"),
        (SUBJECT + "2", ISSUER),
        (SUBJECT.replace("@v1", "@v2"), ISSUER),
        ("mallory@example.com", ISSUER),
        (ISSUER, SUBJECT),
    ],
)
def test_somebody_else_is_refused(desk: Desk, subject: str, issuer: str) -> None:
    desk.put(desk.signed(subject, issuer))
    refusal = desk.refused()
    assert (refusal.code, refusal.found) == ("R233", subject)


def test_a_strangers_bundle_takes_nothing_from_a_key(desk: Desk) -> None:
    desk.trusting(f'keys = ["{ALICE.public.line}"]', NAMED)
    desk.put(desk.signed("mallory@example.com"))
    assert desk.verified().keys == (ALICE.public,)
    assert desk.verified().identities == ()


def test_a_bundle_that_nobody_asks_for_is_not_read(desk: Desk) -> None:
    desk.trusting(f'keys = ["{ALICE.public.line}"]')
    desk.put(b"anything")
    assert desk.verified().keys == (ALICE.public,)


def test_a_bundle_of_another_archive_proves_nothing(desk: Desk) -> None:
    bundle = desk.signed()
    desk.archive.write_bytes(seal(keys=(BOB,)))
    desk.put(bundle)
    assert desk.verified().identities  # the header is the same, whoever else signed it
    desk.archive.write_bytes(seal(header=header_bytes(replace(MANIFEST, build=8))))
    assert desk.refused().code == "R232"


def test_a_signature_of_the_bare_header_is_for_something_else(desk: Desk) -> None:
    header = open_archive(desk.archive.read_bytes()).header
    for data in (header, desk.archive.read_bytes()):
        desk.put(desk.authority.bundle(data, SUBJECT, ISSUER))
        assert desk.refused().code == "R232"


@pytest.mark.parametrize("at", [NOW - HOUR, NOW + HOUR])
def test_a_signature_outside_the_certificates_minutes(desk: Desk, at: dt.datetime) -> None:
    desk.put(desk.signed(at=at))
    assert desk.refused().code == "R232"


def test_another_authority_vouches_for_nobody_here(desk: Desk) -> None:
    header = open_archive(desk.archive.read_bytes()).header
    desk.put(Authority().bundle(signed_bytes(header), SUBJECT, ISSUER))
    assert desk.refused().code == "R232"


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of each value of a document that is no list or object."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, (*path, name))
    elif isinstance(value, list):
        for i, one in enumerate(value):
            yield from leaves(one, (*path, i))
    else:
        yield path


def other(value: str) -> str:
    """Return a value of the same kind that says something else."""
    middle = len(value) // 2
    return value[:middle] + ("B" if value[middle] != "B" else "C") + value[middle + 1 :]


def test_every_changed_field_is_refused(desk: Desk) -> None:
    sound = desk.signed()
    places = list(leaves(sound))
    assert len(places) > 12
    for place in places:
        changed = copy.deepcopy(sound)
        inner: Any = changed
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = "7" if inner[place[-1]].isdecimal() else other(inner[place[-1]])
        desk.put(changed)
        assert desk.refused().code == "R232", place


def test_every_missing_field_is_refused(desk: Desk) -> None:
    sound = desk.signed()
    spare = {("messageSignature", "messageDigest")}  # what it says is computed anyway
    for place in {path[:depth] for path in leaves(sound) for depth in range(1, len(path) + 1)}:
        changed = copy.deepcopy(sound)
        inner: Any = changed
        for step in place[:-1]:
            inner = inner[step]
        del inner[place[-1]]
        desk.put(changed)
        if place in spare:
            assert desk.verified().identities
        else:
            assert desk.refused().code == "R232", place


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, b" " * ((1 << 20) + 1)],
    ids=["empty", "object", "list", "null", "bytes", "deep", "large"],
)
def test_what_is_no_bundle(desk: Desk, data: bytes) -> None:
    desk.put(data)
    assert desk.refused().code == "R232"


@settings(max_examples=40)
@given(st.data())
def test_any_changed_byte_is_refused_or_means_the_same(data: st.DataObject) -> None:
    authority, header = AUTHORITY, b"header"
    sound = SOUND
    at = data.draw(st.integers(0, len(sound) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != sound[at]))
    changed = sound[:at] + bytes([byte]) + sound[at + 1 :]
    trust = read_trust(TRUST)
    who: object
    try:
        who = proven(header, changed, authority.trusted_root, trust).identities
    except Refused as refusal:
        who = refusal.code
    assert who in ("R232", {Identity(ISSUER, SUBJECT)})


AUTHORITY = Authority()
SOUND = json.dumps(AUTHORITY.bundle(b"header", SUBJECT, ISSUER)).encode()
TRUST = f"""\
[[publisher]]
name = "acme"
packages = ["acme:*"]
{NAMED}
[sigstore]
trusted_root = "root.json"
sha256 = "{hashlib.sha256(AUTHORITY.trusted_root).hexdigest()}"
"""


def test_a_root_that_is_not_the_pinned_one(desk: Desk) -> None:
    desk.put(desk.signed())
    desk.trusting(NAMED, root=Authority().trusted_root, sha256="0" * 64)
    refusal = desk.refused()
    assert refusal.code == "R234"
    assert refusal.place == str(desk.trust.parent / "root.json")


@pytest.mark.parametrize("root", [b"{}", b"no", b" " * ((1 << 20) + 1)], ids=["{}", "no", "large"])
def test_a_root_that_is_none(desk: Desk, root: bytes) -> None:
    desk.put(desk.signed())
    desk.trusting(NAMED, root=root)
    assert desk.refused().code == "R234"


def test_a_root_that_is_not_there(desk: Desk) -> None:
    desk.put(desk.signed())
    (desk.trust.parent / "root.json").unlink()
    with pytest.raises(Unreadable) as caught:
        desk.verified()
    assert caught.value.place == str(desk.trust.parent / "root.json")


def test_without_the_library_it_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.put(desk.signed())
    monkeypatch.setitem(sys.modules, "sigstore", None)
    monkeypatch.setitem(sys.modules, "sigstore.models", None)
    assert desk.refused().code == "R230"


PROGRAM = """
import sys
from flowrt.load import load
load(sys.argv[1], sys.argv[2])
print(sorted({name.partition(".")[0] for name in sys.modules} & {"sigstore", "pydantic"}))
print("flowrt.trust.keyless" in sys.modules)
"""


def test_nothing_of_it_is_imported_unless_the_trust_file_asks(desk: Desk) -> None:
    desk.put(desk.signed())
    desk.trusting(f'keys = ["{ALICE.public.line}"]')
    command = [sys.executable, "-c", PROGRAM, str(desk.archive), str(desk.trust)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == (
        "[]\nFalse\n"
    )


def test_a_trust_file_reads_back(desk: Desk) -> None:
    desk.trusting(f'keys = ["{ALICE.public.line}"]', NAMED, "threshold = 2")
    trust = read_trust(desk.trust.read_text())
    assert read_trust(encode_trust(trust)) == trust
    desk.trusting(NAMED)
    trust = read_trust(desk.trust.read_text())
    assert read_trust(encode_trust(trust)) == trust


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NAMED, ""),
        (NAMED, "identities = []"),
        (NAMED, f'identities = [{{ issuer = "{ISSUER}" }}]'),
        (NAMED, f'identities = [{{ issuer = "", subject = "{SUBJECT}" }}]'),
        (NAMED, NAMED.replace("subject", "regex")),
        (NAMED, NAMED[:-1] + NAMED.partition("[")[2].join((", ", ""))),
        (NAMED, NAMED + "\nthreshold = 2"),
        ("[sigstore]", "[sigstor]"),
        ("[sigstore]", "[other]"),
        ("sha256", "sha512"),
        ('sha256 = "', 'sha256 = "sha256:'),
    ],
)
def test_a_mistake_in_a_trust_file_is_named(desk: Desk, before: str, after: str) -> None:
    text = desk.trust.read_text()
    assert before in text
    with pytest.raises(Refused) as caught:
        read_trust(text.replace(before, after))
    assert caught.value.code == "R209"


def test_the_trust_file_of_the_page_is_read() -> None:
    page = Path(__file__).parents[2] / "runtime_stub" / "FORMAT.md"
    (text,) = re.findall(r"```toml identities\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    trust = read_trust(text)
    assert len(trust.identities) == 1
    assert trust.sigstore is not None


RECORDED = Path(__file__).parent / "recorded"


def test_a_bundle_that_the_public_service_made_long_ago() -> None:
    """Recorded from Sigstore's staging instance, whose keys the library ships."""
    from importlib.resources import files  # noqa: PLC0415 - one test needs it

    name = "https%3A%2F%2Ftuf-repo-cdn.sigstage.dev"
    root = files("sigstore").joinpath("_store", name, "trusted_root.json").read_bytes()
    who = Identity("https://github.com/login/oauth", "william@yossarian.net")
    text = TRUST.replace(ISSUER, who.issuer).replace(SUBJECT, who.subject)
    pin = hashlib.sha256(AUTHORITY.trusted_root).hexdigest()
    trust = read_trust(text.replace(pin, hashlib.sha256(root).hexdigest()))
    message = (RECORDED / "signed.txt").read_bytes()
    bundle = (RECORDED / "signed.sigstore.json").read_bytes()
    assert proven(message, bundle, root, trust).identities == {who}
    for wrong in (message + b"\n", message[:-1], b""):
        with pytest.raises(Refused) as caught:
            proven(wrong, bundle, root, trust)
        assert caught.value.code == "R232"

"""Public keys and trust files: what is written reads back, and every mistake is named."""

import base64
import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.stub.forge import ALICE, BOB

from flowrt.problems.report import Refused
from flowrt.trust.file import _TABLES, read_trust
from flowrt.trust.keys import PublicKey, read_public_key
from flowrt.trust.policy import Demands, Engines, Publisher, Revoked, Root, Trust
from flowrt.trust.text import encode_trust

RAW = st.binary(min_size=32, max_size=32).filter(lambda raw: 1 < raw[0] < 200)  # none is weak
KEYS = st.builds(PublicKey, RAW)
LINE = ALICE.public.line


@given(KEYS)
def test_a_key_reads_back_from_both_its_forms(key: PublicKey) -> None:
    assert read_public_key(key.line) == key
    assert read_public_key(f" {key.line}\n") == key
    assert read_public_key(key.pem) == key


def test_the_pem_form_is_the_one_other_tools_write() -> None:
    pem = ALICE.secret.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert ALICE.public.pem.encode() == pem
    assert read_public_key(pem.decode()) == ALICE.public


def minisign(algorithm: bytes, raw: bytes) -> str:
    return base64.b64encode(algorithm + b"8 bytes." + raw).decode()


@given(KEYS, st.sampled_from(["", "untrusted comment: minisign public key 42\n"]))
def test_a_minisign_key_is_read(key: PublicKey, comment: str) -> None:
    assert read_public_key(f"{comment}{minisign(b'Ed', key.raw)}\n") == key


PRIME = 2**255 - 19
EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826


@pytest.mark.parametrize("sign", [0, 1 << 255])
@pytest.mark.parametrize(
    "height",
    [0, 1, PRIME - 1, EIGHTH, PRIME - EIGHTH, PRIME, PRIME + 1, PRIME + 5, 2**255 - 1],
)
def test_a_key_that_anybody_signs_for_is_refused(height: int, sign: int) -> None:
    key = PublicKey((height + sign).to_bytes(32, "little"))
    for text in (key.line, key.pem, minisign(b"Ed", key.raw)):
        with pytest.raises(Refused) as caught:
            read_public_key(text)
        assert caught.value.code == "R211"


def test_the_points_of_order_eight_are_those_of_the_curve() -> None:
    """A point (x, y) whose double has y = 0 has x² = -y², so that d·y⁴ + 2·y² = 1."""
    d = -121665 * pow(121666, -1, PRIME)
    for y in (EIGHTH, PRIME - EIGHTH):
        assert (d * y**4 + 2 * y**2 - 1) % PRIME == 0


def elliptic() -> str:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "untrusted comment: x\n" + minisign(b"ED", ALICE.public.raw),
        minisign(b"Ed", ALICE.public.raw)[:-4],
        minisign(b"Ed", ALICE.public.raw) + "\n" + minisign(b"Ed", ALICE.public.raw),
        "ed25519:",
        "ed25519:AAAA",
        "ed25519:" + base64.b64encode(bytes(33)).decode(),
        LINE[:-1],
        LINE[:-2] + "!=",
        LINE.replace("ed25519", "rsa"),
        LINE + "é",
        elliptic(),
        ALICE.public.pem[:-5],
        ALICE.public.pem.replace("PUBLIC", "PRIVATE"),
        ALICE.public.pem.replace("MC", "M"),
        ALICE.public.pem[:26] + "\n" * 9_999 + ALICE.public.pem[-26:],
        ALICE.public.pem[:26] + " " * 99_999,
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read_public_key(text, "here")
    assert (caught.value.code, caught.value.place) == ("R211", "here")


@given(KEYS, st.binary(max_size=100))
def test_a_wrong_signature_is_none(key: PublicKey, proof: bytes) -> None:
    assert not key.signed(b"message", proof)


FORMAT = Path(__file__).parents[2] / "runtime_stub" / "FORMAT.md"
TEXT = files("flowrt.trust").joinpath("trust.schema.json").read_text()
SCHEMA = Draft202012Validator(json.loads(TEXT))


def fits(text: str) -> bool:
    """Whether a trust file fits its schema; in JSON a time is a text."""
    return bool(SCHEMA.is_valid(json.loads(json.dumps(tomllib.loads(text), default=str))))


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20)
PATTERNS = st.sampled_from(["*", "acme:*", "acme:hello", "a-1:b-c2"])
VERSIONS = st.lists(st.sampled_from(["49.0.5", "50.0.1", "51.0.0-rc.1"]), unique=True)
DIGESTS = st.lists(st.sampled_from(["0" * 64, "a1" * 32]), unique=True).map(tuple)
REVOKED = st.builds(Revoked, KEYS, NAMES, DIGESTS)
PACKAGES = st.dictionaries(
    st.sampled_from(["acme:a", "acme:b-c"]),
    st.builds(Demands, DIGESTS, st.integers(0, 1 << 53 - 1)),
)
SOME_KEYS = st.lists(KEYS, min_size=1, unique=True).map(tuple)
ENGINES = st.builds(Engines, VERSIONS.map(tuple), VERSIONS.map(tuple))
PUBLISHERS = st.builds(
    lambda name, keys, packages, ends, data: Publisher(
        name, tuple(keys), tuple(packages), data.draw(st.integers(1, len(keys))), ends
    ),
    NAMES,
    st.lists(KEYS, min_size=1, max_size=4, unique=True),
    st.lists(PATTERNS, min_size=1, max_size=3),
    st.none() | st.integers(0, 1 << 36),
    st.data(),
)


@given(
    st.lists(PUBLISHERS, max_size=4, unique_by=lambda publisher: publisher.name),
    st.lists(REVOKED, max_size=2, unique_by=lambda one: one.key),
    PACKAGES,
    ENGINES,
    st.none() | st.builds(Root, st.integers(0, 99), SOME_KEYS, st.just(1)),
)
def test_a_trust_file_reads_back(
    publishers: list[Publisher],
    revoked: list[Revoked],
    packages: dict[str, Demands],
    engines: Engines,
    root: Root | None,
) -> None:
    trust = Trust(tuple(publishers), tuple(revoked), packages, engines, root)
    assert read_trust(encode_trust(trust)) == trust
    assert fits(encode_trust(trust))


@given(st.text())
def test_any_text_is_trust_or_refused(text: str) -> None:
    try:
        assert isinstance(read_trust(text), Trust)
    except Refused as refusal:
        assert refusal.code == "R209"  # noqa: PT017 - either outcome is sound


def table(**changed: object) -> str:
    fields: dict[str, Any] = {
        "name": '"acme"',
        "keys": f'["{LINE}"]',
        "packages": '["acme:*"]',
    } | changed
    return "\n".join(["[[publisher]]", *(f"{k} = {v}" for k, v in fields.items() if v)])


MISTAKES = [
    ("[[publisher]", "t", "line 1"),
    ("a = " + "[" * 9999, "t", "TOML"),
    ("publishers = []", "t", "publishers"),
    ("publisher = 1", "t!publisher", "a list"),
    ("publisher = [1]", "t!publisher[0]", "a map"),
    (table(name=None), "t!publisher[0]", "name"),
    (table(name="7"), "t!publisher[0].name", "text"),
    (table(name=r'"\u202e"'), "t!publisher[0].name", r"\u202e"),
    (table(key='"x"'), "t!publisher[0]", "the field key"),
    (table(keys="[]"), "t!publisher[0].keys", "at least one"),
    (table(keys=f'["{LINE}", "{LINE}"]'), "t!publisher[0].keys", "each key once"),
    (table(keys="[1]"), "t!publisher[0].keys[0]", "text"),
    (table(packages='"*"'), "t!publisher[0].packages", "a list"),
    (table(packages="[]"), "t!publisher[0].packages", "at least one"),
    (table(packages='["acme"]'), "t!publisher[0].packages[0]", "namespace"),
    (table(packages='["a*"]'), "t!publisher[0].packages[0]", "namespace"),
    (table(packages='["*:x"]'), "t!publisher[0].packages[0]", "namespace"),
    (table(threshold="0"), "t!publisher[0].threshold", "from 1 to 1"),
    (table(threshold="2"), "t!publisher[0].threshold", "from 1 to 1"),
    (table(threshold="true"), "t!publisher[0].threshold", "a bool"),
    (table(not_after="1"), "t!publisher[0].not_after", "with its zone"),
    (table(not_after="2030-01-01"), "t!publisher[0].not_after", "with its zone"),
    (table(not_after="2030-01-01T00:00:00"), "t!publisher[0].not_after", "with its zone"),
    (table(not_after="9999-12-31T23:59:59-23:59"), "t!publisher[0].not_after", "1970 to 9999"),
    (table(not_after="0001-01-01T00:00:00+23:59"), "t!publisher[0].not_after", "1970 to 9999"),
    (table() + "\n" + table(), "t!publisher", "each name once"),
    ("revoked = 1", "t!revoked", "a list"),
    ("[[revoked]]", "t!revoked[0]", "the field key"),
    (f'[[revoked]]\nkey = "{LINE}"\nafter = 7', "t!revoked[0]", "the field after"),
    (f'[[revoked]]\nkey = "{LINE}"\nkeep = ["x"]', "t!revoked[0].keep[0]", "sha256:"),
    (f'[[revoked]]\nkey = "{LINE}"\n' * 2, "t!revoked", "each key once"),
    ('[[package]]\nname = "acme:*"', "t!package[0].name", "namespace:name"),
    ('[[package]]\nname = "a:b"\ndigests = []', "t!package[0].digests", "at least one"),
    ('[[package]]\nname = "a:b"\nmin_build = -1', "t!package[0].min_build", "from 0"),
    ('[[package]]\nname = "a:b"\n' * 2, "t!package", "each name once"),
    ("[[engine]]", "t!engine", "a map"),
    ("[root]", "t!root", "the field version"),
    (
        f'[root]\nversion = 1\nkeys = ["{LINE}"]\nthreshold = 2',
        "t!root.threshold",
        "from 1 to 1",
    ),
    ('[engine]\nmin = "50.0.1"', "t!engine.min", "a list"),
    ('[engine]\nmin = ["50"]', "t!engine.min[0]", "semantic version"),
    ('[engine]\nmin = ["50.0.1", "50.1.0"]', "t!engine.min", "each major version once"),
    ("[engine]\ndeny = [50]", "t!engine.deny[0]", "text"),
]


@pytest.mark.parametrize(("text", "place", "words"), MISTAKES)
def test_a_mistake_in_a_trust_file_is_named(text: str, place: str, words: str) -> None:
    with pytest.raises(Refused) as caught:
        read_trust(text, "t")
    assert (caught.value.code, caught.value.place) == ("R209", place)
    assert words in str(caught.value)


def test_a_bad_key_in_a_trust_file_is_named() -> None:
    with pytest.raises(Refused) as caught:
        read_trust(table(keys='["ed25519:x"]'), "t")
    assert (caught.value.code, caught.value.place) == ("R211", "t!publisher[0].keys[0]")


def test_a_key_may_stand_in_a_trust_file_as_pem() -> None:
    text = table(keys=f'["""\n{BOB.public.pem}"""]')
    assert read_trust(text).publishers[0].keys == (BOB.public,)


BEYOND_A_SCHEMA = ("line 1", "TOML", "each name once", "each key once", "each major version once")


@pytest.mark.parametrize(("text", "place", "words"), MISTAKES)
def test_the_schema_finds_the_mistakes_that_a_schema_can(text: str, place: str, words: str) -> None:
    if (
        words in BEYOND_A_SCHEMA
        or words in {r"\u202e", "with its zone", "1970 to 9999"}
        or "threshold = 2" in text
    ):
        with pytest.raises(Refused):
            read_trust(text, place)
    else:
        assert not fits(text)


def test_every_field_of_the_format_is_in_the_schema() -> None:
    [example] = re.findall(r"### 6\.1.*?```toml\n(.*?)```", FORMAT.read_text(), re.DOTALL)
    assert read_trust(example).publishers
    assert fits(example)
    parts = SCHEMA.schema["properties"]
    assert parts.keys() == set(_TABLES)

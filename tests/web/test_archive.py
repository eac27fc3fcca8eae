"""A module verifies its archive as the stub does: the same refusals for the same attacks."""

import base64
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.web.conftest import Build, Built, node

from flowrt.archive.archive import open_archive
from flowrt.problems.report import Refused
from flowrt.trust.file import read_trust
from flowrt.trust.policy import Trust
from flowrt.verify import verify

HERE = Path(__file__).parent
HELLO = HERE.parents[1] / "samples" / "hello" / "hello.flow"
SMALL = "ed25519:" + base64.b64encode(b"\1" + bytes(31)).decode()
OTHER = "ed25519:A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="


@pytest.fixture(scope="module")
def hello(build: Build) -> Built:
    return build(HELLO)


@pytest.fixture(scope="module")
def data(hello: Built) -> bytes:
    return (hello.folder / "hello.flowpack").read_bytes()


@pytest.fixture(scope="module")
def key(hello: Built) -> str:
    [publisher] = read_trust(hello.trust.read_text()).publishers
    return publisher.keys[0].line


def loaded(
    hello: Built, archives: Sequence[bytes], tries: Sequence[tuple[int, list[str], int]]
) -> list[str]:
    """Return what archives come to, each with keys and how many of them must have signed."""
    asked = {
        "module": hello.module.as_uri(),
        "archives": [base64.b64encode(one).decode() for one in archives],
        "tries": [(at, {"keys": keys, "threshold": most}) for at, keys, most in tries],
        "flow": "hello",
        "text": '{"name": "Ada"}',
    }
    came: list[str] = json.loads(node(HERE / "archive.mjs", json.dumps(asked)))
    return came


def test_keys_decide(hello: Built, data: bytes, key: str) -> None:
    tries = [
        (0, [key], 1),
        (0, [key, OTHER], 1),
        (0, [OTHER], 1),
        (0, [key, OTHER], 2),
        (0, [SMALL], 1),
        (0, ["ed25519:AAAA"], 1),
    ]
    greeting = '"Hello, Ada!"'
    expected = [greeting, greeting, "R201", "R206", "R211", "R211"]
    assert loaded(hello, [data], tries) == expected


def test_attacks_are_refused_as_by_the_stub(hello: Built, data: bytes, key: str) -> None:
    trust = Trust((read_trust(hello.trust.read_text()).publishers[0],))
    attacks = [flipped(data, at) for at in range(16)]
    attacks += [flipped(data, at) for at in range(16, len(data), len(data) // 25)]
    attacks += [data[:size] for size in (0, 7, 15, 16, 400, 5000, len(data) - 1)]
    attacks += [data + b"\0", data + bytes(4096)]
    expected = [refusal(one, trust) for one in attacks]
    assert len(set(expected)) >= 6
    assert loaded(hello, attacks, [(at, [key], 1) for at in range(len(attacks))]) == expected


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def refusal(data: bytes, trust: Trust) -> str:
    with pytest.raises(Refused) as refused:
        verify(open_archive(data), trust, 0)
    return refused.value.code


def test_another_build_of_the_package_is_not_this_one(
    hello: Built, build: Build, key: str, tmp_path: Path
) -> None:
    source = tmp_path / "hello.flow"
    text = HELLO.read_text().replace('"components', f'"{HELLO.parent}/components')
    source.write_text(text.replace('string = "world"', 'string = "moon"'))
    other = build(source)
    packed = (other.folder / "hello.flowpack").read_bytes()
    assert loaded(hello, [packed], [(0, [key], 1)]) == ["R218"]

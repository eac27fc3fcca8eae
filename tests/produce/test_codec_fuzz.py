"""Texts by the ten thousand, most of them nearly right: the codec reads or refuses, and forgets.

Whatever a text is, the module does not trap, says of a refusal where it lies, changes nothing
outside the heap, and leaves nothing on it. A text that is accepted is printed in the one canonical
way, which reads back to itself.
"""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests import strategies
from tests.produce import json_reference as reference
from tests.produce import json_suite
from tests.produce.codec_host import Codec, FaultError

from flowc.frontend import terms as t
from flowc.produce import descriptors

TEXTS = 250
"""Texts for each drawn set of types."""
NOISE = [
    b'"', b"\\", b"\\u", b"\\ud800", b"\\udc00", b"\\n", b"{", b"}", b"[", b"]", b",", b":", b"-",
    b"+", b".", b"e", b"E+", b"0", b"00", b"9" * 20, b"1" * 400, b"null", b"true", b"fals", b" ",
    b"\n", b" " * 40, b"\0", b"\x1f", b"\x7f", b"\x80", b"\xc3", b"\xed\xa0\x80", b"\xff", b"=",
    b"\xf0\x9f\x98\x80", b"[" * 200, b'{"a":' * 50, b'{"some":',
]  # fmt: skip


def mutated(text: bytes, other: bytes, random: Random) -> bytes:
    """Change a valid text in one to three places, or cut it, or go on with another one."""
    changed = bytearray(text)
    for _ in range(random.randint(1, 3)):
        at, end = random.randint(0, len(changed)), random.randint(0, len(changed))
        match random.randrange(6):
            case 0:
                del changed[at:]
            case 1:
                changed[at : at + random.randint(0, 2)] = random.choice(NOISE)
            case 2:
                changed[at:] = other[random.randint(0, len(other)) :]
            case 3:
                del changed[at : at + random.randint(1, 4)]
            case 4:
                changed[at:at] = changed[min(at, end) : max(at, end)][:100]
            case _ if changed:
                changed[at % len(changed)] ^= 1 << random.randrange(8)
    return bytes(changed)


def texts(pool: list[bytes], random: Random) -> Iterator[bytes]:
    suite = list(json_suite.cases().values())
    for _ in range(TEXTS):
        yield mutated(random.choice(pool), random.choice(pool), random)
        yield random.choice(suite)[:1000]


def check(codec: Codec, root: t.Type, text: bytes) -> bool:
    """Read and print a text; return whether it was accepted."""
    codec.call("reset")
    at = codec.call("alloc", descriptors.size_of(root), descriptors.align_of(root))
    where = codec.put(text)
    before, image = codec.call("mark"), codec.read(where, len(text) + 1)
    refused = codec.call("decode", codec.desc(root), where, len(text), at)
    assert codec.read(where, len(text) + 1) == image
    if refused:
        assert codec.call("mark") == before
        with pytest.raises(FaultError) as raised:
            codec._check(refused)
        assert 0 <= raised.value.fault["at"] <= len(text)
        return False
    canonical = codec.encode(root, at)
    assert codec.recode(root, canonical) == canonical
    return True


@st.composite
def drawn(draw: st.DrawFn) -> dict[t.Type, bytes]:
    """Return types, each with the text of one of its values, and as small as values are here."""
    types = draw(st.lists(strategies.types(), min_size=3, max_size=3, unique=True))
    found = {type_: reference.write(type_, draw(strategies.values(type_))) for type_ in types}
    return {type_: text.encode() for type_, text in found.items()}


@settings(
    max_examples=15,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(drawn(), st.integers(0, 2**32))
def test_any_text_is_read_or_refused_and_nothing_else_changes(
    pool: dict[t.Type, bytes], seed: int
) -> None:
    codec = Codec(pool)
    table = codec.read(codec.base, len(codec.table.data))
    accepted = [check(codec, root, text) for root, text in pool.items()]
    assert all(accepted)
    random = Random(seed)
    for text in texts(list(pool.values()), random):
        check(codec, random.choice(list(pool)), text)
    assert codec.read(codec.base, len(table)) == table


LINE = t.Record(
    (
        t.Field("sku", t.STRING),
        t.Field("tags", t.List(t.STRING)),
        t.Field("blob", t.List(t.Prim("u8"))),
        t.Field("rest", t.Option(t.Tuple((t.Prim("f64"), t.Prim("s64"))))),
    )
)
LINES = [
    b'{"sku":"a","tags":["x","\\u00e9\\n"],"blob":"AQID","rest":[0.1,-7]}',
    b'{"tags":[],"sku":"\\ud83d\\ude00","blob":[1,2,255]}',
    b'{"sku":"a","tags":["' + b"y" * 900 + b'"],"blob":"' + b"AAAA" * 200 + b'","rest":null}',
    b'{"sku":"a","tags":["\\n","\\n",1],"blob":"","rest":null}',
    b'{"sku":"a","tags":[],"blob":"A","rest":null}',
    b'{"sku":"\\n',
    b"",
]


def test_ten_thousand_transactions_leave_nothing() -> None:
    codec = Codec([LINE])
    sizes, tops = set(), set()
    for number in range(10_000):
        codec.call("reset")
        tops.add(codec.call("mark"))
        text = LINES[number % len(LINES)]
        at, where = codec.call("alloc", 64, 8), codec.put(text)
        codec.call("out_begin", number % 2)
        if codec.call("decode", codec.desc(LINE), where, len(text), at):
            codec.call("fault", codec.call("alloc", 8, 4))
        else:
            assert codec.call("out_value", codec.desc(LINE), at) == 0
        if number % 3:
            codec.call("out_end", codec.call("alloc", 8, 4))
        sizes.add(codec.memory.data_len(codec.store))
    assert len(tops) == 1
    assert len(sizes) == 1, "memory does not grow"

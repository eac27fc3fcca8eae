"""Floats and integers by sampled bit patterns, against Python's own reading and `repr`."""

import math
import struct
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from tests.produce.codec_host import Codec
from tests.produce.json_reference import nearest32, shortest32
from tests.strategies import repeatable

from flowc.frontend import terms as t

F32S, F64S = t.List(t.Prim("f32")), t.List(t.Prim("f64"))
U64S, S64S = t.List(t.Prim("u64")), t.List(t.Prim("s64"))


@pytest.fixture(scope="module")
def codec() -> Codec:
    return Codec([F32S, F64S, U64S, S64S])


def doubles() -> list[float]:
    """Return powers of two and of ten with their neighbours, decimals, and random bits."""
    random = repeatable(64)
    found = [math.ldexp(1.0, e) for e in range(-1074, 1024)]
    found += [float(f"{d}e{e}") for d in (1, 3, 9.5) for e in range(-323, 308)]
    found += [math.nextafter(x, to) for x in found for to in (0.0, math.inf)]
    found += [random.randrange(10**6) / 10**d for d in range(7) for _ in range(2000)]
    found += [float(random.getrandbits(n)) for n in range(1, 64) for _ in range(100)]
    found += [struct.unpack("<d", random.randbytes(8))[0] for _ in range(40_000)]
    return [x * sign for x in found if math.isfinite(x) for sign in (1, -1)]


def singles() -> list[float]:
    random = repeatable(32)
    bits = [b for e in range(255) for b in (e << 23, e << 23 | 1, (e + 1 << 23) - 1)]
    bits += [random.getrandbits(31) for _ in range(20_000)]
    found = [struct.unpack("<f", struct.pack("<I", b))[0] for b in bits]
    found += [float(n) for n in range(2**24 - 50, 2**24 + 50, 2)]
    return [x * sign for x in found if math.isfinite(x) for sign in (1, -1)]


def floats_at(codec: Codec, root: t.List, text: str) -> tuple[float, ...]:
    start, count = struct.unpack("<II", codec.read(codec.decode(root, text.encode()), 8))
    form, size = ("f", 4) if root == F32S else ("d", 8)
    return struct.unpack(f"<{count}{form}", codec.read(start, count * size))


def test_every_double_is_read_and_written_as_python_does(codec: Codec) -> None:
    numbers = doubles()
    text = f"[{','.join(map(repr, numbers))}]"
    assert floats_at(codec, F64S, text) == tuple(numbers)
    assert codec.recode(F64S, text.encode()).decode() == text


def test_every_single_is_written_with_the_fewest_digits(codec: Codec) -> None:
    numbers = singles()
    text = f"[{','.join(map(shortest32, numbers))}]"
    assert floats_at(codec, F32S, text) == tuple(numbers)
    assert codec.recode(F32S, text.encode()).decode() == text


def halfway(low: float, high: float) -> list[str]:
    """Return the decimal exactly between two floats, and its nearest neighbours."""
    middle = (Fraction(low) + Fraction(high)) / 2
    with localcontext() as context:
        context.prec = 1200
        exact = Decimal(middle.numerator) / Decimal(middle.denominator)
        text = format(exact, "f")
        more = text + ("" if "." in text else ".") + "0" * 30 + "1"
        return [text, more, format(exact.next_minus(), "f")]


def test_ties_round_to_even_after_hundreds_of_digits(codec: Codec) -> None:
    random = repeatable(5)
    texts = []
    for _ in range(300):
        low = abs(struct.unpack("<d", random.randbytes(8))[0])
        if math.isfinite(low) and low < 1e300:
            texts += halfway(low, math.nextafter(low, math.inf))
    assert floats_at(codec, F64S, f"[{','.join(texts)}]") == tuple(map(float, texts))


def test_singles_are_rounded_once(codec: Codec) -> None:
    random = repeatable(6)
    texts = []
    for _ in range(300):
        bits = random.getrandbits(31) % 0x7F00_0000
        low, high = struct.unpack("<2f", struct.pack("<2I", bits, bits + 1))
        texts += halfway(low, high)
    assert floats_at(codec, F32S, f"[{','.join(texts)}]") == tuple(map(nearest32, texts))


@pytest.mark.parametrize(
    "text",
    ["0e999999999999", "-0E+7", "1E0", "100000000000000000000000e-23", "0." + "0" * 400 + "1e401",
     "1" + "0" * 400 + "e-400", "1e-999999999999", "9007199254740993", "5e-324", "2e-324",
     "1.7976931348623158e308", "123456789012345678901234567890", "0.1e1", "1e22", "1e23"],
)  # fmt: skip
def test_unusual_spellings(codec: Codec, text: str) -> None:
    (found,) = floats_at(codec, F64S, f"[{text}]")
    assert (found, math.copysign(1, found)) == (float(text), math.copysign(1, float(text)))


def test_integers_of_every_length(codec: Codec) -> None:
    random = repeatable(7)
    naturals = [0, *(n for d in range(20) for n in (10**d - 1, 10**d)), 2**64 - 1]
    naturals += [random.getrandbits(bits) for bits in range(1, 65) for _ in range(50)]
    wholes = [-n for n in naturals if n <= 2**63] + [n for n in naturals if n < 2**63]
    for root, numbers in ((U64S, naturals), (S64S, wholes)):
        text = f"[{','.join(map(str, numbers))}]"
        quoted = "[" + ",".join(f'"{n}"' for n in numbers) + "]"
        assert codec.recode(root, text.encode()).decode() == text
        assert codec.recode(root, quoted.encode()).decode() == text

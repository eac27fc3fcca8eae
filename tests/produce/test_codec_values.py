"""Random values of random types through the codec, against plain Python."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import strategies
from tests.produce import json_reference as reference
from tests.produce.codec_host import Codec, FaultError
from tests.produce.lift import lift

from flowc.frontend import terms as t

SLOW = settings(max_examples=80, suppress_health_check=list(HealthCheck))


@st.composite
def typed_values(draw: st.DrawFn, count: int = 1) -> tuple[t.Type, list[strategies.Value]]:
    type_ = draw(strategies.types())
    return type_, [draw(strategies.values(type_)) for _ in range(count)]


@SLOW
@given(typed_values(), st.randoms(use_true_random=False))
def test_text_to_memory_to_text(
    case: tuple[t.Type, list[strategies.Value]], random: Random
) -> None:
    type_, (value,) = case
    codec = Codec([type_])
    canonical = reference.write(type_, value)
    for text in (canonical, reference.spell(type_, value, random)):
        at = codec.decode(type_, text.encode())
        assert lift(codec.read, type_, at) == value
        assert codec.encode(type_, at).decode() == canonical


@SLOW
@given(typed_values(2))
def test_equality_is_structural(case: tuple[t.Type, list[strategies.Value]]) -> None:
    type_, (left, right) = case
    codec = Codec([type_])
    for one, other in ((left, right), (left, left)):
        places = [codec.decode(type_, reference.write(type_, v).encode()) for v in (one, other)]
        assert codec.call("equal", codec.desc(type_), *places) == (one == other)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[t.Type, bytes]:
    """Return a text that is nearly right: a valid one with a few bytes changed."""
    type_, (value,) = draw(typed_values())
    text = bytearray(reference.write(type_, value).encode())
    noise = st.sampled_from(
        b'{}[]:,"\\-+.eE0123456789nulltruefalseu \n\x00\x1f\x7f\x80\xc3\xed\xff'
    )
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        text[at : at + draw(st.integers(0, 2))] = draw(st.lists(noise, max_size=2))
    return type_, bytes(text)


@settings(SLOW, max_examples=300)
@given(mutated())
def test_accepts_exactly_what_the_reference_accepts(case: tuple[t.Type, bytes]) -> None:
    check_agreement(*case)


@settings(SLOW, max_examples=60)
@given(strategies.types(), st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(type_: t.Type, text: bytes) -> None:
    check_agreement(type_, text)


def check_agreement(type_: t.Type, text: bytes) -> None:
    codec = Codec([type_])
    try:
        expected = reference.read(type_, text)
    except ValueError:
        with pytest.raises(FaultError) as raised:
            codec.decode(type_, text)
        assert 0 <= raised.value.fault["at"] <= len(text)
        assert len(raised.value.fault["found"]) <= 60
        return
    assert lift(codec.read, type_, codec.decode(type_, text)) == expected

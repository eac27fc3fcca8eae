"""Whatever stands in the files that a flow uses, checking ends in a package or in messages."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frontend.check.checker import CASES, built

from flowc.frontend.checked import check_flow
from flowc.text.decode import decode
from flowc.text.render import terminal
from flowc.text.report import Report, Stopped

SHOP = CASES / "wit" / "shop.wit"
EVERYTHING = (CASES / "pass" / "everything.flow").read_bytes()
SECONDS = 30.0  # what ends sooner does not hang, on a busy machine too


def survives(flow: bytes, used: bytes) -> None:
    report, start = Report(), time.perf_counter()
    try:
        check_flow(decode("a.flow", flow, report), lambda _: used, report)
    except Stopped as stopped:
        report = stopped.report
        assert report.errors
    assert terminal.render(report.diagnostics, {}) or not report.diagnostics
    assert time.perf_counter() - start < SECONDS


@st.composite
def changed(draw: st.DrawFn, data: bytes) -> bytes:
    """Return bytes of which a few are others, more or fewer."""
    made = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(made) - 1))
        made[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(made)


@settings(max_examples=150)
@given(st.data())
def test_any_change_of_a_component(data: st.DataObject) -> None:
    survives(EVERYTHING, data.draw(changed(built(SHOP))))


@settings(max_examples=100)
@given(changed(SHOP.read_bytes()))
def test_any_change_of_a_wit_file(used: bytes) -> None:
    survives(EVERYTHING.replace(b".wasm", b".wit"), used)


@settings(max_examples=150)
@given(changed(EVERYTHING))
def test_any_change_of_the_flow(flow: bytes) -> None:
    survives(flow, built(SHOP))


@settings(max_examples=100)
@given(st.binary(), st.binary())
def test_any_bytes(flow: bytes, used: bytes) -> None:
    survives(flow, used)
    survives(EVERYTHING, used)


def test_a_component_in_place_of_a_flow() -> None:
    survives(built(SHOP), b"")


def test_the_sound_files_are_accepted() -> None:
    report = Report()
    check_flow(decode("a.flow", EVERYTHING, report), lambda _: built(SHOP), report)
    assert report.diagnostics == ()

"""No bytes of a module make outlining fail: what cannot be read stays where it is."""

from contextlib import suppress
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.native.large import grown
from wasmtime import wat2wasm

from flowc.native import outline
from flowc.native.interface import Unusual, type_of
from flowc.native.naming import named
from flowc.produce import sections
from flowc.produce.sections import COMPONENT, CORE_MODULE, leb128, walk

OUTSIDE = bytes(wat2wasm((Path(__file__).parent / "outside.wat").read_text()))
_INNER = next(OUTSIDE[start:end] for kind, start, end in walk(OUTSIDE) if kind == COMPONENT)
MODULE = next(_INNER[start:end] for kind, start, end in walk(_INNER) if kind == CORE_MODULE)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return the module with some bytes changed, left out or doubled."""
    data = bytearray(MODULE)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(sections.PREAMBLE, len(data) - 1))
        data[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
    return bytes(data)


@given(damaged())
def test_a_damaged_module_is_unusual_or_has_a_type(module: bytes) -> None:
    with suppress(Unusual):
        type_of(module)
        named(module, "name")


@given(damaged())
def test_a_component_with_a_damaged_module_has_a_twin(module: bytes) -> None:
    inner = OUTSIDE[: sections.PREAMBLE] + b"\1" + leb128(len(module)) + module
    whole = OUTSIDE[: sections.PREAMBLE] + b"\4" + leb128(len(inner)) + inner
    whole += b"\1" + leb128(sections.PREAMBLE) + MODULE[: sections.PREAMBLE]
    twin = outline(grown(whole), 1)
    assert twin.modules or twin.component == grown(whole)

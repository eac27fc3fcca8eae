"""Damaged and hostile bytes are bound or refused; nothing else becomes of them."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from tests.strategies import repeatable
from tests.wrap.components import INTERFACE, answer, bound, exported, service

from flowrt.bindings.errors import NotAComponent
from flowrt.problems.report import Problem

SOUND = exported(INTERFACE)


def damaged(chance: Random, count: int) -> Iterator[bytes]:
    """Yield the component with bytes that were replaced, taken out or put in twice."""
    for _ in range(count):
        data = bytearray(SOUND)
        for _ in range(chance.choice((1, 1, 2, 4))):
            at, more = chance.randrange(8, len(data)), chance.randrange(1, 9)
            match chance.randrange(4):
                case 0:
                    del data[at : at + more]
                case 1:
                    data[at:at] = data[at : at + more]
                case _:
                    data[at] = chance.randrange(256)
        yield bytes(data)


def test_what_is_damaged_is_refused_or_answers(tmp_path: Path) -> None:
    outcomes = set()
    for data in damaged(repeatable(7), 24):
        try:
            answer(bound(tmp_path / "fraud.wasm", data, service()), 1)
        except Problem as problem:
            outcomes.add(problem.code)
        else:
            outcomes.add("")
    assert {"", "R519"} <= outcomes


@pytest.mark.parametrize("size", [8, 9, 40, len(SOUND) // 2, len(SOUND) - 1])
def test_what_is_cut_short_is_refused(tmp_path: Path, size: int) -> None:
    with pytest.raises(Problem) as refusal:
        bound(tmp_path / "fraud.wasm", SOUND[:size], service())
    assert refusal.value.code in ("R519", "R521")


@pytest.mark.parametrize("character", '(); {},[]\\"')
def test_a_name_is_no_code_of_the_glue(tmp_path: Path, character: str) -> None:
    data = SOUND.replace(b"acme:shop/s", f"acme:shop/{character}".encode())
    with pytest.raises(NotAComponent, match="export's name"):
        bound(tmp_path / "fraud.wasm", data, service())

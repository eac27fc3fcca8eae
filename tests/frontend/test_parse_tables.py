"""The parser's tables are kept, and made anew where what was kept is of no use."""

from pathlib import Path

import pytest
from lark import Lark

from flowc.frontend import grammar
from flowc.frontend.parsing import tables
from flowc.text.diagnostic import InternalError


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "tables.lark"
    monkeypatch.setattr(grammar, "_cache", lambda: str(file))
    return file


def fresh() -> Lark:
    return grammar.parser.__wrapped__()


def states(parser: Lark) -> int:
    return len(parser.parse_interactive().parser_state.parse_conf.states)


def test_tables_that_were_kept_are_the_ones_that_were_made(kept: Path) -> None:
    made = fresh()
    assert kept.is_file()
    assert states(fresh()) == states(made)


@pytest.mark.parametrize("damage", [b"", b"garbage", b"garbage\ngarbage"])
def test_damaged_tables_are_made_anew(kept: Path, damage: bytes) -> None:
    made = fresh()
    whole = kept.read_bytes()
    kept.write_bytes(damage or whole[: len(whole) // 2])
    assert states(fresh()) == states(made)
    assert len(kept.read_bytes()) > len(damage)


def test_a_copy_without_its_grammar_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_folders", lambda: (tmp_path, tmp_path))
    with pytest.raises(InternalError, match=r"flow\.lark"):
        grammar.text()

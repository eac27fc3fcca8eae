"""Bad text of a graph: each mistake has one clear message, and nothing makes the reader fail."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import Golden
from tests.ir.reading import shown

from flowc import ir
from flowc.ir.reading.cursor import MOST_DEPTH
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("cases/fail/*.ir"))
WHOLE = (HERE / "cases/pass/every-operation.ir").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_mistake_has_one_message(path: Path, golden: Golden) -> None:
    source, report = SourceFile(path.name, path.read_text(encoding="utf-8")), Report()
    with pytest.raises(Stopped):
        ir.read(source, report)
    golden(path.with_suffix(".txt"), shown(report, source))


def outcome(text: str) -> set[str]:
    """Return the codes of what is wrong with a text; any other exception is a failure."""
    report = Report()
    try:
        ir.read(SourceFile("x.ir", text), report)
    except Stopped:
        assert report.errors
    return {one.code for one in report.diagnostics}


@settings(max_examples=300)
@given(st.data())
def test_any_edit_is_read_or_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(WHOLE)))
    end = data.draw(st.integers(start, min(len(WHOLE), start + 20)))
    piece = data.draw(st.sampled_from(["", "}", "%99", "%0", "u8", "_", '"', "(", ".", "-1"]))
    outcome(WHOLE[:start] + piece + WHOLE[end:])


@given(st.text(max_size=30))
def test_any_text_is_refused(text: str) -> None:
    assert outcome(text) == {"F301"}


@pytest.mark.parametrize("least", [0, 5000])
def test_nesting_has_a_limit(least: int) -> None:
    depth = least or MOST_DEPTH + 1
    type_ = "list<" * depth + "u8" + ">" * depth
    assert outcome(f"package a:b@1.0.0\ntype t = {type_}") == {"F301"}
    regions = "%1: u8 = if %0 { " * depth
    assert outcome(f"package a:b@1.0.0\nflow f(%0 b: bool) -> u8 {{ {regions}") == {"F301"}

"""A graph's text: goldens, and that print, read, print is the identity."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import flows
from tests.ir.reading import essence, read, read_file

from flowc import ir, optimise
from flowc.ir.literals import quoted, unquoted

CASES = sorted(Path(__file__).parent.glob("cases/pass/*.ir"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_golden_prints_as_it_reads(path: Path) -> None:
    assert ir.text(read_file(path)) == path.read_text(encoding="utf-8")


@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(flows.packages(), st.booleans())
def test_print_then_read_is_the_identity(package: flows.Package, better: bool) -> None:  # noqa: FBT001 - drawn
    graph = ir.lower(package)
    if better:
        graph = optimise.run(graph)
    text = ir.text(graph)
    again = read(text)
    assert essence(again) == essence(graph)
    assert ir.text(again) == text


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from("\"'"))
def test_quoted_then_unquoted_is_the_identity(text: str, mark: str) -> None:
    written = quoted(text, mark)
    assert unquoted(written) == text
    assert all(char.isprintable() for char in written)


def test_spans_are_places_in_the_text() -> None:
    text = "package a:b@1.0.0\nflow f() -> u8 {\n  %0: u8 = const 7\n  return %0\n}\n"
    span = read(text).flows[0].body.operations[0].span
    assert text[span.start : span.end] == "%0: u8 = const"


def test_two_types_of_one_name_stay_two() -> None:
    text = """\
package a:b@1.0.0

type x.t = enum { a }

flow f(%0 p: x.t, %1 q: enum { a, b }) -> bool {
  %2: bool = eq %0, %0
  return %2
}
"""
    assert ir.text(read(text)) == text

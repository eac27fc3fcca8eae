"""One mistake, one message: nothing that follows from a mistake is told."""

import pytest
from tests.frontend.check.checker import CASES, codes
from tests.frontend.check.test_check_any_input import under

from flowc.frontend import parse, tree
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span

TEXT = (CASES / "pass" / "everything.flow").read_text(encoding="utf-8")
FLOW = parse.parse(SourceFile("a.flow", TEXT), Report())


def names() -> list[Span]:
    return [node.name.span for node in under(FLOW.flows) if isinstance(node, tree.NameRef)]


def calls() -> list[Span]:
    return [node.span for node in under(FLOW.flows) if isinstance(node, tree.Call)]


def replaced(span: Span, text: str) -> str:
    return TEXT[: span.start] + text + TEXT[span.end :]


def test_the_flow_itself_has_no_mistake() -> None:
    assert codes(TEXT) == []


@pytest.mark.parametrize("start", range(10))
def test_an_unknown_name_is_told_once(start: int) -> None:
    for span in names()[start::10]:
        if TEXT.startswith("{ sku,", span.start - 2):
            continue  # a shorthand names a field, too
        assert codes(replaced(span, "zz-top")) == ["F201"], TEXT[span.start - 20 : span.end + 20]


def test_an_unknown_function_is_told_once() -> None:
    for span in calls():
        if TEXT.startswith("shop.", span.start):
            name = TEXT.index("(", span.start)
            text = replaced(Span("a.flow", name, name), "-zz-top")
            assert codes(text) in (["F203"], ["F260"]), TEXT[span.start : span.end]


def test_a_type_that_is_not_known_is_told_once() -> None:
    for node in under(FLOW):
        if isinstance(node, tree.NamedType):
            found = codes(replaced(node.span, "zz-top"))
            assert found == ["F202"], TEXT[node.span.start - 20 : node.span.end + 20]


def test_a_component_that_cannot_be_read_silences_its_uses() -> None:
    assert codes(TEXT.replace('"shop.wasm"', '"gone.wasm"')) == []

"""Rendering never fails, and never lets a source write to the terminal unescaped."""

# ruff: noqa: N818 - a diagnostic is no exception

import json
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from flowc.text.diagnostic import Diagnostic, Edit, Error, Help, Label
from flowc.text.form import FORMATS, Format
from flowc.text.render.formats import render
from flowc.text.source import SourceFile
from flowc.text.span import Span

ALPHABET = st.sampled_from("ab \t\r\n名😀e\u0301\u202e\x1b\u2028\ufeff\ud800%:,`")
TEXTS = st.text(alphabet=ALPHABET, max_size=40) | st.text(max_size=20)
SPANS = st.builds(
    Span,
    st.sampled_from(["a.flow", "b.wit", "gone\x1b,:%.flow"]),
    st.integers(-5, 50),
    st.integers(-5, 50),
)
HELPS = st.builds(
    Help,
    TEXTS,
    st.lists(st.builds(Edit, SPANS, TEXTS), max_size=3).map(tuple),
    st.sampled_from(["safe", "unsafe", "display"]),
)


@dataclass(frozen=True, slots=True)
class Anything(Error):
    """Anything: `anything`."""

    code = "F697"
    title = "anything"
    text: str
    labels: tuple[Label, ...]
    told: tuple[str, ...]
    helps: tuple[Help, ...]

    @property
    def label(self) -> str:
        return self.text

    @property
    def secondary(self) -> tuple[Label, ...]:
        return self.labels

    @property
    def notes(self) -> tuple[str, ...]:
        return self.told

    @property
    def help(self) -> tuple[Help, ...]:
        return self.helps


def tuples(of: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=3).map(tuple)


DIAGNOSTICS = st.builds(
    Anything,
    TEXTS,
    tuples(st.builds(Label, SPANS, TEXTS)),
    tuples(TEXTS),
    tuples(HELPS),
    span=SPANS,
)


@given(st.lists(DIAGNOSTICS, max_size=3), TEXTS, TEXTS, st.sampled_from(FORMATS))
def test_any_text_and_span(found: list[Diagnostic], flow: str, wit: str, form: Format) -> None:
    sources = {"a.flow": SourceFile("a.flow", flow), "b.wit": SourceFile("b.wit", wit)}
    text = render(found, sources, form, version="0.0.0")
    assert not set(text) & set("\x1b\u202e\u2028\r\t\ud800")
    if form in ("short", "json", "github"):
        assert len(text.splitlines()) == len(found)
    if form == "json":
        assert all(json.loads(line)["schema"] == 1 for line in text.splitlines())


@given(st.integers(0, 5000))
def test_a_very_long_line_is_cut_around_its_mark(start: int) -> None:
    source = SourceFile("a.flow", "x" * 2500 + "!" + "x" * 2500)
    one = Anything("here", (), (), (), span=Span("a.flow", start, start + 1))
    rows = render([one], {"a.flow": source}, "human", version="0.0.0").splitlines()
    assert len(rows[3]) < 200
    caret = rows[4].index("^")
    assert rows[3][caret : caret + 1] == source.text[start : start + 1]

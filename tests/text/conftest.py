"""Diagnostics over one awkward source, for all renderers.

The source has a tab, wide characters, an emoji, a combining mark, a CRLF line, a span over two
lines and a last line without a newline.
"""

# ruff: noqa: N818 - a diagnostic is no exception

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from flowc.text.decode import decode
from flowc.text.diagnostic import Caution, Diagnostic, Edit, Error, Help, Label
from flowc.text.errors import UnreadableFile
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span

sys.path.insert(0, str(Path(__file__).parents[2]))  # tests import their helpers from there

CASES = Path(__file__).parent / "cases"
FLOW = "cases/awkward.flow"
WIT = "cases/count.wit"


@dataclass(frozen=True, slots=True)
class Clash(Error):
    """Two types clash.

    ```
    "text" + 3
    ```
    """

    code = "F691"
    title = "these types differ"
    expected: str
    found: str
    because: tuple[Label, ...]
    start: Span

    @property
    def label(self) -> str:
        return f"expected `{self.expected}`, found `{self.found}`"

    @property
    def secondary(self) -> tuple[Label, ...]:
        return self.because

    @property
    def notes(self) -> tuple[str, ...]:
        return ("the types are\nexpected: `string`\n   found: `u32`",)

    @property
    def help(self) -> tuple[Help, ...]:
        after = Span(self.span.file, self.span.end, self.span.end)
        before = Span(self.span.file, self.span.start, self.span.start)
        return (
            Help("make it text", (Edit(before, "string("), Edit(after, ")")), "safe"),
            Help("put it on lines of its own", (Edit(self.start, "let three = 3;\n"),), "unsafe"),
        )


@dataclass(frozen=True, slots=True)
class MissingCase(Error):
    """A match misses a case: `match x { "a" => 1 }`."""

    code = "F692"
    title = "this match misses a case"

    @property
    def label(self) -> str:
        return "add `_`"


@dataclass(frozen=True, slots=True)
class Misspelt(Caution):
    """A name is probably misspelt: `cuont`."""

    code = "F693"
    title = "100% sure: a slip, perhaps"
    near: str
    word: Span

    @property
    def label(self) -> str:
        return "the file ends here"

    @property
    def help(self) -> tuple[Help, ...]:
        arrow = Span(self.word.file, self.word.start - 3, self.word.start)
        return (
            Help(f"a flow named `{self.near}` exists", (Edit(self.word, self.near),)),
            Help("or leave the arrow out", (Edit(arrow, ""),)),
            Help("see the language reference"),
        )


def find(source: SourceFile, text: str) -> Span:
    at = source.text.index(text)
    return Span(source.path, at, at + len(text))


@pytest.fixture
def sources() -> dict[str, SourceFile]:
    paths = (FLOW, WIT)
    read = [decode(path, (CASES.parent / path).read_bytes(), Report()) for path in paths]
    return {source.path: source for source in read}


@pytest.fixture
def found(sources: dict[str, SourceFile]) -> tuple[Diagnostic, ...]:
    flow, wit = sources[FLOW], sources[WIT]
    end = len(flow.text)
    because = (
        Label(find(flow, "read(path)"), "this is text"),
        Label(find(wit, "count: func"), "declared here"),
        Label(Span("gone.wit", 3, 5), "and in a file that is not at hand"),
    )
    three = find(flow, "3;")
    line = flow.line_start(3)
    report = Report()
    report.add(
        Misspelt("count", find(flow, "cuont"), span=Span(FLOW, end, end)),
    )
    report.add(MissingCase(span=find(flow, 'match mood { "a" => 1,\n        "b" => 2 }')))
    report.add(
        Clash(
            "string",
            "u32",
            because,
            Span(FLOW, line, line),
            span=Span(FLOW, three.start, three.start + 1),
        )
    )
    report.add(UnreadableFile("shop.flow", "no such file or directory"))
    return report.diagnostics

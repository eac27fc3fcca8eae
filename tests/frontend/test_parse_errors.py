"""Every F1xx as it is shown: `cases/parse/fail/*.flow` with the rendered `.err` beside each."""

import re
from pathlib import Path

import pytest
from tests.conftest import Golden

from flowc.frontend.errors import brackets, constructs, lexical, refusals, spelling, syntax
from flowc.frontend.parse import parse
from flowc.text.diagnostic import Error
from flowc.text.render import terminal
from flowc.text.report import Report, Stopped
from flowc.text.source import Place, SourceFile

CASES = Path(__file__).parent / "cases" / "parse" / "fail"
FILES = sorted(CASES.glob("*.flow"))
CODED = sorted(
    (
        one
        for module in (lexical, spelling, syntax, constructs, brackets, refusals)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Error) and one is not Error
    ),
    key=lambda one: one.code,
)


def source_of(file: Path) -> SourceFile:
    with file.open(encoding="utf-8", newline="") as opened:
        return SourceFile(f"cases/{file.name}", opened.read())


def errors_of(source: SourceFile) -> Report:
    report = Report()
    with pytest.raises(Stopped):
        parse(source, report)
    return report


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_mistake_is_shown_as_its_golden(file: Path, golden: Golden) -> None:
    source = source_of(file)
    shown = terminal.render(errors_of(source).diagnostics, {source.path: source}, colour=False)
    golden(file.with_suffix(".err"), shown)


def test_every_golden_has_its_input() -> None:
    assert {file.stem for file in CASES.glob("*.err")} == {file.stem for file in FILES}


@pytest.mark.parametrize("kind", CODED, ids=lambda kind: kind.code)
def test_every_code_has_a_golden_named_for_it(kind: type[Error]) -> None:
    named = CASES.glob(f"{kind.code.lower()}-*.err")
    assert any(f"error[{kind.code}]: {kind.title}" in file.read_text("utf-8") for file in named)


@pytest.mark.parametrize("kind", CODED, ids=lambda kind: kind.code)
def test_every_code_has_a_page_with_an_example(kind: type[Error]) -> None:
    assert re.search(r"\n\n.*```\n.+?\n *```", kind.__doc__ or "", re.DOTALL)


def test_codes_are_unique() -> None:
    assert len({one.code for one in CODED}) == len(CODED)


# Counted by hand in the sources of the cases.
@pytest.mark.parametrize(
    ("case", "code", "start", "end"),
    [
        ("f101-foreign-signs", "F101", Place(3, 42), Place(3, 44)),
        ("f103-unclosed-string", "F103", Place(4, 14), Place(4, 15)),
        ("f103-unclosed-string", "F120", Place(8, 27), Place(8, 28)),
        ("f124-separators", "F124", Place(3, 26), Place(3, 26)),
        ("f129-chain", "F129", Place(3, 37), Place(3, 38)),
        ("f140-unclosed", "F140", Place(4, 18), Place(4, 19)),
        ("f140-unclosed", "F140", Place(9, 8), Place(9, 9)),
        ("f141-wrong-kind", "F141", Place(3, 37), Place(3, 38)),
        ("f150-version", "F150", Place(1, 20), Place(1, 23)),
        ("awkward", "F120", Place(2, 37), Place(2, 38)),
    ],
)
def test_places_counted_by_hand(case: str, code: str, start: Place, end: Place) -> None:
    source = source_of(CASES / f"{case}.flow")
    spans = [
        one.span
        for one in errors_of(source).diagnostics
        if isinstance(one, Error) and one.code == code
    ]
    assert (start, end) in [(source.place(span.start), source.place(span.end)) for span in spans]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_safe_edits_do_not_bring_back_the_mistake(file: Path) -> None:
    source = source_of(file)
    for one in errors_of(source).errors:
        for advice in one.help:
            if advice.safety == "safe":
                (edit,) = advice.edits
                text = source.text[: edit.span.start] + edit.new_text + source.text[edit.span.end :]
                again = Report()
                try:
                    parse(SourceFile(source.path, text), again)
                except Stopped:
                    assert one not in again.errors

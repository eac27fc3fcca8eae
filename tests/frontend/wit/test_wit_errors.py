"""Every mistake in a `.wit` file as it is shown: `cases/fail/*.wit`, the `.err` beside each."""

from pathlib import Path

import pytest
from tests.conftest import Golden

from flowc.frontend import wit
from flowc.frontend.errors import wit as syntax
from flowc.frontend.errors import wit_names as names
from flowc.text.diagnostic import Error
from flowc.text.render import terminal
from flowc.text.report import Report, Stopped
from flowc.text.source import Place, SourceFile

CASES = Path(__file__).parent / "cases" / "fail"
FILES = sorted(CASES.glob("*.wit"))
CODED = sorted(
    (
        one
        for module in (syntax, names)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Error) and one is not Error
    ),
    key=lambda one: one.code,
)


def errors_of(files: dict[str, str]) -> Report:
    report = Report()
    with pytest.raises(Stopped):
        wit.read(files, report)
    return report


def source_of(file: Path) -> SourceFile:
    return SourceFile(file.name, file.read_bytes().decode())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_mistake_is_shown_as_its_golden(file: Path, golden: Golden) -> None:
    source = source_of(file)
    found = errors_of({source.path: source.text}).diagnostics
    golden(file.with_suffix(".err"), terminal.render(found, {source.path: source}, colour=False))


def test_every_golden_has_its_input() -> None:
    assert {file.stem for file in CASES.glob("*.err")} == {file.stem for file in FILES}


@pytest.mark.parametrize("kind", CODED, ids=lambda kind: kind.code)
def test_every_code_has_a_golden_named_for_it(kind: type[Error]) -> None:
    named = CASES.glob(f"{kind.code.lower()}-*.err")
    assert any(f"error[{kind.code}]: {kind.title}" in file.read_text("utf-8") for file in named)


# Counted by hand in the sources of the cases.
@pytest.mark.parametrize(
    ("case", "code", "start", "end"),
    [
        ("f180-unexpected", "F180", Place(6, 10), Place(6, 14)),
        ("f181-keyword", "F181", Place(3, 18), Place(3, 22)),
        ("f182-separators", "F182", Place(3, 21), Place(3, 21)),
        ("f184-version", "F184", Place(1, 13), Place(1, 16)),
        ("f187-unclosed", "F187", Place(2, 17), Place(2, 18)),
        ("f280-unknown", "F280", Place(4, 27), Place(4, 31)),
        ("f281-package", "F281", Place(4, 7), Place(4, 35)),
        ("f283-twice", "F283", Place(4, 8), Place(4, 11)),
        ("f288-results", "F288", Place(3, 58), Place(3, 70)),
    ],
)
def test_places_counted_by_hand(case: str, code: str, start: Place, end: Place) -> None:
    source = source_of(CASES / f"{case}.wit")
    spans = [
        one.span
        for one in errors_of({source.path: source.text}).diagnostics
        if isinstance(one, Error) and one.code == code
    ]
    assert (start, end) in [(source.place(span.start), source.place(span.end)) for span in spans]


def coded(files: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (one.code, one.span.file) for one in errors_of(files).diagnostics if isinstance(one, Error)
    ]


def test_files_of_one_folder_name_one_package() -> None:
    files = {"a.wit": "package a:b;", "b.wit": "package a:c;", "c.wit": "interface i {}"}
    assert coded(files) == [("F285", "b.wit")]


def test_a_package_stands_in_one_place() -> None:
    files = {"a.wit": "package a:b;", "deps/c.wit": "package c:d;", "deps/d/e.wit": "package c:d;"}
    assert coded(files) == [("F285", "deps/d/e.wit")]


def test_a_folder_has_a_file() -> None:
    assert coded({}) == [("F285", "")]
    assert coded({"deps/a.wit": "package a:b;"}) == [("F285", "")]


def test_mistakes_of_all_files_are_told() -> None:
    files = {"a.wit": "package a:b; world {}", "deps/c.wit": "package c:d; interface i { x }"}
    assert {file for _, file in coded(files)} == {"a.wit", "deps/c.wit"}


def test_a_sibling_does_not_see_a_top_level_use() -> None:
    files = {
        "a.wit": "package a:b; use types as short; interface types { type t = u8; }",
        "b.wit": "interface c { use short.{t}; }",
    }
    assert coded(files) == [("F280", "b.wit")]

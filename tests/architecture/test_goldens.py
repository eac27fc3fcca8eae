"""Every message of the frontend is kept as it is shown, beside the source that brings it about."""

import re
from pathlib import Path

import pytest
from tests.architecture.messages import CLASSES

from flowc.text.diagnostic import Diagnostic

TESTS = Path(__file__).parents[1]
LEAST = 150
"""Failing cases that there are at least."""
SHOWN = re.compile(r"^(?:error|warning)\[(F\d{3})\]: (.+)$", re.MULTILINE)
CASES = sorted(
    source
    for golden in TESTS.rglob("fail/**/*.err")
    for source in (golden.with_suffix(".flow"), golden.with_suffix(".wit"))
    if source.exists()
)
FRONTEND = [one for one in CLASSES if one.__module__.startswith("flowc.frontend.")]


@pytest.fixture(scope="module")
def shown() -> set[tuple[str, str]]:
    """Return the code and the title of each message in the goldens."""
    goldens = (source.with_suffix(".err").read_text(encoding="utf-8") for source in CASES)
    return {(code, title) for text in goldens for code, title in SHOWN.findall(text)}


@pytest.mark.parametrize("kind", FRONTEND, ids=lambda kind: f"{kind.code}-{kind.__name__}")
def test_every_message_of_the_frontend_has_a_golden(
    kind: type[Diagnostic], shown: set[tuple[str, str]]
) -> None:
    assert (kind.code, kind.title) in shown


def test_there_are_enough_failing_cases() -> None:
    assert len([one for one in CASES if one.suffix == ".flow"]) >= LEAST


@pytest.mark.parametrize("source", CASES, ids=lambda source: source.stem)
def test_a_case_that_is_named_for_a_code_shows_it(source: Path) -> None:
    name = source.parent.name if source.stem == "main" else source.name
    named = re.match(r"f(\d{3})-", name)
    if named:
        text = source.with_suffix(".err").read_text(encoding="utf-8")
        assert f"F{named[1]}" in {code for code, _ in SHOWN.findall(text)}

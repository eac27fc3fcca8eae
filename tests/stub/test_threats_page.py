"""THREATS.md: its codes, sections and tests are there, and no refusal goes without an attack."""

import re
from pathlib import Path

from tests.stub.test_format_page import PROBLEMS, SECTIONS

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "runtime_stub" / "THREATS.md").read_text(encoding="utf-8")
CODES = set(re.findall(r"R[1-4][0-9]{2}", PAGE))


def between(first: str, last: str) -> set[str]:
    return {problem.code for problem in PROBLEMS if first <= problem.code <= last}


def test_its_codes_exist() -> None:
    assert CODES - {problem.code for problem in PROBLEMS} == set()


def test_each_refusal_of_an_archive_answers_an_attack() -> None:
    """Spans are written with their ends; `mistakes` and R303 are nobody's attack."""
    spans = between("R301", "R305") | between("R401", "R409")
    mistakes = {"R110", "R111", "R214", "R215", "R223", "R224"}
    assert between("R100", "R399") - CODES - spans - mistakes == set()


def test_its_sections_are_those_of_the_format() -> None:
    cited = {
        section
        for group in re.findall(r"\(((?:\d(?:\.\d)?)(?:, \d(?:\.\d)?)*)\)", PAGE)
        for section in group.split(", ")
    }
    assert len(cited) > 10
    assert cited - SECTIONS == set()


def test_its_tests_exist() -> None:
    named = set(re.findall(r"test_\w+\.py", PAGE))
    assert len(named) > 4
    there = {path.name for path in HERE.parent.rglob("test_*.py")}
    assert named - there == set()

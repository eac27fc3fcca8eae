"""The tests in the language reference are run, and pass, as it says that they would."""

import re
from pathlib import Path

import pytest
from tests.trials.conftest import Flowc

LANGUAGE = (Path(__file__).parents[2] / "grammar" / "LANGUAGE.md").read_text("utf-8")
TESTED = [
    text
    for text in re.findall(r"^```flow\n(.*?)^```", LANGUAGE, re.DOTALL | re.MULTILINE)
    if re.search(r"^test ", text, re.MULTILINE)
]


@pytest.mark.parametrize("text", TESTED, ids=lambda text: text.split(";")[0])
def test_an_examples_tests_pass(text: str, flowc: Flowc, tmp_path: Path) -> None:
    path = tmp_path / "example.flow"
    path.write_text(text)
    code, out, err = flowc(str(path))
    assert (code, err) == (0, "")
    assert out.count("  ok  ") == len(re.findall(r"^test ", text, re.MULTILINE))


def test_there_are_examples() -> None:
    assert len(TESTED) > 1

"""Every code is unique, belongs to its stage, is explained with an example, and is tested."""

import re
from collections import Counter
from pathlib import Path

import pytest
from tests.architecture.messages import CLASSES

from flowc.text.diagnostic import STAGES, Diagnostic
from flowc.text.explain import page

TESTS = Path(__file__).parents[1]
HOMES = {
    "flowc.text.errors": "0",
    "flowc.frontend.errors.remotes": "0",
    "flowc.frontend.errors": "124",
    "flowc.ir.errors": "3",
    "flowc.plan.errors": "5",
    "flowc.produce.errors": "5",
    "flowc.recut.errors": "5",
    "flowc.seal.errors": "6",
    "flowc.web.errors": "6",
    "flowc.trials.errors": "0",
    "flowc.cli.errors": "0",
    "flowc.oci.errors": "0",
}
EXAMPLE = re.compile(r"^```|`[^`]+`", re.MULTILINE)


BY_NAME = pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: f"{kind.code}-{kind.__name__}")


def test_codes_are_unique() -> None:
    counts = Counter(kind.code for kind in CLASSES)
    twice = [f"{kind.code} {kind.__qualname__}" for kind in CLASSES if counts[kind.code] > 1]
    assert twice == []


@BY_NAME
def test_a_code_belongs_to_its_stage(kind: type[Diagnostic]) -> None:
    assert re.fullmatch(rf"F[0-{len(STAGES) - 1}][0-9]{{2}}", kind.code)
    home = kind.__module__
    digits = next((of for name, of in HOMES.items() if f"{home}.".startswith(f"{name}.")), "")
    assert kind.code[1] in digits, f"{home} does not own {kind.code}"


@BY_NAME
def test_a_title_is_a_kind_of_mistake_and_not_a_sentence(kind: type[Diagnostic]) -> None:
    assert kind.title
    assert kind.title[0].islower() or not kind.title[0].isalpha()
    assert not kind.title.endswith(".")
    assert "{" not in kind.title


@BY_NAME
def test_a_code_is_explained_with_an_example(kind: type[Diagnostic]) -> None:
    assert not page(kind).startswith(f"{kind.__name__}("), "write a docstring: it is the page"
    assert EXAMPLE.search(page(kind)), "show an example in backticks or a fenced block"


@BY_NAME
def test_a_code_is_named_by_a_test_or_a_golden(kind: type[Diagnostic], tested: str) -> None:
    assert kind.code in tested


@pytest.fixture(scope="module")
def tested() -> str:
    """Return the text of all tests and goldens, this file apart."""
    paths = (path for path in sorted(TESTS.rglob("*")) if path.is_file() and path.suffix != ".pyc")
    small = (path for path in paths if path != Path(__file__) and path.stat().st_size < 1_000_000)
    return "\n".join(path.read_bytes().decode(errors="replace") for path in small)

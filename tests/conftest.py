"""What all tests share: `golden`, which compares text with the file that stands beside the input.

`pytest --bless` writes the files anew; without it a missing or differing one fails.
Callers put machine-dependent paths out of the text first.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import hypothesis
import pytest

# How long an example takes is not what a test is about; other work on the machine decides it.
# Where CI runs, the examples are the same each time: a change answers for itself alone there.
hypothesis.settings.register_profile("flowc", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "flowc")

Golden: TypeAlias = Callable[[Path, str], None]


@pytest.fixture(autouse=True, scope="session")
def no_cache() -> Iterator[None]:
    """Check everything anew, and leave the user's own cache alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLOWC_CACHE", "off")
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="write golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with the golden file at a path, or write it under `--bless`."""
    bless = bool(request.config.getoption("--bless"))
    return bless_golden if bless else compare_golden


def compare_golden(path: Path, text: str) -> None:
    if not path.exists():
        pytest.fail(
            f"there is no {path.name}; `pytest --bless` writes it, read it before committing"
        )
    with path.open(encoding="utf-8", newline="") as file:
        assert text == file.read(), f"{path.name} differs; `pytest --bless` rewrites it"


def bless_golden(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")

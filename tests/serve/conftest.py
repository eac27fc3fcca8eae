"""Archives that are built once, and a server that tests share: asking changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.serve.driven import ASKS
from tests.serve.served import Served, build, made, serving


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="session")
def asks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asks")
    build(folder, "asks", ASKS)
    return folder


@pytest.fixture(scope="session")
def served(shop: Path) -> Iterator[Served]:
    with serving(shop, "--timeout", "2", "--max-body", "10000", "--read-timeout", "1.5") as one:
        yield one

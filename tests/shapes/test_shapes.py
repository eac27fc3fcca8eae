"""Every shape of an archive gives the same results, and the same faults, for the same inputs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.serve.served import made
from tests.shapes.drivers import DRIVERS, Driver
from tests.shapes.table import CASES, NUMBER, SECRET, Outcome


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("shapes"))


@pytest.fixture(scope="module", params=DRIVERS)
def driver(request: pytest.FixtureRequest, shop: Path) -> Iterator[Driver]:
    with DRIVERS[request.param](shop) as one:
        yield one


def test_a_shape_gives_what_all_give(driver: Driver) -> None:
    found = {f"{case.flow} {case.parameters}": driver(case) for case in CASES}
    assert found == {
        f"{case.flow} {case.parameters}": Outcome(case.result, case.code, case.path, case.found)
        for case in CASES
    }
    assert not [one for one in found.values() if SECRET in one.said or NUMBER in one.said]

"""Every shape of an archive gives the same results, and the same faults, for the same inputs."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from samples.build import SAMPLES
from tests.serve.served import build, made
from tests.shapes.drivers import DRIVERS, Driver, python
from tests.shapes.queued import PACKAGE
from tests.shapes.table import CASES, NUMBER, SECRET, Case, Outcome
from tests.web.table import FRAUD, HELLO, MOVIES, PRICING, SUMMARY, Sample


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


@pytest.mark.slow
@pytest.mark.parametrize("sample", [HELLO, PRICING, FRAUD, MOVIES, SUMMARY], ids=str)
def test_a_sample_gives_the_same_in_every_shape(sample: Sample, tmp_path: Path) -> None:
    """The sample takes the shop's name, under which the drivers know where to ask."""
    folder = tmp_path / "sample"
    source = SAMPLES / f"{sample.source}.flow"
    shutil.copytree(source.parent, folder)
    build(folder, "shop", re.sub(r"(?m)^package \S+@", f"package {PACKAGE}@", source.read_text()))
    cases = [Case(sample.flow, json.dumps(case)) for case in sample.cases]
    with python(folder) as ask:
        expected = [ask(case) for case in cases]
    assert {one.result is None for one in expected} == {True, False}
    for shape, driver in DRIVERS.items():
        with driver(folder) as ask:
            assert (shape, [ask(case) for case in cases]) == (shape, expected)

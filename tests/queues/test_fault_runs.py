"""Long runs while things fail, each checked by `faults.py`: nothing lost, nothing doubled, memory
bounded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.queues.faults import TRIALS, Trial, run, run_untaken
from tests.queues.server import Server
from tests.queues.test_durable import FLOWS
from tests.queues.working import archive


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("faults"), FLOWS)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "nats")
    yield server
    server.stop()


@pytest.mark.slow
@pytest.mark.parametrize(
    "trial", [Trial("a few", 30, failing=0.05), *TRIALS], ids=lambda one: one.name
)
async def test_transactions_outlive_what_fails(
    own: Server, path: Path, tmp_path: Path, trial: Trial
) -> None:
    told = await run(own, path, tmp_path / "log", trial)
    print(told)
    assert told.killed >= 1


@pytest.mark.slow
async def test_a_client_that_stops_reading_holds_up_nobody(own: Server, tmp_path: Path) -> None:
    print(await run_untaken(own, archive(tmp_path / "archive"), 300))

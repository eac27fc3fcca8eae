"""Ten thousand transactions that wait, some of which trap: nothing of them stays."""

import os
import threading
import time
from pathlib import Path

import pytest
from tests.segment.test_trampoline import FLOW
from tests.segment.waiting import app

from flowrt.app import App
from flowrt.problems.report import Fault

TRANSACTIONS = 10_000
PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def handles() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - counted, not used as paths


def run(here: App, times: int) -> int:
    """Run flows, of which every third traps; return how many did."""
    trapped = 0
    for turn in range(times):
        try:
            match turn % 3:
                case 0:
                    here.call("guarded", {"n": 13})
                case 1:
                    here.call("mapped", {"ns": [2, turn % 100 * 2, 4], "by": turn})
                case _:
                    here.call("mapped", {"ns": [2, 13, 4], "by": turn})
        except Fault:
            trapped += 1
    return trapped


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="it is read from /proc")
def test_memory_handles_and_threads_stay() -> None:
    here = app(FLOW)
    run(here, TRANSACTIONS // 10)
    memory, files, threads = resident(), handles(), threading.active_count()
    assert run(here, TRANSACTIONS) == TRANSACTIONS // 3
    assert resident() - memory < 8 << 20
    assert handles() == files
    assert threading.active_count() <= threads


def test_no_branch_runs_on_after_its_transaction() -> None:
    here = app(FLOW)
    assert here.call("picky", {"ns": [3, 0, 1 << 60]}) == {"err": "zero"}
    before = time.process_time()
    time.sleep(0.3)
    assert time.process_time() - before < 0.15

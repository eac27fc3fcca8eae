"""Quick flows are run on the spot; one that was slow has a thread for a while, then a new try."""

import pytest
from tests.serve.test_observe import Log
from tests.stub import door_archive as door

from flowrt.rights.limits import Limits
from flowrt.run import quick
from flowrt.run.quick import PATIENCE, SLICE_MS, Quick

QUICK, SLOW = b'{"cart":[]}', b'{"cart":"~"}'


def test_a_flow_that_was_slow_is_left_to_threads_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quick, "SLICE_MS", 500)  # what is quick is that on a busy machine, too
    runner = door.runner()
    entry, tries = runner.entry("checkout"), Quick(runner)
    assert tries.attempt(entry, QUICK) is not None
    assert tries.attempt(entry, SLOW) is None
    assert {tries.attempt(entry, QUICK) for _ in range(PATIENCE)} == {None}
    assert tries.attempt(entry, QUICK) is not None


def test_who_observes_is_told_of_a_flow_that_is_run_on_the_spot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quick, "SLICE_MS", 500)
    runner = door.runner()
    log = Log()
    assert Quick(runner).attempt(runner.entry("checkout"), QUICK, observer=log) is not None


def test_a_flow_that_may_not_run_as_long_as_a_slice_is_not_tried() -> None:
    runner = door.runner(limits=Limits(wall_ms=SLICE_MS))
    assert Quick(runner).attempt(runner.entry("checkout"), QUICK) is None

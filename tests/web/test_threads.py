"""Threads: what never ends is cut short, who waits stays responsive, and nothing is lost by it."""

import json
from pathlib import Path

from tests.web.conftest import Built, node

HERE = Path(__file__).parent


def test_work_is_cut_short_and_nobody_waits_for_it(spinning: Built) -> None:
    asked = json.dumps({"module": spinning.module.as_uri()})
    came = json.loads(node(HERE / "threads.mjs", asked))
    assert came == ["R412", "AbortError", 7, 3, 200_000_000, True, list(range(8))]

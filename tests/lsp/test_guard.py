"""A server that outlives its own faults."""

import pytest

from flowc.lsp import server


def test_a_fault_of_ours_is_answered_with_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    assert server.guarded(broken)() is None
    assert "ZeroDivisionError" in caplog.text

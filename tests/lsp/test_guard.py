"""A server that outlives its own faults."""

import subprocess
import sys

import pytest

from flowc.lsp.faults import guarded


def test_a_fault_of_ours_is_answered_with_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    assert guarded(broken)() is None
    assert "ZeroDivisionError" in caplog.text


def test_it_ends_when_its_editor_is_gone() -> None:
    command = [sys.executable, "-m", "flowc", "lsp"]
    sent = b"Content-Length: 2\r\n\r\n{}"
    done = subprocess.run(command, input=sent, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0
    assert done.stdout == b""

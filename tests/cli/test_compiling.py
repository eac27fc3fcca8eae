"""The line about compiling: redrawn on a terminal, one plain line elsewhere."""

import io
import time

import pytest

from flowc.cli import compiling
from flowc.cli.compiling import Progress
from flowc.native import Piece

PIECE = Piece("", 1_500_000, 1, 0.1, kept=False)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_there_is_one_plain_line() -> None:
    stream = io.StringIO()
    with Progress("here", stream) as progress:
        progress.begun(3_000_000)
        progress.done(PIECE)
    assert stream.getvalue() == "flowc: compiling native code for here\n"


def test_a_short_compile_says_nothing_on_a_terminal() -> None:
    stream = Terminal()
    with Progress("here", stream):
        pass
    assert stream.getvalue() == ""


def test_a_long_one_is_redrawn_and_then_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "PATIENCE", 0)
    monkeypatch.setattr(compiling, "PERIOD", 0.001)
    stream = Terminal()
    with Progress("here", stream) as progress:
        progress.begun(3_000_000)
        progress.done(PIECE)
        end = time.monotonic() + 5
        while "1.5 of 3.0 MB" not in stream.getvalue() and time.monotonic() < end:
            time.sleep(0.001)
    *drawn, last, rest = stream.getvalue().split("\r")[1:]
    assert "flowc: compiling native code for here: 1.5 of 3.0 MB, " in drawn[-1]
    assert last.strip() == ""
    assert len(last) >= len(drawn[-1].rstrip())
    assert rest == ""


def test_a_failure_leaves_no_line_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "PATIENCE", 0)
    monkeypatch.setattr(compiling, "PERIOD", 0.001)
    stream = Terminal()

    def fail() -> None:
        with Progress("here", stream):
            end = time.monotonic() + 5
            while not stream.getvalue() and time.monotonic() < end:
                time.sleep(0.001)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert stream.getvalue().endswith("\r")

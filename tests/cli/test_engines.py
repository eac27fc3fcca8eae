"""Where the engine for another machine comes from: the index, once, and only as it was pinned."""

from pathlib import Path

import pytest
from tests.cli.conftest import Workshop

from flowc import bundle, cache
from flowc.bundle.engines import PINNED, VERSION, Pinned
from flowc.cli import engines
from flowc.cli.arguments.building import MACHINES
from flowc.cli.session import Session
from flowc.text.report import Stopped
from flowrt.engine.engine import ENGINE_VERSION
from flowrt.target import this_target

FOR_WINDOWS = ("-k", "flowc.key", "--target", "exe:x86_64-windows", "-o", "app.exe")


def test_what_is_pinned_is_the_engine_that_flowc_has() -> None:
    assert VERSION == ENGINE_VERSION
    assert tuple(PINNED) == bundle.TARGETS == MACHINES
    if this_target() == "x86_64-linux":
        assert PINNED["x86_64-linux"].is_library(bundle.installed())


def test_what_cannot_be_fetched_is_said_with_a_way_out(workshop: Workshop) -> None:
    done = workshop.run("flowc", "build", "hello.flow", *FOR_WINDOWS, PIP_NO_INDEX="1")
    assert done.returncode == 1
    assert "flowc: fetching wasmtime 50.0.1 for x86_64-windows" in done.stderr
    assert "error[F092]: the engine for this machine cannot be fetched" in done.stderr
    assert "--platform win_amd64" in done.stderr
    assert not workshop.path("app.exe").exists()


def test_what_the_cache_holds_is_used_while_it_is_what_was_pinned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.SWITCH, str(tmp_path))
    pinned = Pinned("any", "", "", cache.digest(b"engine"))
    monkeypatch.setitem(PINNED, "mill", pinned)
    place = tmp_path / "engines" / pinned.library
    cache.write(place, b"engine")
    assert engines.engine_for("mill", None, Session("human")) == b"engine"
    place.write_bytes(b"enginf")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    session = Session("human")
    with pytest.raises(Stopped):
        engines.engine_for("mill", None, session)
    assert [one.code for one in session.report.diagnostics] == ["F092"]

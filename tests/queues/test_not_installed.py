"""What a command needs and does not find is named, with the extra that brings it."""

import sys
from pathlib import Path

import pytest
from tests.queues.working import archive

from flowrt.__main__ import main


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("bare"))


@pytest.mark.parametrize(
    ("library", "words", "extra"),
    [
        ("nats", ["work", "ARCHIVE"], "work"),
        ("nats", ["transactions", "list"], "work"),
        ("prometheus_client", ["work", "ARCHIVE", "--metrics", "0"], "work"),
        ("opentelemetry", ["work", "ARCHIVE", "--traces", "http://127.0.0.1:9"], "traces"),
    ],
)
def test_a_library_that_is_missing_is_named(  # noqa: PLR0913, PLR0917 - what it is about
    path: Path,
    library: str,
    words: list[str],
    extra: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    without(library, monkeypatch)
    words = [str(path) if word == "ARCHIVE" else word for word in words]
    trust = ["--trust", str(path.parent / "trust.toml")] if words[0] == "work" else []
    assert main([*words, "--nats", "nats://127.0.0.1:9", *trust]) == 1
    said = capsys.readouterr().err
    assert f"error[R534]: a library is missing\n  = missing {library}" in said
    assert f"pip install 'flowc[{extra}]'" in said


USERS = {
    "nats": ("cli.working", "cli.transacting", "work.group", "work.connect", "work.transactions"),
    "prometheus_client": ("work.meter",),
    "opentelemetry": ("run.traces",),
}


def without(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a library not be there, for those that import it."""
    for name in [one for one in sys.modules if one.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    for name in USERS[library]:
        monkeypatch.delitem(sys.modules, f"flowrt.{name}", raising=False)

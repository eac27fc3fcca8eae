"""`flowrt engine` puts the engine where executables look for it."""

import hashlib
from pathlib import Path

import pytest

from flowrt.__main__ import main
from flowrt.engine import capi


def test_the_engine_lies_under_its_digest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("sys.platform", "linux")
    data = Path(capi.library()._name).read_bytes()
    for words, folder in (
        ((), tmp_path / "data/flowrt/engines"),
        (("--to", str(tmp_path / "to")), tmp_path / "to"),
    ):
        assert main(["engine", *words]) == 0
        [found] = folder.iterdir()
        assert capsys.readouterr().out == f"{found}\n"
        assert found.stem == hashlib.sha256(data).hexdigest()
        assert found.read_bytes() == data

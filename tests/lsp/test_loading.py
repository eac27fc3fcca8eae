"""Components are read once, and again when they change."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from tests.lsp.editing import MOVIES

from flowc.frontend import parse, tree
from flowc.lock import Lock, Pin, Store, encode_lock
from flowc.lsp.files import Files
from flowc.lsp.loading import Loader
from flowc.text.report import Report
from flowc.text.source import SourceFile

DATES = MOVIES.parent / "components" / "dates" / "dates.wasm"


@pytest.fixture
def flow() -> tree.Flow:
    text = 'package a:b;\nuse dates from "dates.wasm";\nexport flow f() -> u32 { 1 }\n'
    return parse.parse(SourceFile("f.flow", text), Report())


def test_a_component_is_read_once(flow: tree.Flow, tmp_path: Path) -> None:
    shutil.copy(DATES, tmp_path)
    loader = Loader(tmp_path)
    assert loader.uses(flow, Report()) is loader.uses(flow, Report())


def test_a_component_that_changed_is_read_again(flow: tree.Flow, tmp_path: Path) -> None:
    shutil.copy(DATES, tmp_path)
    loader = Loader(tmp_path)
    before = loader.uses(flow, Report())
    os.utime(tmp_path / "dates.wasm", ns=(1, 1))
    assert loader.uses(flow, Report()) is not before
    (tmp_path / "dates.wasm").write_bytes(b"nothing")
    report = Report()
    assert loader.uses(flow, report).used["dates"] is None
    assert [one.code for one in report.errors] == ["F291"]


def test_what_is_missing_is_said_each_time(flow: tree.Flow, tmp_path: Path) -> None:
    loader = Loader(tmp_path)
    for _ in range(2):
        report = Report()
        loader.uses(flow, report)
        assert [one.code for one in report.errors] == ["F290"]


def test_a_name_that_no_file_can_have_is_missing(tmp_path: Path) -> None:
    for name in ("\ud800", "a\0b"):
        with pytest.raises(FileNotFoundError):
            Files().read(tmp_path / name)


def test_a_component_of_a_registry_is_there_once_it_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, data = "oci://ghcr.io/acme/dates:1", DATES.read_bytes()
    pin = Pin(f"sha256:{'0' * 64}", f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
    copy = Store(tmp_path).path(pin.digest)
    assert copy is not None
    monkeypatch.setenv("FLOWC_CACHE", str(tmp_path))
    text = f'package a:b;\nuse dates from "{name}";\nexport flow f() -> u32 {{ 1 }}\n'
    flow, loader = parse.parse(SourceFile("f.flow", text), Report()), Loader(tmp_path)
    codes = []
    for _ in range(3):
        report = Report()
        found = loader.uses(flow, report).used["dates"]
        codes.append([one.code for one in report.errors])
        if codes[-1] == ["F083"]:
            (tmp_path / "flow.lock").write_text(encode_lock(Lock({name: pin})))
        elif codes[-1] == ["F084"]:
            copy.parent.mkdir()
            copy.write_bytes(data)
    assert codes == [["F083"], ["F084"], []]
    assert found is not None

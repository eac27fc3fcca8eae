"""Packages that JavaScript needs are the pinned ones, wherever they come from, or it is told."""

from pathlib import Path

import pytest

from flowc.text.report import Stopped
from flowc.web import npm
from flowc.web.bindgen import TRANSPILER, transpile

LICENSE = "LICENSE"


def refused(environment: dict[str, str]) -> tuple[str, str]:
    """Return the code and the label of what says that the package cannot be had."""
    with pytest.raises(Stopped) as stopped:
        npm.member(TRANSPILER, LICENSE, environment)
    [one] = stopped.value.report.diagnostics
    assert isinstance(one.label, str)
    return one.code, one.label


def test_what_is_kept_is_compared_at_each_use(tmp_path: Path) -> None:
    text = npm.member(TRANSPILER, LICENSE)
    kept = tmp_path / TRANSPILER.file
    here = {"FLOWC_CACHE": str(tmp_path)}
    nowhere = {**here, npm.REGISTRY: "http://127.0.0.1:9"}
    assert npm.member(TRANSPILER, LICENSE, here) == text
    assert npm.member(TRANSPILER, LICENSE, nowhere) == text
    kept.write_bytes(b"\0" + kept.read_bytes()[1:])
    assert refused(nowhere)[0] == "F640"


def test_a_folder_stands_in_for_the_registry(tmp_path: Path) -> None:
    npm.member(TRANSPILER, LICENSE, {"FLOWC_CACHE": str(tmp_path)})
    assert npm.member(TRANSPILER, LICENSE, {"FLOWC_CACHE": "off", npm.FOLDER: str(tmp_path)})


def test_another_tarball_is_refused(tmp_path: Path) -> None:
    (tmp_path / TRANSPILER.file).write_bytes(b"not it")
    code, label = refused({"FLOWC_CACHE": "off", npm.FOLDER: str(tmp_path)})
    assert code == "F640"
    assert f"expected sha256:{TRANSPILER.sha256}" in label


def test_no_tarball_is_told(tmp_path: Path) -> None:
    code, label = refused({"FLOWC_CACHE": "off", npm.FOLDER: str(tmp_path)})
    assert code == "F640"
    assert label.endswith("found No such file or directory")


@pytest.mark.parametrize("registry", ["http://127.0.0.1:9", "file:///etc", "http://["])
def test_a_registry_that_cannot_be_reached_is_told(registry: str) -> None:
    code, label = refused({"FLOWC_CACHE": "off", npm.REGISTRY: registry})
    assert code == "F640"
    assert registry in label


def test_what_is_no_component_is_told() -> None:
    with pytest.raises(Stopped) as stopped:
        transpile(b"\0asm\x0d\0\x01\0\xff", "broken")
    assert [one.code for one in stopped.value.report.diagnostics] == ["F641"]

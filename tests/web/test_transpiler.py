"""The transpiler is the pinned one, wherever it comes from, or there is one clear message."""

from pathlib import Path

import pytest

from flowc.text.report import Stopped
from flowc.web import transpiler
from flowc.web.bindgen import transpile


def refused(environment: dict[str, str]) -> tuple[str, str]:
    """Return the code and the label of what says that there is no transpiler."""
    with pytest.raises(Stopped) as stopped:
        transpiler.module(environment)
    [one] = stopped.value.report.diagnostics
    assert isinstance(one.label, str)
    return one.code, one.label


def test_what_is_kept_is_compared_at_each_use(tmp_path: Path) -> None:
    kept = tmp_path / f"transpiler-{transpiler.VERSION}.wasm"
    kept.write_bytes(transpiler.module({}))
    here = {"FLOWC_CACHE": str(tmp_path), transpiler.REGISTRY: "http://127.0.0.1:9"}
    assert transpiler.module(here) == kept.read_bytes()
    kept.write_bytes(kept.read_bytes()[:-1] + b"\0")
    assert refused(here)[0] == "F640"


def test_another_tarball_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.tgz"
    path.write_bytes(b"not it")
    code, label = refused({"FLOWC_CACHE": "off", transpiler.SOURCE: str(path)})
    assert code == "F640"
    assert f"expected sha256:{transpiler.TARBALL}" in label


def test_no_tarball_is_told(tmp_path: Path) -> None:
    code, label = refused({"FLOWC_CACHE": "off", transpiler.SOURCE: str(tmp_path / "none.tgz")})
    assert code == "F640"
    assert label.endswith("found No such file or directory")


@pytest.mark.parametrize("registry", ["http://127.0.0.1:9", "file:///etc", "http://["])
def test_a_registry_that_cannot_be_reached_is_told(registry: str) -> None:
    code, label = refused({"FLOWC_CACHE": "off", transpiler.REGISTRY: registry})
    assert code == "F640"
    assert registry in label


def test_what_is_no_component_is_told() -> None:
    with pytest.raises(Stopped) as stopped:
        transpile(b"\0asm\x0d\0\x01\0\xff", "broken")
    assert [one.code for one in stopped.value.report.diagnostics] == ["F641"]

"""How an archive is made of a component that is bound: of which one, by whom, and once."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from tests.cli.test_needs import CLOCK
from tests.wrap.components import TIMES, answer, bound, exported, made, service

from flowc import bound as flowc_bound
from flowc.wrap import sealed
from flowc.wrap.sealed import sealed as seal
from flowrt.bindings import component as components
from flowrt.bindings.errors import (
    NotAComponent,
    NotSatisfied,
    NotWrapped,
    PlainComponent,
)
from flowrt.plan.cuts import Service

IMPORTS = """
(component
  (import "acme:log/sink@1.0.0" (instance (export "write" (func (param "text" u64)))))
  (import "note" (func)))
"""
INVALID = """
(component
  (core module $m (func (export "screen") (param i64) (result i32)))
  (core instance $i (instantiate $m))
  (func $f (param "cents" u64) (result bool) (canon lift (core func $i "screen")))
  (export "screen" (func $f)))
"""


def test_imports_that_nobody_provides_are_told(tmp_path: Path) -> None:
    with pytest.raises(NotSatisfied) as refusal:
        bound(tmp_path / "fraud.wasm", made(IMPORTS), service())
    assert refusal.value.found == "acme:log/sink@1.0.0, note"


def test_code_that_is_not_valid_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAComponent, match="valid code"):
        bound(tmp_path / "fraud.wasm", made(INVALID), service())


def test_a_large_one_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bound(tmp_path / "fraud.wasm", exported(""), service())
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(components, "LARGE", 100)
    bound(tmp_path / "fraud.wasm", exported(""), service())
    assert f"note: compiling {tmp_path}/fraud.wasm" in capsys.readouterr().err


def test_what_was_made_of_it_is_kept_for_this_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def noted(data: bytes, place: str, of: Service) -> tuple[bytes, bytes]:
        made.append(of.name)
        return seal(data, place, of)

    monkeypatch.setattr(sealed, "sealed", noted)
    monkeypatch.setenv("FLOWC_CACHE", str(tmp_path / "cache"))
    path, other = tmp_path / "fraud.wasm", Service("other", service().functions)
    for of in (service(), service(), other, service()):
        assert answer(bound(path, exported(""), of), 1) == b"true"
    assert made == ["fraud", "other"]
    bound(path, exported("a:b/c"), service())
    monkeypatch.setattr(flowc_bound, "compiler", lambda: "another")
    bound(path, exported("a:b/c"), service())
    monkeypatch.setenv("FLOWC_CACHE", "off")
    bound(path, exported("a:b/c"), service())
    assert made[2:] == ["fraud"] * 3


@pytest.mark.parametrize(
    "found",
    [(), (EntryPoint("flowc", "flowc.nowhere:wrap", components.GROUP),)],
    ids=["none", "broken"],
)
def test_without_the_compiler_it_is_said_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: tuple[EntryPoint, ...]
) -> None:
    monkeypatch.setattr(components, "entry_points", lambda **_: found)
    with pytest.raises(PlainComponent) as refusal:
        bound(tmp_path / "fraud.wasm", exported(""), service())
    assert "flowc[compile]" in refusal.value.help
    assert "flowc wrap" in refusal.value.help


def test_what_cannot_be_wrapped_is_told(tmp_path: Path) -> None:
    other = CLOCK.replace("$", "$_").replace("@0.2.0", "@0.2.1").replace("(result u64)", "")
    both = CLOCK.replace(
        "(component", f"(component {other[other.index('(import') : other.index('(core')]}", 1
    )
    with pytest.raises(NotWrapped, match="disagree"):
        bound(tmp_path / "times.wasm", made(both), TIMES)

"""The transpiler runs where nothing may be kept, and where nothing can be."""

import pytest
import wasmtime

from flowc.web import bindgen

SMALLEST = b"\0asm\x01\0\0\0"


@pytest.mark.parametrize(
    ("cache", "home"), [("off", ""), ("", "/dev/null"), ("/dev/null", "/dev/null")]
)
def test_the_transpiler_needs_no_cache(
    cache: str, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWC_CACHE", cache)
    monkeypatch.setenv("HOME", home)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert wasmtime.Module(bindgen._engine.__wrapped__(), SMALLEST).exports == []

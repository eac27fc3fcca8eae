"""Components of many languages and toolchains, each bound by itself to one service."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from tests.toolchains.chain import Kept

from flowrt.bindings import Opening, binding_to
from flowrt.bindings.errors import Unpinned
from flowrt.plan.cuts import Service, ServiceFunction
from flowrt.plan.shapes import Prim, RecordOf, ResultOf
from flowrt.problems.refusals.rights import NotAllowed
from flowrt.rights.capabilities import Allowed
from flowrt.run.scope import Scope

PARCEL = RecordOf("parcel", (("text", Prim("string")), ("stamps", Prim("u32"))))
PASS = ServiceFunction(
    "relay:chain/link@1.0.0", "pass", (("of", PARCEL),), ResultOf(PARCEL, Prim("string"))
)
LINK = Service("link", (PASS,))
LANGUAGES = {
    "zig": "Zig",
    "c": "C(Zoë)",
    "rust": "Rust",
    "assemblyscript": "AssemblyScript",
    "text": "WebAssembly",
    "python": "Python(Zoë)",
}
NAMES = [
    pytest.param(name, marks=[pytest.mark.slow] if name == "python" else []) for name in LANGUAGES
]


@pytest.fixture(scope="module")
def kept(request: pytest.FixtureRequest) -> Kept:
    cache = request.config.cache
    assert cache is not None
    return Kept(cache)


@pytest.mark.parametrize("name", NAMES)
def test_it_answers_with_what_it_is_allowed(
    kept: Kept, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENDER", "Zoë")
    path, data = tmp_path / f"{name}.wasm", kept.link(name)
    path.write_bytes(data)
    pin = sha256(data).hexdigest()
    opening = Opening(allowed=Allowed(("all",)), service="link")
    binding = binding_to(f"{path}@sha256:{pin}", opening)
    binding.check(LINK)

    def passed(text: str) -> object:
        of = json.dumps({"of": {"text": text, "stamps": 1}}).encode()
        return json.loads(binding.call(PASS, of, Scope()))

    assert passed("grüße") == {"ok": {"text": f"grüße {LANGUAGES[name]}", "stamps": 2}}
    assert passed("") == {"err": f"nothing to pass on, says {LANGUAGES[name].partition('(')[0]}"}


@pytest.mark.parametrize("name", ["c", "rust"])
def test_what_asks_for_the_system_is_allowed_it_and_pinned(
    kept: Kept, name: str, tmp_path: Path
) -> None:
    path = tmp_path / f"{name}.wasm"
    path.write_bytes(kept.link(name))
    with pytest.raises(NotAllowed):
        binding_to(str(path), Opening(service="link")).check(LINK)
    with pytest.raises(Unpinned):
        binding_to(str(path), Opening(allowed=Allowed(("all",)))).check(LINK)

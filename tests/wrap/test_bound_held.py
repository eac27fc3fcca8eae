"""A component that is bound is held as an archive is: to its digest, its rights and its time."""

from hashlib import sha256
from pathlib import Path

import pytest
from tests.cli.test_needs import CLOCK
from tests.serve.served import build
from tests.wrap.components import LATER, TIMES, answer, bound, exported, made, service

from flowrt.bindings import Opening, binding_to
from flowrt.bindings.errors import (
    OtherComponent,
    Unpinned,
)
from flowrt.problems.faults import DeadlinePassed, ServiceFailed
from flowrt.problems.refusals.files import Unreadable
from flowrt.problems.refusals.rights import NotAllowed
from flowrt.problems.refusals.trust import NotPinned
from flowrt.rights.capabilities import Allowed
from flowrt.rights.limits import Limits
from flowrt.run.scope import Scope


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def test_a_pin_is_checked_on_the_bytes_that_are_compiled(tmp_path: Path) -> None:
    data, path = exported(""), tmp_path / "fraud.wasm"
    path.write_bytes(data)
    binding = binding_to(f"local:{path}@sha256:{digest(data)}", Opening(service="fraud"))
    path.write_bytes(exported("acme:other/one"))  # what was read is what runs
    binding.check(service())
    assert answer(binding, 1) == b"true"
    with pytest.raises(OtherComponent) as refusal:
        binding_to(f"{path}@sha256:{digest(data)}", Opening())
    assert digest(data) in refusal.value.expected
    assert digest(path.read_bytes()) in refusal.value.found


@pytest.mark.parametrize("text", ["", "12", "A" * 64, "0" * 65])
def test_a_pin_is_a_digest(text: str) -> None:
    with pytest.raises(ValueError, match="64 digits"):
        binding_to(f"fraud.wasm@sha256:{text}", Opening())


@pytest.mark.parametrize("name", ["nowhere.wasm", "folder.wasm"])
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.wasm").mkdir()
    with pytest.raises(Unreadable) as problem:
        binding_to(str(tmp_path / name), Opening())
    assert problem.value.place == str(tmp_path / name)


@pytest.mark.parametrize("allowed", [Allowed(), Allowed(("clock",), {}, ("clock",))])
def test_it_gets_nothing_that_is_not_allowed_to_it(tmp_path: Path, allowed: Allowed) -> None:
    with pytest.raises(NotAllowed) as refusal:
        bound(
            tmp_path / "times.wasm", made(CLOCK), TIMES, Opening(allowed=allowed, service="times")
        )
    assert refusal.value.place == str(tmp_path / "times.wasm")
    assert "--allow times/NAME" in refusal.value.help


def test_what_is_allowed_something_is_pinned(tmp_path: Path) -> None:
    path, data = tmp_path / "times.wasm", made(CLOCK)
    opening = Opening(allowed=Allowed(("clock",)), service="times")
    with pytest.raises(Unpinned) as refusal:
        bound(path, data, TIMES, opening)
    assert refusal.value.expected == f"{path}@sha256:{digest(data)}"
    assert "clock" in refusal.value.found
    binding = binding_to(refusal.value.expected, opening)
    binding.check(TIMES)
    assert binding.call(LATER, b'{"than":0}', Scope()) == b"true"


@pytest.mark.parametrize(("package", "refusal"), [("wrapped:times", Unpinned), ("a:b", NotAllowed)])
def test_rules_speak_of_it_by_its_service(
    tmp_path: Path, package: str, refusal: type[Exception]
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(f'[[rule]]\npackages = ["{package}"]\nallow = ["clock"]\n')
    with pytest.raises(refusal):
        bound(tmp_path / "times.wasm", made(CLOCK), TIMES, Opening(rules=str(rules)))


def test_a_trap_is_a_fault_of_its_function(tmp_path: Path) -> None:
    binding = bound(tmp_path / "fraud.wasm", exported(""), service())
    trapped = "R410: a component trapped in `fraud.screen` at fraud.wasm: wasm `unreachable`"
    with pytest.raises(ServiceFailed) as fault:
        answer(binding, 666)
    assert fault.value.message.startswith(trapped)
    assert not fault.value.is_well
    assert answer(binding, 1) == b"true"


def test_limits_and_the_callers_time_hold(tmp_path: Path) -> None:
    opening = Opening(limits=Limits(wall_ms=20))
    binding = bound(tmp_path / "fraud.wasm", exported(""), service(), opening)
    with pytest.raises(ServiceFailed, match="R412"):
        answer(binding, 777)
    binding = bound(tmp_path / "fraud.wasm", exported(""), service())
    with pytest.raises(DeadlinePassed):
        answer(binding, 777, Scope().within(0.02))


def test_a_component_of_another_name_is_one_too(tmp_path: Path) -> None:
    (tmp_path / "trust.toml").write_text("")
    opening = Opening(str(tmp_path / "trust.toml"))
    assert answer(bound(tmp_path / "fraud", exported(""), service(), opening), 1) == b"true"


def test_an_archive_may_be_pinned_too(tmp_path: Path) -> None:
    build(tmp_path, "fraud", "package a:b; export flow screen(cents: u64) -> bool { cents < 9 }")
    opening = Opening(str(tmp_path / "trust.toml"))
    with pytest.raises(NotPinned) as refusal:
        binding_to(f"{tmp_path}/fraud.flowpack@sha256:{'0' * 64}", opening)
    pin = refusal.value.found
    binding = binding_to(f"{tmp_path}/fraud.flowpack@{pin}", opening)
    binding.check(service())
    assert answer(binding, 1) == b"true"

"""A file of bindings says what `--bind` says for one service each."""

import re
from pathlib import Path

import pytest

from flowrt.bindings import Opening, binding_to
from flowrt.bindings.errors import BadBindings, NotAComponent
from flowrt.cli.allowances import allowed_of
from flowrt.cli.bound import bindings_of
from flowrt.cli.breaker_text import breaker_of
from flowrt.cli.options import Usage
from flowrt.plan.cuts import Breaker
from flowrt.problems.refusals.files import NotAnArchive, Unreadable

BINDINGS = """\
fraud = "https://fraud.example.com"
pricing = "queue://nats/acme:pricing"
ledger = "ledger.flowpack"
old = "map:old.toml"
far = "/archives/far.flowpack"
pure = "pure.wasm@sha256:00ff"
"""
RIGHTS = """\
[times]
target = "times.wasm"
allow = ["clock", "files:data=read"]
deny = ["random"]
folders = { data = "times", all = "/srv" }

[plain]
target = "plain.wasm"
"""


def test_a_file_binds_many_and_paths_are_from_where_it_lies(tmp_path: Path) -> None:
    file = tmp_path / "services.toml"
    file.write_text(BINDINGS)
    assert bindings_of({"bind": f"more=nats://n/acme:more,{file}"}).targets == {
        "more": "nats://n/acme:more",
        "fraud": "https://fraud.example.com",
        "pricing": "queue://nats/acme:pricing",
        "ledger": str(tmp_path / "ledger.flowpack"),
        "old": f"map:{tmp_path / 'old.toml'}",
        "far": "/archives/far.flowpack",
        "pure": str(tmp_path / "pure.wasm@sha256:00ff"),
    }
    with pytest.raises(Usage, match="fraud twice"):
        bindings_of({"bind": f"{file},fraud=x.flowpack"})


def test_a_file_says_what_is_allowed_to_whom(tmp_path: Path) -> None:
    file = tmp_path / "services.toml"
    file.write_text(RIGHTS)
    given = {"bind": str(file), "allow": "random", "audit": ""}
    bound = bindings_of(given)
    pairs, options = bound.targets, bound.rights(given)
    assert pairs == {"times": f"{tmp_path}/times.wasm", "plain": f"{tmp_path}/plain.wasm"}
    assert options["allow"] == "random,times/clock,times/files:data=read"
    assert (options["deny"], options["audit"]) == ("times/random", "")
    allowed = allowed_of(options, pairs, "times")
    assert allowed.capabilities == ("clock", "files:data=read")
    assert allowed.denied == ("random",)
    assert dict(allowed.folders) == {"data": f"{tmp_path}/times", "all": "/srv"}
    assert allowed_of(options, pairs).capabilities == ("random",)
    assert allowed_of(options, pairs, "plain").capabilities == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b"fraud =", ""),
        (b"\xff", ""),
        (b"fraud = 7", " fraud"),
        (b'fraud = ""', " fraud"),
        (b"[fraud]\ntarget = 7", " fraud"),
        (b'[fraud]\ntarget = "x.wasm"\nallow = "clock"', " fraud.allow"),
        (b'[fraud]\ntarget = "x.wasm"\nallow = [7]', " fraud.allow"),
        (b'[fraud]\ntarget = "x.wasm"\ndeny = [""]', " fraud.deny"),
        (b'[fraud]\ntarget = "x.wasm"\nfolders = ["data"]', " fraud.folders"),
        (b'[fraud]\ntarget = "x.wasm"\nfolders = { data = "a,b" }', " fraud.folders"),
        (b'[fraud]\ntarget = "x.wasm"\nfolders = { data = 7 }', " fraud.folders.data"),
    ],
)
def test_a_file_that_is_not_well_is_refused(tmp_path: Path, text: bytes, place: str) -> None:
    file = tmp_path / "services.toml"
    file.write_bytes(text)
    with pytest.raises(BadBindings) as refusal:
        bindings_of({"bind": str(file)})
    assert refusal.value.place == f"{file}{place}"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        bindings_of({"bind": str(tmp_path / "nowhere.toml")})


@pytest.mark.parametrize("word", ["fraud", "=x", "fraud=", "services.json"])
def test_what_binds_nothing_is_told(word: str) -> None:
    with pytest.raises(Usage, match="NAME=TARGET"):
        bindings_of({"bind": word})


@pytest.mark.parametrize(
    ("name", "refusal"), [("fraud.wasm", NotAComponent), ("fraud", NotAnArchive)]
)
def test_what_is_neither_archive_nor_component_is_not_bound(
    tmp_path: Path, name: str, refusal: type[Exception]
) -> None:
    (tmp_path / name).write_bytes(b"text")
    (tmp_path / "trust.toml").write_text("")
    with pytest.raises(refusal):
        binding_to(str(tmp_path / name), Opening(str(tmp_path / "trust.toml")))


def test_a_file_says_when_a_service_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "services.toml"
    file.write_text(
        'fraud = { target = "fraud.flowpack", breaker = "failures 10 of 20 within 1m open 5s" }\n'
        '[ledger]\ntarget = "http://n"\nbreaker = "off"\n[old]\ntarget = "http://o"\n'
    )
    given = {"bind": str(file), "breaker": "old=failures 1 open 1us probes 2"}
    assert bindings_of(given).targets["fraud"] == str(tmp_path / "fraud.flowpack")
    said = bindings_of(given).breakers(given)
    assert {name: breaker_of(text) for name, text in said.items()} == {
        "fraud": Breaker(10, 20, 60_000_000, 5_000_000, 1),
        "ledger": None,
        "old": Breaker(1, None, None, 1, 2),
    }


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ('fraud = { target = "x", colour = 1 }', " fraud.colour", "target or breaker"),
        ("fraud = {}", " fraud", "a target"),
        ('fraud = { target = "x", breaker = 5 }', " fraud.breaker", "text"),
        ('fraud = { target = "x", breaker = "often" }', " fraud.breaker", "`off`, or `failures"),
    ],
)
def test_a_table_that_is_not_well_is_refused(
    tmp_path: Path, text: str, place: str, expected: str
) -> None:
    file = tmp_path / "services.toml"
    file.write_text(text)
    with pytest.raises(BadBindings) as refusal:
        bindings_of({"bind": str(file)})
    assert refusal.value.place == f"{file}{place}"
    assert expected in refusal.value.expected


@pytest.mark.parametrize(
    ("bind", "breaker", "help_"),
    [
        ("fraud=x", "other=off", "bind other"),
        ("", "fraud=off", "bind fraud"),
        ("fraud=x", "=off", "bind a service"),
        ("fraud=x", "fraud=off,fraud=off", "say it once"),
    ],
)
def test_a_breaker_of_nobody_is_told(bind: str, breaker: str, help_: str) -> None:
    with pytest.raises(Usage) as told:
        bindings_of({"bind": bind}).breakers({"breaker": breaker})
    assert help_ in told.value.help


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "`off`, or"),
        ("failures 5", "`off`, or"),
        ("failures 5 failures 5 open 1s", "`off`, or"),
        ("open 5s failures", "`off`, or"),
        ("failures 5s open 1s", "a number without a unit after `failures`"),
        ("failures 5 open 1", "a time such as `5s` after `open`"),
        ("failures 0 open 1s", "`failures` from 1 to 1000"),
        ("failures 1 open 9999999999999h", "`open` from 1 to 9007199254740991 us"),
        ("failures 5 of 4 open 1s", "`of` from 5"),
    ],
)
def test_what_no_breaker_could_keep_is_told(text: str, expected: str) -> None:
    with pytest.raises(ValueError, match=re.escape(expected)):
        breaker_of(text)

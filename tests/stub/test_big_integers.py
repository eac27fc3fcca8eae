"""Integers of 64 bits written as strings, where the caller asks for it: codec, door, runner."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from tests import strategies
from tests.produce import json_reference as reference
from tests.produce.codec_host import Codec
from tests.produce.test_codec_values import SLOW, typed_values
from tests.segment import waiting

import flowrt
from flowc import seal
from flowc.frontend import terms as t
from flowc.pipeline import compile_flow
from flowc.plan.shape import shape
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.__main__ import main
from flowrt.app import App
from flowrt.engine import engine
from flowrt.plan.big import BigIntegers
from flowrt.plan.big import quoted as rewritten
from flowrt.run.lines import Lines
from flowrt.run.runner import Isolation, Runner
from flowrt.trust.policy import Publisher, Trust
from flowrt.trust.text import encode_trust

FLOW = """\
package test:big@1.0.0;

record sum { small: u32, big: u64, parts: list<s64>, rest: option<u64>, ratio: f64 }

export flow add(sum: sum) -> result<sum, u64> { ok(sum) }
"""
NUMBERS = {
    "small": 4294967295,
    "big": 2**64 - 1,
    "parts": [-(2**63), 0, 7],
    "rest": None,
    "ratio": 9007199254740993.0,
}
QUOTED = NUMBERS | {"big": str(2**64 - 1), "parts": [str(-(2**63)), "0", "7"]}


def quoted(type_: t.Type, text: str) -> Any:
    """Return what a text says once its 64-bit integers are strings."""
    return _quoted(type_, json.loads(text))


def _quoted(type_: t.Type, value: Any) -> Any:
    match type_:
        case t.Prim("u64" | "s64"):
            return str(value)
        case t.List(item) if isinstance(value, list):
            return [_quoted(item, one) for one in value]
        case t.Tuple(items):
            return [_quoted(item, one) for item, one in zip(items, value, strict=True)]
        case t.Record(fields):
            return {field.name: _quoted(field.type, value[field.name]) for field in fields}
        case t.Option(t.Option() as some) if value is not None:
            return {"some": _quoted(some, value["some"])}
        case t.Option(some) if value is not None:
            return _quoted(some, value)
        case t.Result() | t.Variant() if isinstance(value, dict):
            ((name, payload),) = value.items()
            inner = next(case.payload for case in t.cases_of(type_) if case.name == name)
            return {name: payload if inner is None else _quoted(inner, payload)}
        case _:
            return value


@SLOW
@given(typed_values())
def test_every_big_integer_of_a_value_is_quoted(
    case: tuple[t.Type, list[strategies.Value]],
) -> None:
    type_, (value,) = case
    codec = Codec([type_])
    canonical = reference.write(type_, value)
    at = codec.decode(type_, canonical.encode())
    text = codec.encode(type_, at, quotes_big=True)
    assert json.loads(text) == quoted(type_, canonical)
    assert rewritten(shape(type_), canonical.encode()) == text
    again = codec.decode(type_, text)
    assert codec.encode(type_, again).decode() == canonical, "and it is not kept in mind"


@cache
def sealed() -> tuple[seal.SealedArchive, Trust]:
    made = compile_flow(SourceFile("big.flow", FLOW), lambda path: path.encode(), Report())
    key = seal.generate()
    manifest = seal.describe(made.plan, made.inputs, engine.host().engine)
    archive = seal.write(made.plan, made.component, {}, manifest, [key])
    return archive, Trust((Publisher("test", (key.public,), ("test:*",)),))


def runner(isolation: Isolation, big_integers: BigIntegers) -> Runner:
    return Runner(sealed()[0].verified, isolation=isolation, big_integers=big_integers)


@pytest.mark.parametrize("isolation", ["call", "stream"])
def test_the_caller_chooses(isolation: Isolation) -> None:
    for given_ in (NUMBERS, QUOTED):
        for style, wanted in (("number", NUMBERS), ("string", QUOTED)):
            app = App(runner(isolation, style))  # type: ignore[arg-type]  # one of the two
            assert app.call("add", {"sum": given_}) == {"ok": wanted}
            assert list(app.lines("add", [{"sum": given_}] * 3)) == [{"ok": wanted}] * 3


def test_lines_and_faults_are_told_apart_as_ever() -> None:
    lines = Lines(runner("stream", "string"), runner("stream", "string").entry("add"))
    first, failed = lines.outcomes(iter([[json.dumps({"sum": NUMBERS}).encode(), b'{"sum":1}']]))
    assert json.loads(bytes(first)) == {"ok": QUOTED}  # type: ignore[arg-type]  # no failure
    assert not isinstance(failed, bytes)
    assert "expected" in str(failed.problem)


def test_the_command_and_the_library_ask_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, trust = sealed()
    path, trusted = tmp_path / "big.flowpack", tmp_path / "trust.toml"
    path.write_bytes(archive.data)
    trusted.write_text(encode_trust(trust))
    app = flowrt.open(path, trusted, big_integers="string")
    assert app.call("add", {"sum": NUMBERS}) == {"ok": QUOTED}
    words = ["run", str(path), "--trust", str(trusted), "--sum", json.dumps(NUMBERS)]
    for style, wanted in (("string", QUOTED), ("number", NUMBERS)):
        assert main([*words, "--big-integers", style]) == 0
        assert json.loads(capsys.readouterr().out) == {"ok": wanted}
    assert main([*words, "--big-integers", "hex"]) == 2
    assert "give one of number, string" in capsys.readouterr().err


WAITING = """\
package test:waits@1.0.0;
interface ledger { balance: func(account: u64) -> s64; }
use bank from ledger as service;

export flow worth(accounts: list<u64>) -> list<tuple<u64, option<s64>>> {
  for a in accounts { (a, some(bank.balance(a))) }
}
"""


def test_a_service_is_given_numbers_and_the_flow_that_asked_it_gives_strings() -> None:
    asked: list[object] = []

    def bank(_function: str, given_: dict[str, Any]) -> object:
        asked.append(given_["account"])
        return -given_["account"]

    made = waiting.sealed(waiting.compiled(WAITING))
    app = App(Runner(made.verified, big_integers="string", services={"bank": bank}))
    accounts = [2**53 + 1, 7]
    wanted = [[str(n), str(-n)] for n in accounts]
    assert app.call("worth", {"accounts": accounts}) == wanted
    assert asked == accounts

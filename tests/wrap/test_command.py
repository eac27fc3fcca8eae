"""`flowc wrap`, as a user runs it: an archive of a component, which is one like any other."""

import json
from pathlib import Path

import pytest
from tests.cli.test_needs import CLOCK
from tests.cli.workshop import Workshop
from tests.wrap.components import LIFTED, component, exported, made

SHOP = """\
package acme:shop@1.0.0;

use fraud from screening as service;
use times from clocks as service;

interface screening { screen: func(cents: u64) -> bool; }
interface clocks { later: func(than: u64) -> bool; }

export flow fine(cents: u64) -> bool { fraud.screen(cents) }
export flow late(than: u64) -> bool { times.later(than) }
"""
FOR = ("--for", "shop.flowpack", "--trust", "trust.toml")
NONE = ("--for", "none.flowpack", "--trust", "trust.toml")
KEY = ("--key", "flowc.key")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    workshop = Workshop(tmp_path_factory.mktemp("wrap"))
    workshop.path("shop.flow").write_text(SHOP)
    workshop.path("fraud.wasm").write_bytes(exported("acme:shop/screening@1.0.0"))
    workshop.path("times.wasm").write_bytes(made(CLOCK))
    workshop.path("both.wasm").write_bytes(exported("a:a/a", "b:b/b"))
    things = """
      (type $thing' (resource (rep i32))) (export $thing "thing" (type $thing'))
      (func $g (param "one" (own $thing)) (result bool) (canon lift (core func $i "take")))
      (export "take" (func $g)) (export "screen" (func $f))
    """
    workshop.path("mixed.wasm").write_bytes(component(LIFTED + things))
    workshop.path("core.wasm").write_bytes(made("(module)"))
    workshop.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml")
    workshop.well("flowc", "build", "shop.flow", *KEY, "--portable", "-o", "shop.flowpack")
    workshop.well("flowc", "wrap", "fraud.wasm", *KEY, "--portable", "-o", "none.flowpack")
    return workshop


def wrapped(shop: Workshop, name: str, *words: str) -> str:
    done = shop.run("flowc", "wrap", f"{name}.wasm", *KEY, *words, "-o", f"{name}.flowpack")
    assert done.returncode == 0, done.stderr
    return done.stderr


def run(shop: Workshop, flow: str, fraud: str, times: str, *words: str) -> tuple[int, str]:
    bind = ("--bind", f"fraud={fraud}", "--bind", f"times={times}")
    done = shop.run("flowrt", "run", "shop.flowpack", flow, "--trust", "trust.toml", *bind, *words)
    return done.returncode, done.stdout + done.stderr


def test_what_is_wrapped_answers_as_the_component_does(shop: Workshop) -> None:
    said = wrapped(shop, "fraud", *FOR, "--service", "fraud", "--package", "acme:fraud@1.2.0")
    assert "flowc: passes on screen; needs nothing\n" in said
    wrapped(shop, "times", "--deny", "clock", "--portable")
    for cents, answer in ((1, "true"), (1000, "false")):
        for fraud in ("fraud.flowpack", "./fraud.wasm"):
            words = ("--cents", str(cents))
            code, said = run(shop, "fine", fraud, "times.flowpack", *words)
            assert (code, said.splitlines()[0]) == (0, answer)
    code, said = run(shop, "fine", "fraud.wasm", "times.flowpack", "--cents", "666")
    assert (code, "fraud" in said, "trapped" in said) == (4, True, True)
    inspected = shop.well("flowrt", "inspect", "fraud.flowpack", "--trust", "trust.toml", "--json")
    assert json.loads(inspected)["package"] == "acme:fraud"


def test_it_can_be_made_again_and_cut(shop: Workshop) -> None:
    wrapped(shop, "mixed", "--portable")
    again = ("--check", "mixed.flowpack", "--trust", "trust.toml")
    assert "component   same" in shop.well("flowc", "rebuild", *again)
    cut = ("--cut", "mixed", "--trust", "trust.toml", "--portable", "-o", "cut.flowpack")
    assert shop.run("flowc", "recut", "mixed.flowpack", *KEY, *cut).returncode == 0
    flow = ("screen", "--trust", "trust.toml", "--cents", "5")
    assert shop.well("flowrt", "run", "cut.flowpack", *flow) == "true\n"


def test_what_is_denied_traps_where_it_is_used(shop: Workshop) -> None:
    assert "needs clock" in wrapped(shop, "times", "--portable")
    code, said = run(shop, "late", "fraud.wasm", "times.flowpack", "--than", "0")
    assert (code, "R212" in said) == (3, True)
    assert "needs nothing" in wrapped(shop, "times", "--portable", "--deny", "all")
    code, said = run(shop, "late", "fraud.wasm", "times.flowpack", "--than", "0")
    assert (code, "clock" in said) == (4, True)


def test_what_cannot_be_passed_on_is_left_out_and_told(shop: Workshop) -> None:
    said = wrapped(shop, "mixed", "--portable")
    assert "leaves take out: `own<" in said
    assert "passes on screen" in said


@pytest.mark.parametrize(
    ("name", "words", "code", "said"),
    [
        ("fraud", FOR, "R526", "one of fraud, times"),
        ("fraud", (*FOR, "--service", "frod"), "R526", "frod"),
        ("fraud", ("--service", "fraud"), "R526", "the archive that calls it, by `--for ARCHIVE`"),
        ("fraud", (*NONE, "--service", "fraud"), "R526", "one that calls none"),
        ("fraud", (*FOR, "--service", "times"), "R521", "later: func(than: u64) -> bool"),
        ("fraud", ("--for", "shop.flowpack"), "R210", "a trust file"),
        ("both", (), "R521", "one in each of a:a/a, b:b/b"),
        ("core", (), "R519", "a component"),
    ],
)
def test_what_does_not_fit_is_refused(
    shop: Workshop, name: str, words: tuple[str, ...], code: str, said: str
) -> None:
    done = shop.run("flowc", "wrap", f"{name}.wasm", *KEY, *words, "-o", "never.flowpack")
    assert (done.returncode, f"refused[{code}]" in done.stderr) == (3, True), done.stderr
    assert said in done.stderr
    assert not shop.path("never.flowpack").exists()


@pytest.mark.parametrize("words", [("--package", "fraud"), ("--deny", "network")])
def test_words_that_mean_nothing_are_usage(shop: Workshop, words: tuple[str, ...]) -> None:
    assert shop.run("flowc", "wrap", "fraud.wasm", *KEY, *words).returncode == 2


def test_a_file_that_is_not_there_is_told(shop: Workshop, tmp_path: Path) -> None:
    done = shop.run("flowc", "wrap", str(tmp_path / "no.wasm"), *KEY)
    assert (done.returncode, "F001" in done.stderr) == (1, True)

"""Services and policies: checked, drawn, built, and run with something bound to each service."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop
from wasmtime import wat2wasm

from flowrt.archive.archive import open_archive, read_contents
from flowrt.bindings import Opening, binding_to
from flowrt.cli.facts import about
from flowrt.plan.plan import read_plan
from flowrt.problems.refusals.rights import NotBound

POLICIES = """\
 with {
    timeout: 200ms, breaker(failures: 2, of: 4, within: 1m, open: 5s, probes: 2), fallback: false,
  }"""
FLOW = f"""\
package acme:shop@1.0.0;

use screen from screening as service;

interface screening {{
  screen: func(cents: u64) -> bool;
}}

flow doubled(n: u64) -> u64 {{ n * 2 }}

export flow sells(cents: u64) -> bool {{
  let twice = doubled(cents) with {{ retry: 3 }};
  screen.screen(twice) and screen.screen(cents){POLICIES}
}}
"""
SCREENS = """\
package acme:screens@1.0.0;

export flow screen(cents: u64, most: u64 = 100) -> bool { cents <= most }
"""
OTHER = """\
package acme:other@1.0.0;

export flow screen(cents: u32) -> bool { cents > 0 }
"""
SUPPLIER = """\
package acme:shop@1.0.0;

use store  from "store.wasm" with { changed: told };
use screen from screening as service;

interface screening { screen: func(level: u32) -> bool; }

export flow save(level: u32) -> u32 { store.save(level) }

flow told(level: u32) -> u32 { if screen.screen(level) { level } else { 0 } }
"""
STORE = """(component
  (import "changed" (func $changed (param "level" u32) (result u32)))
  (core func $lowered (canon lower (func $changed)))
  (core module $m
    (import "" "changed" (func $changed (param i32) (result i32)))
    (func (export "save") (param i32) (result i32) (call $changed (local.get 0))))
  (core instance $i (instantiate $m
    (with "" (instance (export "changed" (func $lowered))))))
  (func (export "save") (param "level" u32) (result u32) (canon lift (core func $i "save"))))"""
WAITS = """\
supply.flow:3:46: error[F424] what satisfies an import does not wait: \
`told` waits, and the component that calls it cannot
"""
TYPES_ONLY = """\
shop.flow:13:3: error[F501] there is no code for this: `screen` is known by its types alone
"""


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    (tmp_path / "shop.flow").write_text(FLOW)
    made = Workshop(tmp_path)
    made.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml")
    return made


def build(shop: Workshop, name: str = "shop") -> tuple[int, str]:
    words = ("--key", "flowc.key", "--format=short", "-o", f"{name}.flowpack", "--portable")
    done = shop.run("flowc", "build", f"{name}.flow", *words)
    return done.returncode, done.stdout + done.stderr


def screened(shop: Workshop, name: str, text: str) -> None:
    shop.path(f"{name}.flow").write_text(text)
    code, said = build(shop, name)
    assert code == 0, said


def sell(shop: Workshop, *words: str) -> tuple[int, str, str]:
    command = ("flowrt", "run", "shop.flowpack", "--trust", "trust.toml", *words)
    done = shop.run(*command, stdin='{"cents": 30}')
    return done.returncode, done.stdout, done.stderr


def test_check_accepts_services_and_policies(shop: Workshop) -> None:
    done = shop.run("flowc", "check", "shop.flow")
    assert done.returncode == 0


def test_a_built_flow_asks_the_archive_that_is_bound(shop: Workshop) -> None:
    assert build(shop)[0] == 0
    screened(shop, "screens", SCREENS)
    assert sell(shop, "--bind", "screen=screens.flowpack")[:2] == (0, "true\n")
    assert sell(shop, "--bind=screen=local:screens.flowpack")[:2] == (0, "true\n")


def test_a_service_that_is_not_bound_is_refused_at_the_start(shop: Workshop) -> None:
    assert build(shop)[0] == 0
    code, out, said = sell(shop)
    assert (code, out) == (3, "")
    assert "refused[R214]: a service is not bound" in said
    assert "screen: func(cents: u64) -> bool" in said
    assert "help: bind it with `--bind NAME=TARGET`" in said


def test_an_archive_that_is_bound_and_calls_services_itself_is_named(shop: Workshop) -> None:
    assert build(shop)[0] == 0
    code, _, said = sell(shop, "--bind", "screen=shop.flowpack")
    assert code == 3
    assert "refused[R214]: a service is not bound\n --> shop.flowpack\n" in said
    assert (
        "help: it calls `screen` itself: serve it, `flowrt serve shop.flowpack --bind screen="
        in said
    )


def test_it_is_named_wherever_it_is_bound(shop: Workshop) -> None:
    assert build(shop)[0] == 0
    path, trust = str(shop.path("shop.flowpack")), str(shop.path("trust.toml"))
    with pytest.raises(NotBound) as refused:
        binding_to(path, Opening(trust=trust, service="screen"))
    assert refused.value.place == path


def test_a_binding_that_does_not_fit_is_refused(shop: Workshop) -> None:
    assert build(shop)[0] == 0
    screened(shop, "other", OTHER)
    code, _, said = sell(shop, "--bind", "screen=other.flowpack")
    assert code == 3
    assert "refused[R215]: a binding does not fit" in said
    assert "= expected screen: func(cents: u64) -> bool" in said
    assert "= found    screen: func(cents: u32) -> bool" in said
    code, _, said = sell(shop, "--bind", "nobody=other.flowpack")
    assert (code, "R215" in said, "one of screen" in said) == (3, True, True)


@pytest.mark.parametrize("words", ["screen", "=a.flowpack", "screen="])
def test_what_is_no_binding_is_a_mistake_of_usage(shop: Workshop, words: str) -> None:
    assert build(shop)[0] == 0
    code, _, said = sell(shop, "--bind", words)
    assert (code, "write --bind NAME=TARGET" in said) == (2, True)


def test_a_flow_that_waits_cannot_be_called_by_a_component(shop: Workshop) -> None:
    shop.path("store.wasm").write_bytes(wat2wasm(STORE))
    shop.path("supply.flow").write_text(SUPPLIER)
    code, said = build(shop, "supply")
    assert code == 1
    assert said.startswith(WAITS)


def test_without_as_service_there_are_types_only(shop: Workshop) -> None:
    flow = FLOW.replace(" as service", "").replace(" with { retry: 3 }", "")
    shop.path("shop.flow").write_text(flow.replace(POLICIES, ""))
    code, said = build(shop)
    assert code == 1
    assert said.startswith(TYPES_ONLY)


def test_the_drawing_shows_where_a_flow_is_cut(shop: Workshop) -> None:
    drawn = shop.run("flowc", "graph", "shop.flow").stdout
    assert 'n5>"doubled<br>retry 3"]' in drawn
    assert (
        '>"screen.screen<br>timeout 200ms<br>breaker 2 of 4 within 1m, open 5s<br>fallback"]'
        in drawn
    )
    assert '[/"screen<br>a service"/]' in drawn


PLAIN = """\
package acme:shop@1.0.0;
use store from "store.wasm" with { changed: told };
export flow save(level: u32) -> u32 { store.save(level) + 1 }
flow told(level: u32) -> u32 { level * 2 }
"""


def test_a_components_calls_can_be_cut_at_build(shop: Workshop) -> None:
    shop.path("store.wasm").write_bytes(wat2wasm(STORE))
    shop.path("shop.flow").write_text(PLAIN)
    for name in ("store", "store.save"):
        words = ("--key", "flowc.key", "-o", "shop.flowpack", "--portable", "--cut", name)
        shop.well("flowc", "build", "shop.flow", *words)
        given = ("--trust", "trust.toml", "--level", "4")
        assert shop.well("flowrt", "run", "shop.flowpack", *given) == "9\n"
        printed = ("--until=segments", "--print", "--cut", name)
        listed = shop.well("flowc", "build", "shop.flow", *printed)
        assert "entry flow save.call-1(%0 level: u32) -> save.call-1.step {" in listed


def test_a_cut_of_nothing_is_refused(shop: Workshop) -> None:
    shop.path("store.wasm").write_bytes(wat2wasm(STORE))
    shop.path("shop.flow").write_text(PLAIN)
    words = ("--key", "flowc.key", "--format=short", "--cut", "stor")
    done = shop.run("flowc", "build", "shop.flow", *words)
    assert done.returncode == 1
    said = "error[F505] there is nothing to cut: no flow calls `stor`"
    assert said in done.stdout + done.stderr


def test_inspect_says_who_has_to_be_asked_and_where_flows_wait(shop: Workshop) -> None:
    assert build(shop)[0] == 0
    said = " ".join(shop.well("flowrt", "inspect", "shop.flowpack").split())
    assert said.count("asks screen: screen: func(cents: u64) -> bool") == 1
    alone = "for 5 s after 2 failures of 4 calls within 60 s, until 2 calls go well"
    assert f"leaves alone screen: {alone}" in said
    facts = json.loads(shop.well("flowrt", "inspect", "shop.flowpack", "--json"))
    functions = ["screen: func(cents: u64) -> bool"]
    assert facts["services"] == [{"name": "screen", "functions": functions}]
    places = {(cut["for"], cut["called"], cut["place"]) for cut in facts["waits"]}
    assert ("service", "screen.screen", "shop.flow:13:3") in places
    guarded = [cut["breaker"] for cut in facts["waits"] if "breaker" in cut]
    numbers = {"failures": 2, "of": 4, "within": 60_000_000, "open": 5_000_000, "probes": 2}
    assert guarded == [numbers]
    assert ("call", "doubled", "shop.flow:12:15") in places
    contents = read_contents(open_archive(shop.path("shop.flowpack").read_bytes()))
    plan = read_plan(bytes(contents.view(contents.header.blob("plan"))))
    assert json.loads(json.dumps(about(contents, plan))).items() <= facts.items()

"""The page in a real browser: forms from types, results, faults, and nothing from outside."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.parts.browser import Tab, browsing
from tests.serve.served import Served, build, serving
from tests.serve.test_serve_documents import SHAPES
from tests.serve.test_serve_streams import SCREENS

from flowrt.plan.shapes import encode_shape

TOKEN = "a-token-of-enough-letters"  # noqa: S105 - of these tests alone
FORM = "document.querySelector('form.card') !== null"
STATE = "document.querySelector('.outcome').dataset.state"
ASKS = """\
package acme:asks@1.0.0;
use screen from screening as service;
interface screening { screen: func(cents: u64) -> bool; }
/// Asks twice.
export flow sells(cents: u64) -> tuple<bool, list<bool>> {
  let each = par for one in [cents, 30] { screen.screen(one) };
  (screen.screen(cents) with { timeout: 5s, fallback: false }, each)
}
"""
CHECK_NAMES = """
[...document.querySelectorAll('input, textarea, select, button, svg[role=img]')].filter(
  (one) => !(one.labels?.length || one.getAttribute('aria-label') || one.textContent.trim()),
).map((one) => one.outerHTML)
"""
ROUND_TRIP = """
import("/page/form.js").then(({ fieldOf }) => CASES.map(([type, texts]) => texts.map((text) => {
  const field = fieldOf(type, "value", "value");
  field.set(text);
  return field.text();
})))
"""


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with browsing(tmp_path_factory.mktemp("browser")) as one:
        yield one


def open_flow(tab: Tab, served: Served, flow: str) -> None:
    tab.log.clear()
    tab.goto(f"http://127.0.0.1:{served.port}/?{flow}#{flow}")
    tab.wait(f"{FORM} && document.querySelector('h2')?.textContent === {json.dumps(flow)}")


def shown(tab: Tab) -> str:
    text: str = tab.run("document.querySelector('.outcome .body').textContent")
    return text


def test_a_bad_value_is_shown_where_it_was_given_and_a_good_one_runs(
    tab: Tab, served: Served
) -> None:
    open_flow(tab, served, "price")
    tab.click("button.add")
    tab.type("shoes")
    assert tab.run("document.activeElement.labels[0].firstChild.data") == "sku"
    tab.press("Tab", 9)
    tab.run("document.activeElement.select()")
    tab.type("300")
    tab.press("Enter", 13, modifiers=2)
    tab.wait(f"{STATE} === 'failed'")
    assert tab.run("document.activeElement.getAttribute('aria-invalid')") == "true"
    described = tab.run("document.activeElement.getAttribute('aria-describedby')")
    fault = tab.run(f"document.getElementById({json.dumps(described)}).textContent")
    assert fault == "a number does not fit its type: expected u8, found a number that is too large"
    assert "R403" in shown(tab)
    tab.run("document.activeElement.select()")
    tab.type("7")
    tab.click(".run")
    tab.wait(f"{STATE} === 'done'")
    assert shown(tab) == "7"
    assert tab.run("document.querySelectorAll('[aria-invalid]').length") == 0
    assert tab.log == []


def test_choices_are_made_by_their_cases(tab: Tab, served: Served) -> None:
    open_flow(tab, served, "pay")
    tab.click(".run")
    tab.wait(f"{STATE} === 'done'")
    assert json.loads(shown(tab)) == {"err": "no cash"}
    tab.run("document.querySelector('select').focus()")
    tab.press("ArrowDown", 40)
    tab.wait("document.querySelector('.group textarea') !== null")
    tab.run("document.querySelector('.group textarea').focus()")
    tab.type('4"2')
    tab.click(".run")
    tab.wait(f"{STATE} === 'done' && document.querySelector('pre').textContent.includes('ok')")
    assert json.loads(shown(tab)) == {"ok": {"card": '4"2'}}


def test_a_trap_names_what_trapped(tab: Tab, served: Served) -> None:
    open_flow(tab, served, "few")
    tab.click("#fields input")
    tab.run("document.activeElement.select()")
    tab.type("10")
    tab.click(".run")
    tab.wait(f"{STATE} === 'failed'")
    assert "a component trapped" in tab.run("document.querySelector('.outcome h3').textContent")
    assert "strict" in shown(tab)
    assert "below-ten" in shown(tab)


def test_parameters_can_be_written_as_json(tab: Tab, served: Served) -> None:
    open_flow(tab, served, "greet")
    assert tab.run("document.querySelector('#fields textarea').value") == "world"
    tab.click("[aria-pressed]")
    tab.run("document.querySelector('textarea.code').select()")
    tab.type('{"name": "Ada"}')
    tab.click(".run")
    tab.wait(f"{STATE} === 'done'")
    assert shown(tab) == '"Hello, Ada!"'
    tab.click("[aria-pressed]")
    assert tab.run("document.querySelector('#fields textarea').value") == "Ada"


@pytest.mark.parametrize("flow", ["price", "pay", "orders", "forever"])
def test_everything_has_a_name_and_nothing_comes_from_outside(
    tab: Tab, served: Served, flow: str
) -> None:
    open_flow(tab, served, flow)
    assert tab.run(CHECK_NAMES) == []
    sources = tab.run("performance.getEntriesByType('resource').map((one) => one.name)")
    own = f"http://127.0.0.1:{served.port}/"
    assert len(sources) >= 7
    assert [one for one in sources if not one.startswith(own)] == []
    assert tab.log == []


def test_every_type_has_a_field_that_keeps_its_values(tab: Tab, served: Served) -> None:
    open_flow(tab, served, "greet")
    cases = [
        (encode_shape(shape), [json.dumps(json.loads(one), separators=(",", ":")) for one in good])
        for shape, good, _ in SHAPES.values()
    ]
    found = tab.run(ROUND_TRIP.replace("CASES", json.dumps(cases)))
    for (kind, texts), back in zip(cases, found, strict=True):
        for text, again in zip(texts, back, strict=True):
            wanted, value = json.loads(text), json.loads(again)
            if kind == ["list", ["prim", "u8"]] and isinstance(wanted, list):
                continue  # shown as base64, which is the other way to write it
            if isinstance(wanted, dict) and kind[0] == "record":
                wanted = {"b": None, **wanted}
            if kind[0] == "flags":
                wanted, value = sorted(wanted), sorted(value)
            if kind[0] == "prim":  # 64 bits are written as a text or a number, which is the same
                wanted, value = str(wanted), str(value)
            assert value == wanted, (kind, text)


def test_the_path_of_a_call_is_drawn(tab: Tab, tmp_path: Path) -> None:
    build(tmp_path, "asks", ASKS)
    build(tmp_path, "screens", SCREENS)
    words = ("--bind", "screen=screens.flowpack")
    with serving(tmp_path, *words, archive="asks.flowpack") as server:
        open_flow(tab, server, "sells")
        tab.click("#fields input")
        tab.run("document.activeElement.select()")
        tab.type("18446744073709551615")
        tab.click(".run")
        tab.wait(f"{STATE} === 'done'")
        assert json.loads(shown(tab)) == [False, [False, True]]
        steps = tab.run(
            "[...document.querySelectorAll('.steps .cut .name')].map((one) => one.firstChild.data)"
        )
        assert steps == ["list", "screen.screen", "screen.screen", "screen.screen"]
        taken = tab.run(
            "[...document.querySelectorAll('.box.taken')].map((one) => one.dataset.name)"
        )
        assert taken == ["screen.screen", "screen.screen"]
        tab.run("document.querySelector('#fields input').select()")
        tab.type("0")
        tab.click(".run")
        tab.wait(f"{STATE} === 'failed'")
        assert tab.run("document.querySelectorAll('.box.failed').length") == 2


def test_a_token_is_asked_for(tab: Tab, shop: Path) -> None:
    with serving(shop, FLOWRT_TOKEN=TOKEN) as server:
        tab.goto(f"http://127.0.0.1:{server.port}/")
        tab.wait("document.activeElement?.id === 'token'")
        tab.type("not this one, it is wrong")
        tab.press("Enter", 13)
        tab.click("form.token .run")
        tab.wait("document.querySelector('label')?.textContent.startsWith('That one is not valid')")
        tab.run("document.querySelector('#token').focus()")
        tab.type(TOKEN)
        tab.click("form.token .run")
        tab.wait("document.querySelector('h2')?.textContent === 'price'")


def test_the_page_may_load_nothing_else(served: Served) -> None:
    reply = served.ask("GET", "/")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert served.ask("GET", "/page/page.css").headers["content-type"].startswith("text/css")
    assert served.ask("GET", "/page/nothing.js").status == 404

"""The page of one file, and the module, in a real browser: from disks, from servers, confined."""

import json
from pathlib import Path

import pytest
from tests.parts.browser import Tab
from tests.web.conftest import Build, Built, opened
from tests.web.test_archive import OTHER
from tests.web.test_node import KINDS, as_the_stub, compared
from tests.web.visits import BODY, STATE, arrived, ran, typed

from flowrt.trust.file import read_trust

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FIELD = "#fields textarea"
CALLS = 60
LOADS = """
import("MODULE")
  .then(({ loadArchive }) => loadArchive("ARCHIVE", { trust: { keys: ["KEY"] } }))
  .then((app) => app.callText("hello", '{"name": "Ada"}'))
  .catch((error) => error.code ?? `${error}`)
"""


@pytest.fixture(scope="module")
def hello(build: Build) -> Built:
    return build(ROOT / "samples" / "hello" / "hello.flow")


@pytest.fixture(scope="module")
def kinds(build: Build) -> Built:
    return build(HERE / "kinds.flow")


@pytest.mark.parametrize("options", [{}, {"threads": 2}])
def test_the_module_does_as_the_stub_under_a_strict_policy(
    tab: Tab, kinds: Built, served: str, options: dict[str, object]
) -> None:
    jobs = [(flow, json.dumps(values)) for flow, values in KINDS]
    app = kinds.opened(services={"fraud": lambda _function, _arguments: True})
    chosen = {**options, "services": {"fraud": "http://127.0.0.1:9"}}
    came = kinds.in_page(tab, served, jobs, chosen)
    assert [compared(one) for one in came] == [as_the_stub(app, *job) for job in jobs]


def test_a_fault_is_shown(tab: Tab, kinds: Built) -> None:
    arrived(tab, (kinds.folder / "kinds.html").as_uri(), "add-up")
    typed(tab, "a", "4294967295")
    assert "R411" in ran(tab, "failed")


def test_what_never_ends_is_stopped_by_whoever_waits(tab: Tab, spinning: Built) -> None:
    arrived(tab, (spinning.folder / "spin.html").as_uri(), "spin")
    typed(tab, "times", "4294967295")
    tab.click(".run")
    tab.wait(f"{STATE} === 'running'")
    typed(tab, "times", "5")
    tab.click("form .bar:last-child .quiet")
    tab.wait(f"{STATE} === 'failed'")
    assert "by you" in tab.run(BODY)
    assert ran(tab, "done") == "5"


def test_a_theme_is_the_systems_or_the_readers(tab: Tab, hello: Built) -> None:
    light, dark = "rgb(246, 247, 249)", "rgb(14, 17, 22)"
    ground = "getComputedStyle(document.body).backgroundColor"
    arrived(tab, (hello.folder / "hello.html").as_uri(), "hello")
    for scheme, grounds in (("light", [light, light, dark]), ("dark", [dark, light, dark])):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        tab.tell("Emulation.setEmulatedMedia", features=features)
        for expected in grounds:
            assert tab.run(ground) == expected
            tab.click("header button")


def test_an_archive_is_verified_in_a_page(tab: Tab, hello: Built, served: str) -> None:
    [publisher] = read_trust(hello.trust.read_text()).publishers
    opened(tab, f"{served}/{hello.folder.name}/hello.integrity.json")
    script = LOADS.replace("MODULE", hello.path).replace("ARCHIVE", hello.path[:-3] + "flowpack")
    assert tab.run(script.replace("KEY", publisher.keys[0].line)) == '"Hello, Ada!"'
    assert tab.run(script.replace("KEY", OTHER)) == "R201"


def test_nothing_else_may_run_in_the_page(tab: Tab, hello: Built) -> None:
    tab.goto((hello.folder / "hello.html").as_uri())
    tab.wait(f"document.querySelector({json.dumps(FIELD)}) !== null")
    added = "const one = document.createElement('script'); one.textContent = 'globalThis.ran = 1';"
    tab.run(f"{added} document.body.append(one); 0")
    assert tab.run("globalThis.ran === undefined")
    assert (
        tab.run("fetch('http://127.0.0.1:9/').then(() => 1, (error) => error.name)") == "TypeError"
    )
    assert any("Content Security Policy" in one for one in tab.log)


@pytest.mark.parametrize("threads", [0, 2])
def test_there_is_room_for_any_number_of_calls(
    tab: Tab, hello: Built, served: str, threads: int
) -> None:
    opened(tab, f"{served}/{hello.folder.name}/hello.integrity.json")
    calls = (
        f"Promise.all(Array.from({{ length: {CALLS} }}, (_, at) => app.callText('hello', '{{}}')))"
    )
    script = f"import('/{hello.folder.name}/hello.mjs').then(({{ open }}) => {{"
    script += f"const app = open({{ threads: {threads} }}); return {calls}; }})"
    assert tab.run(script) == ['"Hello, world!"'] * CALLS

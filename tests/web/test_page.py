"""The page of one file, and the module, in a real browser: from disks, from servers, confined."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.parts.browser import Tab, browsing
from tests.parts.strict import confined
from tests.web.conftest import Build, Built
from tests.web.test_node import KINDS, as_the_stub, compared

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FIELD = "#fields input, #fields textarea"
STATE = "document.querySelector('.outcome')?.dataset.state"
BODY = "document.querySelector('.outcome .body').textContent"
CALLS = 60
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:;"
    " connect-src http://127.0.0.1:9"
)
DRIVE = """
import("/MODULE").then(async ({ open }) => {
  const app = open(OPTIONS);
  const came = [];
  for (const [flow, text] of JOBS) {
    try {
      came.push({ text: await app.callText(flow, text) });
    } catch (error) {
      if (!error.code) throw error;
      came.push({ code: error.code, title: error.title, ...error.facts });
    }
  }
  await app.close();
  return came;
})
"""


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with browsing(tmp_path_factory.mktemp("browser")) as one:
        yield one


@pytest.fixture(scope="module")
def hello(build: Build) -> Built:
    return build(ROOT / "samples" / "hello" / "hello.flow")


@pytest.fixture(scope="module")
def kinds(build: Build) -> Built:
    return build(HERE / "kinds.flow")


@pytest.fixture(scope="module")
def served(hello: Built) -> Iterator[str]:
    with confined(hello.folder.parent, POLICY) as address:
        yield address


def filled(tab: Tab, text: str) -> None:
    """Fill in the first field, and run the flow."""
    tab.click(FIELD)
    tab.run("document.activeElement.select()")
    tab.type(text)
    tab.press("Enter", 13, modifiers=2)


def greeted(tab: Tab, address: str) -> None:
    """Go to the page of samples/hello, and use it as a person would."""
    tab.log.clear()
    tab.goto(address)
    filled(tab, "Ada")
    tab.wait(f"{STATE} === 'done'")
    assert tab.run(BODY) == '"Hello, Ada!"'
    assert tab.log == []


def test_the_page_runs_from_a_disk(tab: Tab, hello: Built) -> None:
    greeted(tab, (hello.folder / "hello.html").as_uri())


def test_the_page_runs_from_a_server(tab: Tab, hello: Built, served: str) -> None:
    greeted(tab, f"{served}/{hello.folder.name}/hello.html")


def test_a_bad_value_and_a_fault_are_shown(tab: Tab, kinds: Built) -> None:
    tab.goto((kinds.folder / "kinds.html").as_uri() + "#add-up")
    filled(tab, "4294967295")
    tab.wait(f"{STATE} === 'failed'")
    assert "R411" in tab.run(BODY)
    filled(tab, "-1")
    tab.wait(f"{BODY}.includes('R403')")


@pytest.mark.parametrize("options", [{}, {"threads": 2}])
def test_the_module_does_as_the_stub_under_a_strict_policy(
    tab: Tab, kinds: Built, served: str, options: dict[str, object]
) -> None:
    jobs = [(flow, json.dumps(values)) for flow, values in KINDS]
    app = kinds.opened(services={"fraud": lambda _function, _arguments: True})
    tab.goto(f"{served}/{kinds.folder.name}/kinds.integrity.json?{len(options)}")
    tab.wait(f"location.search === '?{len(options)}' && document.readyState === 'complete'")
    chosen = {**options, "services": {"fraud": "http://127.0.0.1:9"}}
    script = DRIVE.replace("MODULE", f"{kinds.folder.name}/kinds.mjs")
    script = script.replace("OPTIONS", json.dumps(chosen)).replace("JOBS", json.dumps(jobs))
    came = tab.run(script)
    assert [compared(one) for one in came] == [as_the_stub(app, *job) for job in jobs]


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
    tab.goto(f"{served}/{hello.folder.name}/hello.integrity.json?{threads}")
    tab.wait(f"location.search === '?{threads}' && document.readyState === 'complete'")
    calls = (
        f"Promise.all(Array.from({{ length: {CALLS} }}, (_, at) => app.callText('hello', '{{}}')))"
    )
    script = f"import('/{hello.folder.name}/hello.mjs').then(({{ open }}) => {{"
    script += f"const app = open({{ threads: {threads} }}); return {calls}; }})"
    assert tab.run(script) == ['"Hello, world!"'] * CALLS

"""What a call of a flow costs in Node and in Chromium, against glue by hand, and JavaScript alone.

All sides run in one Node, or in one page, which is asked for so many calls at a time; the wall's
clock counts. The flow is that of samples/hello: a text in, a text out, through one component.
"""

import atexit
import json
import shutil
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from tests.benchmarks import packages, processes
from tests.benchmarks.measure import Absent, Benchmark, Work
from tests.benchmarks.start import SAMPLES
from tests.parts.browser import NAMES, browsing
from tests.parts.strict import confined

from flowc import web
from flowc.pipeline import Compiled
from flowc.web.bindgen import transpile

HERE = Path(__file__).parent
WORK = HERE / "pages_work.mjs"
IN_NODE, IN_PAGE = 2_000, 20_000
"""Calls at a time; to ask a page for some takes longer."""
POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
STARTS = """
Promise.all([import("/pages_work.mjs"), import("/hello.mjs"), fetch("/core.wasm")])
  .then(async ([{ working }, module, core]) => {
    globalThis.work = await working(module, await core.arrayBuffer());
    return true;
  })
"""
Asking: TypeAlias = Callable[[str], Any]
"""Has a kind of work done, and gives what it last came to."""


def compared(asking: Asking, calls: int, ours: str, theirs: str) -> tuple[Work, Work]:
    """Compare two kinds of work by the names that the script has for them."""
    assert asking(ours) == asking(theirs)
    return Work(lambda: asking(ours), calls), Work(lambda: asking(theirs), calls)


def in_node(kind: str) -> Any:
    """Have work done in Node."""
    node = running()
    assert node.stdin is not None
    assert node.stdout is not None
    node.stdin.write(f"{kind} {IN_NODE}\n")
    node.stdin.flush()
    return json.loads(node.stdout.readline())


@cache
def running() -> subprocess.Popen[str]:
    """Start Node with the flow; it ends with this process."""
    program = shutil.which("node")
    if program is None:
        raise Absent("there is no Node")
    folder = written()
    module, core = str(folder / "hello.mjs"), str(folder / "core.wasm")
    words = [program, "--no-warnings", str(HERE / "pages.mjs"), module, core]
    node = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(node.kill)
    return node


def in_page(kind: str) -> Any:
    """Have work done in a page."""
    return browser()(f"work({json.dumps(kind)}, {IN_PAGE})")


@cache
def browser() -> Callable[[str], Any]:
    """Open a page with the flow; return what runs scripts in it. It ends with this process."""
    if not any(map(shutil.which, NAMES)):
        raise Absent("there is no Chromium")
    folder, stack = written(), ExitStack()
    atexit.register(stack.close)
    shutil.copy(WORK, folder)
    address = stack.enter_context(confined(folder, POLICY))
    tab = stack.enter_context(browsing(processes.folder()))
    tab.goto(f"{address}/hello.integrity.json")
    tab.wait("document.readyState === 'complete' && location.pathname !== 'blank'")
    assert tab.run(STARTS)
    return tab.run


@cache
def compiled() -> tuple[Compiled, bytes]:
    """Return samples/hello compiled, and its one component."""
    hello = SAMPLES / "hello"
    parts = {str(path.relative_to(hello)): path.read_bytes() for path in hello.rglob("*.wasm")}
    made = packages.compiled("hello.flow", (hello / "hello.flow").read_text(), parts)
    [greeting] = parts.values()
    return made, greeting


@cache
def written() -> Path:
    """Write the module, and the core module of its component; return their folder."""
    folder = processes.folder()
    made, greeting = compiled()
    for name, data in web.files(made.plan, made.component, b"", "hello").items():
        (folder / name).write_bytes(data)
    core = next(iter(transpile(greeting, "greeting").cores.values()))
    (folder / "core.wasm").write_bytes(core)
    return folder


BENCHMARKS = tuple(
    Benchmark(
        f"web.{place}{ours}/{baseline}",
        "us/call",
        lambda asking=asking, calls=calls, ours=ours, theirs=theirs: compared(  # type: ignore[misc]
            asking, calls, ours, theirs
        ),
        clock=processes.wall,
    )
    for place, asking, calls in (("", in_node, IN_NODE), ("chromium.", in_page, IN_PAGE))
    for ours, theirs, baseline in (
        ("typed", "hand", "hand-written-glue"),
        ("typed", "plain", "plain-javascript"),
        ("text", "handJson", "hand-written-glue"),
        ("text", "plainJson", "plain-javascript"),
    )
)

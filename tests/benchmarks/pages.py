"""What a call of a flow costs in Node, against glue that a person wrote, and against JavaScript.

All sides run in one Node, which is asked for so many calls at a time; the wall's clock counts. The
flow is that of samples/hello: a text in, a text out, through one component.
"""

import atexit
import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tests.benchmarks import packages, processes
from tests.benchmarks.measure import Absent, Benchmark, Work
from tests.benchmarks.start import SAMPLES

from flowc import web
from flowc.web.bindgen import transpile

SCRIPT = Path(__file__).with_suffix(".mjs")
CALLS = 2000


def compared(ours: str, theirs: str) -> tuple[Work, Work]:
    """Compare two kinds of work by the names that the script has for them."""
    asked = {name: asking(name) for name in (ours, theirs)}
    assert json.loads(asked[ours]) == json.loads(asked[theirs])
    return Work(lambda: asking(ours), CALLS), Work(lambda: asking(theirs), CALLS)


def asking(name: str) -> str:
    """Have a kind of work done, and return what it came to."""
    node = running()
    assert node.stdin is not None
    assert node.stdout is not None
    node.stdin.write(f"{name} {CALLS}\n")
    node.stdin.flush()
    return node.stdout.readline()


@cache
def running() -> subprocess.Popen[str]:
    """Start Node with the flow; it ends with this process."""
    program = shutil.which("node")
    if program is None:
        raise Absent("there is no Node")
    module, core = map(str, written())
    words = [program, "--no-warnings", str(SCRIPT), module, core]
    node = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(node.kill)
    return node


def written() -> tuple[Path, Path]:
    """Write the module, and the core module of its component."""
    hello, folder = SAMPLES / "hello", processes.folder()
    parts = {str(path.relative_to(hello)): path.read_bytes() for path in hello.rglob("*.wasm")}
    compiled = packages.compiled("hello.flow", (hello / "hello.flow").read_text(), parts)
    for name, data in web.files(compiled.plan, compiled.component, b"", "hello").items():
        (folder / name).write_bytes(data)
    core = folder / "core.wasm"
    [greeting] = parts.values()
    core.write_bytes(next(iter(transpile(greeting, "greeting").cores.values())))
    return folder / "hello.mjs", core


BENCHMARKS = tuple(
    Benchmark(
        f"web.{ours}/{baseline}",
        "us/call",
        lambda ours=ours, theirs=theirs: compared(ours, theirs),  # type: ignore[misc]
        clock=processes.wall,
    )
    for ours, theirs, baseline in (
        ("typed", "hand", "hand-written-glue"),
        ("text", "handJson", "hand-written-glue"),
        ("text", "plainJson", "plain-javascript"),
    )
)

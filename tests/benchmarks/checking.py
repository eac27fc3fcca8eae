"""How long `flowc check` takes for packages of 100, 1,000 and 10,000 nodes, and that it is linear.

Growth is the time of one node in a large package compared with that in a small one. The baselines
for speed parse a package of the same statements in Python: with Lark's own grammar of Python, also
LALR and also in Python, and with Python's compiler, which is in C and checks no types.
"""

import atexit
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from lark import Lark
from lark.indenter import PythonIndenter
from tests.benchmarks import generated
from tests.benchmarks.measure import Benchmark, Work
from tests.benchmarks.start import SAMPLES, WALL, process

from flowc.frontend.checked import check_flow
from flowc.text.report import Report
from flowc.text.source import SourceFile

SMALL, MIDDLE, LARGE = 100, 1_000, 10_000


def checking(nodes: int) -> Work:
    """Check a package in this process."""
    package = generated.package(nodes)
    source = SourceFile("generated.flow", package.flow)

    def run() -> None:
        report = Report()
        check_flow(source, lambda path: package.binaries[path], report)
        assert not report.diagnostics

    return Work(run, nodes)


def lark_python() -> tuple[Work, Work]:
    """Compare with Lark parsing Python."""
    text = generated.package(MIDDLE).python
    indenter = PythonIndenter()
    grammar = "python.lark"
    parser = Lark.open_from_package(
        "lark", grammar, ["grammars"], parser="lalr", postlex=indenter, start="file_input"
    )
    return checking(MIDDLE), Work(lambda: parser.parse(text), MIDDLE)


def python_compile() -> tuple[Work, Work]:
    """Compare with Python's own compiler."""
    text = generated.package(MIDDLE).python
    return checking(MIDDLE), Work(lambda: compile(text, "generated.py", "exec"), MIDDLE)


def growth(nodes: int) -> tuple[Work, Work]:
    """Compare a node of a large package with one of the smallest."""
    return checking(nodes), checking(SMALL)


@cache
def written(nodes: int) -> Path:
    """Write a package to a folder of its own."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    package = generated.package(nodes)
    for path, data in package.binaries.items():
        Path(folder.name, path).write_bytes(data)
    source = Path(folder.name, "generated.flow")
    source.write_text(package.flow)
    return source


def command(source: Path) -> tuple[Work, Work]:
    """Compare `flowc check`, with no cache to help it, with an empty process."""
    environment = os.environ | {"FLOWC_CACHE": "off"}
    words = [sys.executable, "-m", "flowc", "check", str(source)]

    def run() -> None:
        subprocess.run(words, check=True, capture_output=True, env=environment)

    return Work(run), Work(lambda: process("-c", "pass"))


BENCHMARKS = (
    Benchmark("check.nodes-1000/lark-python", "us/node", lark_python),
    Benchmark("check.nodes-1000/python-compile", "us/node", python_compile),
    Benchmark("check.nodes-1000/check.nodes-100", "us/node", lambda: growth(MIDDLE), aim=0.8),
    Benchmark("check.nodes-10000/check.nodes-100", "us/node", lambda: growth(LARGE), aim=0.8),
    Benchmark(
        "start.check-hello/empty-python",
        "ms/start",
        lambda: command(SAMPLES / "hello" / "hello.flow"),
        clock=WALL,
    ),
    Benchmark(
        "start.check-1000/empty-python", "ms/start", lambda: command(written(MIDDLE)), clock=WALL
    ),
    Benchmark(
        "start.check-10000/empty-python", "ms/start", lambda: command(written(LARGE)), clock=WALL
    ),
)

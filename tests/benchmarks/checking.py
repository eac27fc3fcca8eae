"""How long `flowc check` takes for packages of 10 to 10,000 nodes, and that it is linear.

Growth is the time of one node in a large package compared with that in a small one. The baselines
for speed parse a package of the same statements in Python: with Lark's own grammar of Python, also
LALR and also in Python, and with Python's compiler, which is in C and checks no types.
"""

import sys
from functools import cache, partial
from pathlib import Path

from lark import Lark
from lark.indenter import PythonIndenter
from tests.benchmarks import generated, processes, start
from tests.benchmarks.measure import Benchmark, Work
from tests.benchmarks.processes import wall

from flowc.frontend.checked import check_flow
from flowc.text.report import Report
from flowc.text.source import SourceFile

LEAST, SMALL, MIDDLE, LARGE = 10, 100, 1_000, 10_000
PAIRS = ((SMALL, LEAST), (MIDDLE, SMALL), (LARGE, SMALL))
"""Numbers of nodes, and what a node of so many is compared with."""


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


def growth(nodes: int, fewer: int) -> tuple[Work, Work]:
    """Compare a node of a package with one of a smaller package."""
    return checking(nodes), checking(fewer)


@cache
def written(nodes: int) -> Path:
    """Write a package to a folder of its own."""
    package = generated.package(nodes)
    source = processes.folder() / "generated.flow"
    for path, data in package.binaries.items():
        source.with_name(path).write_bytes(data)
    source.write_text(package.flow)
    return source


def command(source: Path) -> tuple[Work, Work]:
    """Compare `flowc check`, with no cache to help it, with an empty process."""
    words = [sys.executable, "-m", "flowc", "check", str(source)]
    return Work(lambda: processes.run(words, FLOWC_CACHE="off")), Work(start.empty)


def hello() -> tuple[Work, Work]:
    """Check samples/hello."""
    return command(start.SAMPLES / "hello" / "hello.flow")


def of_size(nodes: int) -> tuple[Work, Work]:
    """Check a generated package."""
    return command(written(nodes))


BENCHMARKS = (
    Benchmark("check.nodes-1000/lark-python", "us/node", lark_python),
    Benchmark("check.nodes-1000/python-compile", "us/node", python_compile),
    *(
        Benchmark(
            f"check.nodes-{nodes}/check.nodes-{fewer}",
            "us/node",
            partial(growth, nodes, fewer),
            aim=0.8,
        )
        for nodes, fewer in PAIRS
    ),
    Benchmark("start.check-hello/empty-python", "ms/start", hello, clock=wall),
    Benchmark("start.check-1000/empty-python", "ms/start", partial(of_size, MIDDLE), clock=wall),
    Benchmark("start.check-10000/empty-python", "ms/start", partial(of_size, LARGE), clock=wall),
)

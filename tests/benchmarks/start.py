"""How long it takes until there is something to run: a process, and components' signatures.

The stub's start is compared with that of an empty Python process, the signature reader with the
compile that wasmtime needs before it can reflect on the same components.
"""

import atexit
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import wasmtime
from tests.benchmarks import packages
from tests.benchmarks.measure import Benchmark, Work
from wasmtime import component as wc

from flowc.frontend import signatures
from flowrt.trust import Publisher, Trust, encode_trust

SAMPLES = Path(__file__).parents[2] / "samples"


@cache
def archive() -> tuple[str, str]:
    """Write samples/hello's archive and a trust file; return their paths."""
    hello = SAMPLES / "hello"
    parts = {str(path.relative_to(hello)): path.read_bytes() for path in hello.rglob("*.wasm")}
    text = (hello / "hello.flow").read_text()
    sealed = packages.sealed(packages.compiled("hello.flow", text, parts))
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    path, trust = Path(folder.name) / "hello.flowpack", Path(folder.name) / "trust.toml"
    path.write_bytes(sealed.data)
    publisher = Publisher("bench", sealed.verified.keys, ("*",), 1)
    trust.write_text(encode_trust(Trust((publisher,))))
    return str(path), str(trust)


def process(*arguments: str) -> bytes:
    """Run Python to its end and return what it wrote."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def stub() -> tuple[Work, Work]:
    """Compare `flowrt run` with an empty process."""
    path, trust = archive()
    command = ("-m", "flowrt", "run", path, "hello", "--trust", trust)
    assert b"world" in process(*command)
    return Work(lambda: process(*command)), Work(lambda: process("-c", "pass"))


def reader() -> tuple[Work, Work]:
    """Compare reading the signatures of samples/movies' components with compiling them."""
    components = [path.read_bytes() for path in sorted(SAMPLES.glob("movies/components/*/*.wasm"))]

    def read() -> None:
        for data in components:
            signatures.read(data, "part", "part.wasm")

    def reflect() -> None:
        engine = wasmtime.Engine()
        for data in components:
            _ = wc.Component(engine, data).type

    return Work(read), Work(reflect)


# By the clock on the wall: other processes and the engine's threads do part of the work.
WALL = time.perf_counter_ns
BENCHMARKS = (
    Benchmark("start.flowrt/empty-python", "ms/start", stub, clock=WALL),
    Benchmark("signatures.movies/wasmtime-compile", "ms/reading", reader, clock=WALL),
)

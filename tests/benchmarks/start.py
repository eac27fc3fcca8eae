"""How long it takes until there is something to run: a process, and components' signatures.

The stub's start is compared with that of an empty Python process, the signature reader with the
compile that wasmtime needs before it can reflect on the same components.
"""

import sys
from pathlib import Path

import wasmtime
from tests.benchmarks import packages, processes
from tests.benchmarks.measure import Benchmark, Work
from wasmtime import component as wc

from flowc import bundle
from flowc.frontend import signatures
from flowc.seal import SealedArchive

SAMPLES = Path(__file__).parents[2] / "samples"


def empty() -> None:
    """Run a Python process that does nothing."""
    processes.run([sys.executable, "-c", "pass"])


def stub() -> tuple[Work, Work]:
    """Compare `flowrt run` with an empty process."""
    command = of_stub(sealed_hello())
    return Work(lambda: processes.run(command)), Work(empty)


def executable() -> tuple[Work, Work]:
    """Compare an executable with `flowrt run`."""
    sealed = sealed_hello()
    path = processes.folder() / "hello"
    verified = sealed.verified
    data = bundle.executable(sealed.data, verified.plan.package, verified.keys, bundle.installed())
    path.write_bytes(data)
    path.chmod(0o755)
    command = of_stub(sealed)
    assert b"world" in processes.run([str(path)])
    return Work(lambda: processes.run([str(path)])), Work(lambda: processes.run(command))


def sealed_hello() -> SealedArchive:
    """Return the archive of samples/hello."""
    hello = SAMPLES / "hello"
    parts = {str(path.relative_to(hello)): path.read_bytes() for path in hello.rglob("*.wasm")}
    text = (hello / "hello.flow").read_text()
    return packages.sealed(packages.compiled("hello.flow", text, parts))


def of_stub(sealed: SealedArchive) -> list[str]:
    """Return the command that runs the archive of samples/hello with the stub."""
    path, trust = map(str, processes.written(sealed))
    command = [sys.executable, "-m", "flowrt", "run", path, "hello", "--trust", trust]
    assert b"world" in processes.run(command)
    return command


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


BENCHMARKS = (
    Benchmark("start.flowrt/empty-python", "ms/start", stub, clock=processes.wall),
    Benchmark("start.executable/flowrt", "ms/start", executable, clock=processes.wall),
    Benchmark("signatures.movies/wasmtime-compile", "ms/reading", reader, clock=processes.wall),
)

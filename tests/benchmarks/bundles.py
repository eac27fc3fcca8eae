"""What is built for the web: how large it is, against what jco writes, and how long that takes.

jco's transpiler is the one that flowc runs, from the same package, in Node; it is given the same
component. What it writes loads its core modules from files beside it; ours holds them, our runtime
and what verifies an archive in one file.
"""

import gzip
import os
import shutil
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tests.benchmarks import pages, processes
from tests.benchmarks.measure import Absent, Benchmark, Size, Work
from tests.benchmarks.start import SAMPLES
from tests.parts.npm import NotInstalled, installed

from flowc import cache as kept
from flowc.web.bindgen import TRANSPILER
from flowc.web.npm import FOLDER, tarball

JCO = """\
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { transpile } from "@bytecodealliance/jco-transpile";
const [component, folder] = process.argv.slice(2);
const { files } = await transpile(component, { name: "hello" });
for (const [name, data] of Object.entries(files)) writeFileSync(join(folder, basename(name)), data);
"""
SUFFIXES = (".js", ".wasm")
"""What runs; the rest are types."""
FLOWC = [sys.executable, "-m", "flowc"]


@cache
def jco() -> tuple[list[str], Path]:
    """Return the command that makes JavaScript of the component, and where it writes it."""
    node = shutil.which("node")
    if node is None:
        raise Absent("there is no Node")
    try:
        modules = installed(TRANSPILER.name, TRANSPILER.version)
    except NotInstalled as reason:
        raise Absent(str(reason)) from None
    folder = processes.folder()
    (folder / "node_modules").symlink_to(modules)
    (folder / "transpile.mjs").write_text(JCO)
    (folder / "hello.wasm").write_bytes(pages.compiled()[0].component)
    out = folder / "out"
    out.mkdir()
    return [node, *(str(folder / one) for one in ("transpile.mjs", "hello.wasm", "out"))], out


def ours() -> list[bytes]:
    """Return the module that flowc writes."""
    return [(pages.written() / "hello.mjs").read_bytes()]


def theirs() -> list[bytes]:
    """Return the files that jco writes for the same component."""
    command, folder = jco()
    processes.run(command)
    found = [path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES]
    assert len(found) > 1
    return found


def whole(files: Iterable[bytes]) -> int:
    """Return how many bytes files have."""
    return sum(map(len, files))


def packed(files: Iterable[bytes]) -> int:
    """Return how many bytes they have once a server has compressed them."""
    return whole(gzip.compress(one, 9) for one in files)


def building(folder: Path) -> list[str]:
    """Return the command that builds samples/hello for the web."""
    key = folder / "bench.key"
    if not key.exists():
        processes.discard([*FLOWC, "keygen", str(key)])
    source = str(SAMPLES / "hello" / "hello.flow")
    return [*FLOWC, "build", source, "--target", "web", "-k", str(key), "-o", str(folder / "out")]


def again() -> Work:
    """Build where everything that can be kept is."""
    command = building(processes.folder())
    processes.run(command)
    return Work(lambda: processes.run(command))


def against_jco() -> tuple[Work, Work]:
    """Compare building a flow for the web with making JavaScript of its component in Node."""
    command, _ = jco()
    return again(), Work(lambda: processes.run(command))


def against_first() -> tuple[Work, Work]:
    """Compare a build with the first, which finds npm's package and nothing else."""
    folder = processes.folder()
    (folder / TRANSPILER.file).write_bytes(tarball(TRANSPILER, os.environ))
    command, caches = building(folder), folder / "caches"  # one is flowc's, another the engine's
    where = {FOLDER: str(folder), kept.SWITCH: "", "XDG_CACHE_HOME": str(caches)}

    def first() -> None:
        shutil.rmtree(caches, ignore_errors=True)
        processes.run(command, **where)

    return again(), Work(first)


BENCHMARKS = (
    Size("web.size/jco", "kB", lambda: (whole(ours()), whole(theirs()))),
    Size("web.size.gzip/jco", "kB", lambda: (packed(ours()), packed(theirs()))),
    Benchmark("web.build/jco", "ms/build", against_jco, clock=processes.wall),
    Benchmark("web.build/first-build", "ms/build", against_first, clock=processes.wall),
)

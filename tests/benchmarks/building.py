"""How long it takes to build and to load packages of 10 to 10,000 nodes, and that it is linear.

Growth is the time of one node in a large package compared with that in one a tenth or a hundredth
as large. A build goes from text to a sealed archive with native code; a load from its bytes to
what is ready to run, verified.
"""

import time
from functools import cache, partial

from tests.benchmarks import generated, packages
from tests.benchmarks.checking import PAIRS
from tests.benchmarks.measure import Benchmark, Work
from tests.benchmarks.processes import wall

from flowc.seal import SealedArchive
from flowrt.archive.archive import open_archive
from flowrt.trust.policy import Publisher, Trust
from flowrt.verify import verify


@cache
def sealed(nodes: int) -> SealedArchive:
    """Build a package once."""
    return build(nodes)


def build(nodes: int) -> SealedArchive:
    """Build a package."""
    package = generated.package(nodes)
    return packages.sealed(packages.compiled("generated.flow", package.flow, package.binaries))


def building(nodes: int, fewer: int) -> tuple[Work, Work]:
    """Compare a node of a package with one of a smaller package."""
    return Work(lambda: build(nodes), nodes), Work(lambda: build(fewer), fewer)


def load(nodes: int) -> Work:
    """Open, verify and load a package's archive."""
    archive = sealed(nodes)
    trust = Trust((Publisher("bench", archive.verified.keys, ("*",), 1),))
    now = int(time.time())

    def run() -> None:
        packages.runner(verify(open_archive(archive.data), trust, now))

    return Work(run, nodes)


def loading(nodes: int, fewer: int) -> tuple[Work, Work]:
    """Compare a node of a package with one of a smaller package."""
    return load(nodes), load(fewer)


BENCHMARKS = (
    *(
        Benchmark(
            f"build.nodes-{nodes}/build.nodes-{fewer}",
            "us/node",
            partial(building, nodes, fewer),
            aim=0.8,
            clock=wall,
        )
        for nodes, fewer in PAIRS
    ),
    *(
        Benchmark(
            f"load.nodes-{nodes}/load.nodes-{fewer}", "us/node", partial(loading, nodes, fewer), 0.8
        )
        for nodes, fewer in PAIRS
    ),
)

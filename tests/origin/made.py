"""Packages to write documents of: compiled samples, and what stands for their archive."""

from collections.abc import Mapping
from functools import cache

from tests.samples.sealed import compiled
from tests.stub import forge

from flowc.origin import Request, Whole, whole
from flowc.pipeline import Compiled
from flowc.seal import SealedArchive, write
from flowrt.archive import format as f
from flowrt.engine import engine
from flowrt.verify import Native

EPOCH = 1_767_225_600
TARGET = "x86_64-linux"
NATIVES = {TARGET: Native(b"native code")}


def made(package: Compiled, created: int | None = None, cut: tuple[str, ...] = ()) -> Whole:
    """Return all that is sealed of a package."""
    request = Request("movies.flow", cut, created=created)
    return whole(package, NATIVES, engine.host().engine, request)


def written(
    package: Compiled, created: int | None = None, cut: tuple[str, ...] = ()
) -> Mapping[f.Document, bytes]:
    """Return a package's documents."""
    return made(package, created, cut).documents


@cache
def movies() -> SealedArchive:
    """Return samples/movies with its documents, signed."""
    one = made(compiled("movies"))
    keys = [forge.ALICE]
    return write(one.plan, one.component, one.natives, one.manifest, keys, documents=one.documents)

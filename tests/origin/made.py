"""Packages to write documents of: compiled samples, and what stands for their archive."""

from collections.abc import Mapping
from functools import cache

from tests.samples.sealed import compiled
from tests.stub import forge

from flowc.origin import Request, documents
from flowc.pipeline import Compiled
from flowc.seal import SealedArchive, describe, write
from flowrt import engine
from flowrt import format as f
from flowrt.verify import Native

EPOCH = 1_767_225_600
TARGET = "x86_64-linux"
NATIVES = {TARGET: Native(b"native code")}


def manifest(package: Compiled, created: int | None = None) -> f.Manifest:
    """Return a package's manifest."""
    return describe(
        package.plan,
        package.inputs,
        engine.host().engine,
        capabilities=package.capabilities,
        created=created,
    )


def written(
    package: Compiled, created: int | None = None, cut: tuple[str, ...] = ()
) -> Mapping[f.Document, bytes]:
    """Return a package's documents."""
    request = Request("movies.flow", cut)
    about = manifest(package, created)
    return documents(request, package.plan, package.component, NATIVES, about)


@cache
def movies() -> SealedArchive:
    """Return samples/movies with its documents, signed."""
    package = compiled("movies")
    told = written(package)
    keys, about = [forge.ALICE], manifest(package)
    return write(package.plan, package.component, NATIVES, about, keys, documents=told)

"""Packages of npm's registry, fetched once: each at one version, and its bytes the pinned ones.

Nothing of a package is used before its digest was compared, at each use. They are kept in the
user's cache; on a machine without a network, `$FLOWC_NPM` names a folder with copies of their
tarballs, as `npm pack` writes them.
"""

import io
import os
import tarfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flowc import cache
from flowc.text.report import stop
from flowc.web.errors import NotFetched

FOLDER = "FLOWC_NPM"
REGISTRY = "npm_config_registry"
"""Where npm's own settings say that packages come from, if not from the public registry."""
_PUBLIC = "https://registry.npmjs.org"
_MOST = 1 << 24
_PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Package:
    """A package as it was published; `sha256` is of its tarball."""

    name: str
    version: str
    sha256: str

    @property
    def file(self) -> str:
        """The name that `npm pack` gives its tarball."""
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"

    def path(self) -> str:
        """Return where it lies in a registry."""
        return f"{self.name}/-/{self.name.rpartition('/')[2]}-{self.version}.tgz"


def member(package: Package, path: str, environment: Mapping[str, str] = os.environ) -> bytes:
    """Return one file of a package; raises `Stopped` (F640) where the package cannot be had."""
    with tarfile.open(fileobj=io.BytesIO(tarball(package, environment)), mode="r:gz") as archive:
        found = archive.extractfile(f"package/{path}")
        assert found is not None  # noqa: S101 - the digest says what is in it
        return found.read()


def tarball(package: Package, environment: Mapping[str, str]) -> bytes:
    """Return a package as it was published; raises `Stopped` (F640) where it cannot be had."""
    folder = cache.folder(environment)
    kept = None if folder is None else folder / package.file
    data = cache.pinned(kept, package.sha256)
    if data is None:
        data = _brought(package, environment)
        cache.keep(kept, data)
    return data


def _brought(package: Package, environment: Mapping[str, str]) -> bytes:
    folder = environment.get(FOLDER, "")
    where = str(Path(folder) / package.file) if folder else f"{package.name}@{package.version}"
    registry = environment.get(REGISTRY) or _PUBLIC
    data = _read(Path(where)) if folder else _fetched(package, registry)
    found = cache.digest(data)
    if found != package.sha256:
        raise stop(NotFetched(where, f"sha256:{package.sha256}", f"sha256:{found}"))
    return data


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        found = error.strerror or "nothing"
        raise stop(NotFetched(str(path), "the package's tarball", found)) from None


def _fetched(package: Package, registry: str) -> bytes:
    url = f"{registry.rstrip('/')}/{package.path()}"
    if not url.startswith(("https://", "http://")):
        raise stop(NotFetched(url, "a registry's address", "another scheme"))
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE) as answer:  # noqa: S310 - seen to above
            return bytes(answer.read(_MOST))
    except (OSError, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise stop(NotFetched(url, package.file, str(reason))) from None

"""The transpiler that makes JavaScript of a component: where it comes from, and where it is kept.

It is a core module inside an npm package, which is fetched once, at a pinned version, and used only
if its bytes are the pinned ones. `$FLOWC_TRANSPILER` may name a copy of the package's tarball
instead, for machines without a network; its bytes must be the same.
"""

import hashlib
import io
import os
import tarfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from flowc import cache
from flowc.web.errors import NoTranspiler, stop

PACKAGE = "@bytecodealliance/jco-transpile"
VERSION = "0.15.0"
TARBALL = "8386c1fe1919f57747626ac9622f7505efd560394ee0b43544907ff963fb6aff"
"""SHA-256 of the package as it is published."""
MODULE = "aa0681475ab02fa5a9ad05aa1ce5e700f9f8da0a9986b973c968545ad4816fa2"
"""SHA-256 of the module in it."""
MEMBER = "package/vendor/js-component-bindgen-component.core.wasm"
SOURCE = "FLOWC_TRANSPILER"
REGISTRY = "npm_config_registry"
"""Where npm's own settings say that packages come from, if not from the public registry."""
_PUBLIC = "https://registry.npmjs.org"
_MOST = 1 << 24
_PATIENCE = 60


def module(environment: Mapping[str, str] = os.environ) -> bytes:
    """Return the transpiler's core module; raises `NoTranspiler` with what to do."""
    folder = cache.folder(environment)
    kept = None if folder is None else folder / f"transpiler-{VERSION}.wasm"
    data = _kept(kept)
    if data is None:
        data = _unpacked(_tarball(environment))
        _keep(kept, data)
    return data


def _kept(path: Path | None) -> bytes | None:
    """Return what is kept, if its bytes are the right ones."""
    try:
        data = path.read_bytes() if path else b""
    except OSError:
        return None
    return data if cache.digest(data) == MODULE else None


def _keep(path: Path | None, data: bytes) -> None:
    if path is None:
        return
    try:
        cache.write(path, data)
    except OSError:
        return  # it is fetched again next time


def _tarball(environment: Mapping[str, str]) -> bytes:
    named = environment.get(SOURCE, "")
    data = _read(Path(named)) if named else _fetched(environment.get(REGISTRY) or _PUBLIC)
    found = hashlib.sha256(data).hexdigest()
    if found != TARBALL:
        where = named or f"{PACKAGE}@{VERSION}"
        raise stop(NoTranspiler(where, f"sha256:{TARBALL}", f"sha256:{found}"))
    return data


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise stop(
            NoTranspiler(str(path), "the package's tarball", error.strerror or "nothing")
        ) from None


def _fetched(registry: str) -> bytes:
    url = f"{registry.rstrip('/')}/{PACKAGE}/-/{PACKAGE.partition('/')[2]}-{VERSION}.tgz"
    if not url.startswith(("https://", "http://")):
        raise stop(NoTranspiler(url, "a registry's address", "another scheme"))
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE) as answer:  # noqa: S310 - seen to above
            return bytes(answer.read(_MOST))
    except (OSError, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise stop(NoTranspiler(url, f"{PACKAGE} {VERSION}", str(reason))) from None


def _unpacked(tarball: bytes) -> bytes:
    """Return the module out of a tarball whose bytes are known to be the right ones."""
    with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as archive:
        member = archive.extractfile(MEMBER)
        assert member is not None  # noqa: S101 - its digest was compared
        return member.read()

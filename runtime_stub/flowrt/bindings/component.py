"""A service that a component answers for, in this process: `./fraud.wasm@sha256:..`.

The compiler makes an archive of it, a flow for each function that is called, and signs it with a
key that it forgets, and that nothing else is trusted with; it is verified and run as any archive.
The compiler is found as an entry point: what only runs archives need not have it.
"""

import hashlib
import time
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from flowrt.archive.archive import open_archive
from flowrt.bindings.errors import NotAComponent, OtherComponent, PlainComponent, Unpinned
from flowrt.bindings.local import answering
from flowrt.load import read
from flowrt.problems.faults import NotCompiled
from flowrt.problems.say import tell
from flowrt.trust.keys import PublicKey
from flowrt.trust.policy import Publisher, Trust
from flowrt.verify import VerifiedArchive, verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from flowrt.bindings import Opening
    from flowrt.plan.cuts import Service, ServiceFunction
    from flowrt.run.scope import Scope
    from flowrt.run.services import Local

    Wrap: TypeAlias = Callable[[bytes, str, Service], tuple[bytes, bytes]]
    """Makes of a component's bytes an archive for a service; gives the key that signed it, too."""

GROUP = "flowrt.wrap"
LARGE = 1 << 20
"""Bytes of a component from which on it is told that it takes a while."""
_COMPONENT, _MODULE = b"\0asm\r\0\1\0", b"\0asm\1\0\0\0"


class Component:
    """A component by its bytes, of which an archive is made once the service is known."""

    _local: "Local"

    def __init__(self, path: str, digest: str, opening: "Opening") -> None:
        """Read it; raises `Unreadable`, `OtherComponent` or `NotAComponent`."""
        self._path, self._is_pinned, self._opening = path, bool(digest), opening
        self._data = read(path)
        self._digest = hashlib.sha256(self._data).hexdigest()
        if digest and digest != self._digest:
            found = f"sha256:{self._digest}"
            raise OtherComponent(path, expected=f"sha256:{digest}", found=found)
        if not self._data.startswith(_COMPONENT):
            raise NotAComponent(path, expected="a component", found=_kind(self._data))

    def check(self, service: "Service") -> None:
        """Make an archive that answers for the service; raises what it is refused for."""
        if len(self._data) >= LARGE:
            tell(f"note: compiling {self._path}, which takes a while the first time")
        verified = _verified(_wrapper(self._path), self._data, self._path, service)
        try:
            local = answering(verified, self._path, self._opening)
        except NotCompiled as fault:
            raise NotAComponent(self._path, expected="valid code", found=fault.message) from None
        needs = verified.header.manifest.capabilities
        if needs and not self._is_pinned:
            pinned = f"{self._path}@sha256:{self._digest}"
            found = f"{', '.join(needs)} for any file that lies there"
            raise Unpinned(self._path, expected=pinned, found=found)
        local.check(service)
        self._local = local

    def call(self, function: "ServiceFunction", arguments: bytes, scope: "Scope") -> bytes:
        """Call a function, in an instance of its own."""
        return self._local.call(function, arguments, scope)


def _kind(data: bytes) -> str:
    """Say what a file is that is no component."""
    if data.startswith(_MODULE):
        return "a core module, of which `wasm-tools component new` makes a component"
    if _COMPONENT.startswith(data):
        return f"a file of {len(data)} bytes, cut short" if data else "an empty file"
    return f"a file that begins with {data[: len(_COMPONENT)].hex(' ')}"


def _wrapper(path: str) -> "Wrap":
    """Return what makes archives of components; raises `PlainComponent` where nothing does."""
    for one in entry_points(group=GROUP):
        try:
            found: Wrap = one.load()
        except ImportError as missing:
            raise PlainComponent(path, expected="flowc", found=str(missing)) from None
        return found
    raise PlainComponent(path, expected="flowc", found="none that is installed")


def _verified(wrap: "Wrap", data: bytes, path: str, service: "Service") -> VerifiedArchive:
    """Return an archive of a component, by the key that signed it and no other."""
    key, archive = wrap(data, path, service)
    trust = Trust((Publisher("the compiler here", (PublicKey(key),), ("*",)),))
    return verify(open_archive(archive), trust, int(time.time()))

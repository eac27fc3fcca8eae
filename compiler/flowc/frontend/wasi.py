"""Which capability an import of WASI stands for, and which imports a host provides.

Source: the interfaces of WASI 0.2. A component of WASI 0.2.x runs on a host of any other 0.2.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flowc.frontend.capability import Capabilities, Capability
from flowc.frontend.kinds import Kind
from flowc.frontend.signature import Component, Import

_ID: Final = re.compile(r"wasi:(?P<package>[^/@]+)/(?P<name>[^/@]+)(?:@(?P<version>.+))?")
_SERVED: Final = re.compile(r"0\.2\.[0-9]+(?:-.*)?")
_PACKAGES: Final[dict[str, Kind | None]] = {
    "http": "http",
    "sockets": "sockets",
    "filesystem": "files",
    "clocks": "clock",
    "random": "random",
    "cli": None,
    "io": None,
}
"""The packages that a host provides; what one of them stands for as a whole."""

_COMMAND_LINE: Final = re.compile(r"std(?:in|out|err)|terminal-.*")


@dataclass(frozen=True, slots=True)
class Provided:
    """What a host provides behind an import: of a capability, or of none that is worth a word."""

    kind: Kind | None

    @property
    def capabilities(self) -> Capabilities:
        """Any of its kind."""
        if self.kind is None:
            return Capabilities()
        return Capabilities((Capability(self.kind, write=self.kind == "files"),))


def provided(name: str) -> Provided | None:
    """Return what a host provides behind the import of a name, None where it does not."""
    found = _ID.fullmatch(name)
    if found is None or found["package"] not in _PACKAGES:
        return None
    if found["version"] is not None and not _SERVED.fullmatch(found["version"]):
        return None
    if found["package"] != "cli":
        return Provided(_PACKAGES[found["package"]])
    if found["name"] == "environment":
        return Provided("env")
    return Provided("stdio" if _COMMAND_LINE.fullmatch(found["name"]) else None)


def is_other_version(name: str) -> bool:
    """Whether an import is of WASI, but of a version that no host here provides."""
    found = _ID.fullmatch(name)
    if found is None or found["package"] not in _PACKAGES:
        return False
    return found["version"] is not None and not _SERVED.fullmatch(found["version"])


def provided_imports(component: Component) -> Iterable[tuple[Import, Provided]]:
    """Yield the imports of a component that a host provides."""
    for one in component.imports:
        found = provided(one.name)
        if found is not None and one.needed:
            yield one, found


def capabilities_of(component: Component, filled: Iterable[str] = ()) -> Capabilities:
    """Return what a component needs of its host; imports that are `filled` are not the host's."""
    others = frozenset(filled)
    found = (
        one.capabilities for asked, one in provided_imports(component) if asked.name not in others
    )
    return Capabilities.of(item for one in found for item in one)

"""What components are given of the system where there is none: the official shim, as one value."""

import os
import re
from collections.abc import Iterable, Mapping

from flowc.text.report import stop
from flowc.web.errors import NotInAPage
from flowc.web.inline import add, constant
from flowc.web.naming import camel
from flowc.web.npm import Package, member

SHIM = Package(
    "@bytecodealliance/preview2-shim",
    "0.26.1",
    "58e433a5febead468ecedd97756fe49d845589d29f3e02e23972baae270f8372",
)
GIVEN = ("cli", "clocks", "filesystem", "io", "random")
"""The packages of WASI that a page can give; each is a module of the shim."""
_INTERFACE = re.compile(r"wasi:([a-z]+)/([a-z0-9-]+)(?:@.*)?")
_EXPRESSION = """\
(() => {{
{modules}
return {{ {entries} }};
}})()"""


def imports(interfaces: Iterable[str], environment: Mapping[str, str] = os.environ) -> str:
    """Return an expression: the object that has a shim for each of these interfaces.

    Raises `Stopped` (F640, F642).
    """

    def read(module: str) -> str:
        return member(SHIM, f"dist/browser/{module}.js", environment).decode()

    places = {name: _place(name) for name in interfaces}
    made: dict[str, str] = {}
    for module, _ in places.values():
        add(module, made, read)
    entries = (f'"{name}": {constant(one)}.{key}' for name, (one, key) in places.items())
    return _EXPRESSION.format(modules="\n".join(made.values()), entries=", ".join(entries))


def _place(interface: str) -> tuple[str, str]:
    """Return the module that has an interface, and what it is called there."""
    found = _INTERFACE.fullmatch(interface)
    if found is None or found[1] not in GIVEN:
        raise stop(NotInAPage(interface))
    return found[1], camel(found[2])

"""What components are given of the system where there is none: the official shim, as one value.

Those of its ES modules that are needed become functions within one expression, each run once and
before those that import it. They use few forms of `import` and `export`, which are all read here.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flowc.text.diagnostic import InternalError
from flowc.web.errors import NotInAPage, stop
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
_FROM = re.compile(r'^(import|export) \{([^}]*)\} from "\./([a-z-]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_EXPRESSION = """\
(() => {{
{modules}
return {{ {entries} }};
}})()"""
_MODULE = """\
const {name} = (() => {{
{body}
return {{ {exports} }};
}})();"""


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the shim: the modules that it imports from, and its text as a constant."""

    needs: tuple[str, ...]
    text: str


def imports(interfaces: Iterable[str], environment: Mapping[str, str] = os.environ) -> str:
    """Return an expression: the object that has a shim for each of these interfaces.

    Raises `Stopped` (F640, F642).
    """
    places = {name: _place(name) for name in interfaces}
    made: dict[str, str] = {}
    for module, _ in places.values():
        _add(module, made, environment)
    entries = (f'"{name}": {_constant(one)}.{key}' for name, (one, key) in places.items())
    return _EXPRESSION.format(modules="\n".join(made.values()), entries=", ".join(entries))


def _place(interface: str) -> tuple[str, str]:
    """Return the module that has an interface, and what it is called there."""
    found = _INTERFACE.fullmatch(interface)
    if found is None or found[1] not in GIVEN:
        raise stop(NotInAPage(interface))
    return found[1], camel(found[2])


def _add(name: str, made: dict[str, str], environment: Mapping[str, str]) -> None:
    """Add a module's text, after those of the modules that it imports from."""
    if name in made:
        return
    source = member(SHIM, f"dist/browser/{name}.js", environment).decode()
    module = rewritten(name, source)
    for needed in module.needs:
        _add(needed, made, environment)
    made[name] = module.text


def rewritten(name: str, source: str) -> Module:
    """Return an ES module as a constant that holds what it exports."""
    needs = tuple(dict.fromkeys(module for _, _, module in _FROM.findall(source)))
    taken = [_taken(*one) for one in _FROM.findall(source)]
    exports = [
        one for kind, names, _ in _FROM.findall(source) if kind == "export" for one in _names(names)
    ]
    exports += [found[1] for found in _EXPORT.findall(source)]
    body = _EXPORT.sub(r"\1 \2", _FROM.sub("", source))
    if other := _OTHER.search(body):
        raise InternalError("web", f"{name}.js of the shim has `{other[0]}`")
    text = "\n".join([*taken, body.rstrip()])
    return Module(
        needs, _MODULE.format(name=_constant(name), body=text, exports=", ".join(exports))
    )


def _taken(_kind: str, names: str, module: str) -> str:
    """Return what an import, or an export of what is another's, is inside a function."""
    parts = ", ".join(one.replace(" as ", ": ") for one in _names(names))
    return f"const {{ {parts} }} = {_constant(module)};"


def _names(names: str) -> Iterator[str]:
    return (one.strip() for one in names.split(",") if one.strip())


def _constant(module: str) -> str:
    return camel(f"shim-{module}")

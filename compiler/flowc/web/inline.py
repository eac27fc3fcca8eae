"""ES modules as constants of one text: each is a function, run once and before who imports from it.

Only the forms of `import` and `export` are read that the modules which are put into pages use, and
anything else is an error, so that nothing is lost in silence. A name that stands for two things in
one module is an error, too: inside of a function the second would just take the place of the first.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flowc.text.diagnostic import InternalError
from flowc.web.naming import camel

Read = Callable[[str], str]
_FROM = re.compile(r'^(import|export) \{([^}]*)\} from "\./([a-z-]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function\*?|class|const) (\w+)", re.MULTILINE)
_DECLARED = re.compile(r"^(?:async )?(?:function\*?|class|const|let|var) (\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_MODULE = """\
const {name} = (() => {{
{body}
return {{ {exports} }};
}})();"""


@dataclass(frozen=True, slots=True)
class Module:
    """The modules that one imports from, and its text as a constant that holds what it exports."""

    needs: tuple[str, ...]
    text: str


def constant(module: str) -> str:
    """Return the name of the constant that a module becomes."""
    return camel(f"module-{module}")


def add(name: str, made: dict[str, str], read: Read) -> None:
    """Add a module's text to those that were made, after those of the modules that it needs."""
    if name in made:
        return
    module = rewritten(name, read(name))
    for needed in module.needs:
        add(needed, made, read)
    made[name] = module.text


def rewritten(name: str, source: str) -> Module:
    """Return an ES module as a constant; raises `InternalError` for a form that is not known."""
    linked = _FROM.findall(source)
    needs = tuple(dict.fromkeys(module for _, _, module in linked))
    taken = [_taken(names, module) for _, names, module in linked]
    passed = [one for kind, names, _ in linked if kind == "export" for one in _names(names)]
    exports = [*passed, *(found[1] for found in _EXPORT.findall(source))]
    body = _EXPORT.sub(r"\1 \2", _FROM.sub("", source)).rstrip()
    if other := _OTHER.search(body):
        raise InternalError("web", f"{name}.js has `{other[0]}`")
    if twice := _twice([*_local(linked), *_DECLARED.findall(body)]):
        raise InternalError("web", f"{name}.js declares `{twice}` twice")
    text = _MODULE.format(
        name=constant(name), body="\n".join([*taken, body]), exports=", ".join(exports)
    )
    return Module(needs, text)


def _taken(names: str, module: str) -> str:
    """Return what an import, or an export of what is another's, is inside a function."""
    parts = ", ".join(one.replace(" as ", ": ") for one in _names(names))
    return f"const {{ {parts} }} = {constant(module)};"


def _local(linked: list[tuple[str, str, str]]) -> Iterator[str]:
    """Yield what names of other modules are called in one that takes them."""
    for _, names, _ in linked:
        yield from (one.rpartition(" as ")[2] for one in _names(names))


def _twice(names: list[str]) -> str | None:
    return next((name for name, count in Counter(names).items() if count > 1), None)


def _names(names: str) -> Iterator[str]:
    return (one.strip() for one in names.split(",") if one.strip())

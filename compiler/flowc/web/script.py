"""The text of the one ES module: data, what the transpiler made, our runtime, an export a flow.

All that runs is inside one function, `program`, since threads are given its text.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files

from flowc.cache import digest
from flowc.web.bindgen import Transpiled
from flowc.web.naming import identifier
from flowc.web.shim import imports
from flowrt import errors, faults, refusals
from flowrt.cuts import Cut, Service
from flowrt.plan import Entry, Plan
from flowrt.report import every_problem
from flowrt.shapes import RecordOf, encode_shape

RUNTIME = (
    "problems", "traps", "instance", "steps", "values", "scope", "services", "threads",
    "trampoline", "app", "archive",
)  # fmt: skip
"""The files of our runtime, each before those that need it."""
LARGE = 4_000_000
"""Bytes of a module from which some browsers refuse to start it while a page waits."""
_SAID = (errors.__name__, faults.__name__, refusals.__name__)
"""Where the problems are that a run can end with."""
_IMPORT = re.compile(r"^import .*?;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)

SCRIPT = """\
// {package} {version}, made by flowc; {interface}
const PACKAGE = {data};
const TITLES = {titles};
const CORES = {cores};

const program = function program(PACKAGE, TITLES) {{
const instantiate = (() => {{
{transpiled}
return instantiate;
}})();

const WASI = {wasi};

{runtime}
return {{ App, FlowError, coresOf, serve, verified }};
}};

const {{ App, FlowError, coresOf, verified }} = program(PACKAGE, TITLES);
export {{ FlowError }};

/** Open the package: its flows under their names, run as the options say. */
export function open(options) {{
  return new App(CORES, options);
}}

/** Open the package out of its archive, if keys that are trusted have signed that. */
export async function loadArchive(address, {{ trust, ...options }}) {{
  const answer = await fetch(address);
  const component = await verified(new Uint8Array(await answer.arrayBuffer()), trust);
  return new App({{ ...CORES, ...coresOf(component) }}, options);
}}

let app;
function shared() {{
  return (app ??= open());
}}

{flows}
"""

FLOW = """\
/**{doc} */
const flow_{name} = (parameters, options) => shared().call({flow}, parameters, options);
export {{ flow_{name} as {name} }};
"""


def script(plan: Plan, transpiled: Transpiled, component: bytes) -> str:
    """Return the module of a package."""
    return SCRIPT.format(
        package=plan.package,
        version=plan.package_version,
        interface=plan.interface,
        data=_json(_package(plan, transpiled, component)),
        titles=_json(_titles()),
        cores=_json({name: _base64(core) for name, core in transpiled.cores.items()}),
        transpiled=_inner(transpiled.script),
        wasi=imports(transpiled.imports),
        runtime=runtime(),
        flows="\n".join(_flow(entry) for entry in plan.entries),
    )


def runtime() -> str:
    """Return our runtime as one text, whose parts see each other's names."""
    folder = files("flowc.web") / "runtime"
    return "\n".join(_inner((folder / f"{name}.js").read_text("utf-8")) for name in RUNTIME)


def _inner(module: str) -> str:
    return _EXPORT.sub("", _IMPORT.sub("", module)).strip() + "\n"


def _flow(entry: Entry) -> str:
    lines = "".join(f"\n * {line}".rstrip() for line in entry.doc.replace("*/", "* /").splitlines())
    doc = f"{lines}\n" if lines else f" The flow `{entry.name}`."
    return FLOW.format(doc=doc, name=identifier(entry.name), flow=json.dumps(entry.name))


def _package(plan: Plan, transpiled: Transpiled, component: bytes) -> Mapping[str, object]:
    return {
        "name": plan.package,
        "version": plan.package_version,
        "interface": plan.interface,
        "door": plan.door,
        "isLarge": any(len(core) >= LARGE for core in transpiled.cores.values()),
        "glue": component.index(transpiled.cores[transpiled.glue]),
        "component": digest(component),
        "cores": dict(_places(transpiled.cores, component)),
        "entries": [_entry(entry) for entry in plan.entries],
        "services": {service.name: _service(service) for service in plan.services},
        "cuts": [_cut(cut) for cut in plan.cuts],
        "sites": [
            [one.offset, one.kind, one.flow, one.component, one.function, one.place]
            for one in plan.sites
        ],
    }


def _places(cores: Mapping[str, bytes], component: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield where core modules lie in the component: all but those that the transpiler wrote."""
    for name, core in cores.items():
        start = component.find(core)
        if start >= 0:
            yield name, (start, start + len(core))


def _entry(entry: Entry) -> Mapping[str, object]:
    return {
        "name": entry.name,
        "index": entry.index,
        "waits": entry.waits,
        "result": encode_shape(entry.result),
    }


def _service(service: Service) -> Mapping[str, object]:
    """Return what each function takes: a record of its arguments."""
    return {one.name: encode_shape(RecordOf(None, one.params)) for one in service.functions}


def _cut(cut: Cut) -> Mapping[str, object]:
    names = ("kind", "resume", "targets", "flow", "component", "function", "place", "timeout",
             "retry", "backoff", "fallback", "leaves", "ms")  # fmt: skip
    return {name: getattr(cut, name) for name in names}


def _titles() -> Mapping[str, Mapping[str, str]]:
    problems = (one for one in every_problem() if one.__module__ in _SAID)
    return {
        one.code: {"title": one.title, "help": one.help, "level": one.level} for one in problems
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()

"""The text of the one ES module: data, what the transpiler made, our runtime, an export a flow.

All that runs is inside one function, `program`, since threads are given its text.
"""

import json
import re
from importlib.resources import files

from flowc.web.bindgen import Transpiled
from flowc.web.data import encoded, package, titles
from flowc.web.direct import direct
from flowc.web.inline import add, constant
from flowc.web.naming import identifier
from flowc.web.shim import imports
from flowrt.plan.plan import Entry, Plan
from flowrt.rights.limits import Limits

GIVEN = {
    "App": "app",
    "FlowError": "problems",
    "coresOf": "archive",
    "serve": "threads",
    "verified": "archive",
}
"""What `program` gives, and the file of our runtime that has it."""
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
return {{ {given} }};
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


def script(plan: Plan, transpiled: Transpiled, component: bytes, limits: Limits) -> str:
    """Return the module of a package, which keeps its limits."""
    inner = _EXPORT.sub("", direct(transpiled.script)).strip()
    return SCRIPT.format(
        package=plan.package,
        version=plan.package_version,
        interface=plan.interface,
        data=_json(package(plan, transpiled, component, limits, inner)),
        titles=_json(titles()),
        cores=_json({name: encoded(core) for name, core in transpiled.cores.items()}),
        transpiled=inner,
        wasi=imports(transpiled.imports),
        runtime=runtime(),
        given=", ".join(f"{name}: {constant(file)}.{name}" for name, file in GIVEN.items()),
        flows="\n".join(_flow(entry) for entry in plan.entries),
    )


def runtime() -> str:
    """Return our runtime as one text: each file a constant, with a scope to itself."""
    folder = files("flowc.web") / "runtime"
    made: dict[str, str] = {}
    for file in GIVEN.values():
        add(file, made, lambda name: (folder / f"{name}.js").read_text("utf-8"))
    return "\n\n".join(made.values()) + "\n"


def _flow(entry: Entry) -> str:
    lines = "".join(f"\n * {line}".rstrip() for line in entry.doc.replace("*/", "* /").splitlines())
    doc = f"{lines}\n" if lines else f" The flow `{entry.name}`."
    return FLOW.format(doc=doc, name=identifier(entry.name), flow=json.dumps(entry.name))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

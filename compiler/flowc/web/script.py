"""The text of the one ES module: data, what the transpiler made, our runtime, an export a flow.

All that runs is inside one function, `program`, since threads are given its text.
"""

import base64
import json
import re
from importlib.resources import files

from flowc.web.bindgen import Transpiled
from flowc.web.data import package, titles
from flowc.web.naming import identifier
from flowc.web.shim import imports
from flowrt.plan.plan import Entry, Plan
from flowrt.rights.limits import Limits

RUNTIME = (
    "problems", "traps", "bounds", "instance", "steps", "values", "observe", "scope", "services",
    "room", "threads", "said", "breaker", "calls", "trampoline", "app", "archive",
)  # fmt: skip
"""The files of our runtime, each before those that need it."""
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


def script(plan: Plan, transpiled: Transpiled, component: bytes, limits: Limits) -> str:
    """Return the module of a package, which keeps its limits."""
    return SCRIPT.format(
        package=plan.package,
        version=plan.package_version,
        interface=plan.interface,
        data=_json(package(plan, transpiled, component, limits)),
        titles=_json(titles()),
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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()

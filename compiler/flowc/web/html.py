"""The page of one file: the module, the page that the server serves too, and a policy for both.

What may run is named by its digest, so that nothing else does: Content Security Policy Level 3.
"""

import base64
import hashlib
import json
import re
from importlib.resources import files

from flowc.web.inline import add
from flowrt.catalogue import catalogue
from flowrt.plan.plan import Plan

_EXPORT = re.compile(r"^export (?:\{.*\};\n)?", re.MULTILINE)
PAGE = """\
<!doctype html>
<html lang="en" data-theme="auto">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="{policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{title}</title>
    <link rel="icon" href="data:,">
    <style>{style}</style>
  </head>
  <body>
    <div id="page"><noscript><p>The flows run in JavaScript, here.</p></noscript></div>
    <script type="module">{script}</script>
  </body>
</html>
"""
SCRIPT = """
const {{ open, FlowError }} = (() => {{
{module}
return {{ open, FlowError }};
}})();
const CATALOGUE = {catalogue};
{parts}
"""


def page(plan: Plan, module: str, drawings: bytes) -> str:
    """Return the page of a package whose module is given, with the drawings of its flows."""
    style = (files("flowrt") / "page" / "page.css").read_text("utf-8")
    script = _script(plan, module, json.loads(drawings or b"{}"))
    return PAGE.format(
        policy=policy(script, style, asks=bool(plan.services)),
        title=f"{plan.package} {plan.package_version}",
        style=style,
        script=script,
    )


def policy(script: str, style: str, *, asks: bool) -> str:
    """Return what a page may do: run its own script and threads, and ask services if it has any."""
    sources = {
        "default-src": "'none'",
        "script-src": f"'{_digest(script)}' 'wasm-unsafe-eval'",
        "style-src": f"'{_digest(style)}'",
        "img-src": "data:",
        "worker-src": "blob:",
        "connect-src": "http: https:" if asks else "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in sources.items())


def _script(plan: Plan, module: str, drawings: dict[str, object]) -> str:
    made: dict[str, str] = {}
    add("main", made, _read)
    told = json.dumps(catalogue(plan, plan.entries, drawings), ensure_ascii=False)
    text = SCRIPT.format(
        module=_EXPORT.sub("", module), catalogue=told, parts="\n".join(made.values())
    )
    # A script ends where its text has these characters, whatever they mean there.
    return text.replace("</script", "<\\/script").replace("<!--", "\\x3c!--")


def _read(name: str) -> str:
    """Return the text of a module of the page: the one that is ours, or one that servers have."""
    place = files("flowc.web") if name == "main" else files("flowrt")
    return (place / "page" / f"{name}.js").read_text("utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

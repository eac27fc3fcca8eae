"""How the module of `--target web` is asked: in Node, and in a browser under a strict policy."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.parts.browser import browsing
from tests.parts.strict import confined
from tests.shapes.table import Case, Outcome, told

from flowc.cli.main import main

POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"
ANSWER = """
async (app, flow, text) => {
  try {
    return { text: await app.callText(flow, text) };
  } catch (error) {
    if (!error.code) throw error;
    const { code, path, message } = error;
    return { code, path, found: error.found, said: `${message} ${JSON.stringify(error.facts)}` };
  }
}
"""
LOOP = f"""
import {{ open }} from "./shop.mjs";
import {{ createInterface }} from "node:readline";
const app = open();
const answer = {ANSWER};
for await (const line of createInterface({{ input: process.stdin }})) {{
  console.log(JSON.stringify(await answer(app, ...JSON.parse(line))));
}}
"""


def outcome(said: dict[str, Any]) -> Outcome:
    if "text" in said:
        return Outcome(said["text"])
    return told(said["code"], said["path"], said["found"], said["said"])


def built(folder: Path) -> Path:
    """Build the shop for the web, once; what that fetches is kept for all tests of this run."""
    out = folder / "web"
    words = [str(folder / "shop.flow"), "--key", str(folder / "key"), "--target", "web"]
    if not out.exists():
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FLOWC_CACHE", str(folder.parents[1] / "flowc-cache"))
            assert main(["build", *words, "-o", str(out)]) == 0
    return out


@contextmanager
def node(folder: Path) -> Iterator[Any]:
    """Ask in Node."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("there is no Node on this machine")
    script = built(folder) / "loop.mjs"
    script.write_text(LOOP)
    with subprocess.Popen(
        [program, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def ask(case: Case) -> Outcome:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps([case.flow, case.parameters]) + "\n")
            process.stdin.flush()
            return outcome(json.loads(process.stdout.readline()))

        yield ask
        process.kill()


@contextmanager
def page(folder: Path) -> Iterator[Any]:
    """Ask in a browser."""
    with confined(built(folder), POLICY) as address, browsing(folder) as tab:
        tab.goto(f"{address}/shop.integrity.json")
        tab.wait("document.readyState === 'complete'")
        tab.run("import('/shop.mjs').then(({ open }) => { globalThis.app = open(); return 1; })")

        def ask(case: Case) -> Outcome:
            words = f"{json.dumps(case.flow)}, {json.dumps(case.parameters)}"
            return outcome(tab.run(f"({ANSWER})(app, {words})"))

        yield ask

"""The components that the reader is tried on: by hand in WAT, by wit-component from WIT, samples.

`build` makes a case's bytes; `BY_HAND` and `SAMPLES` are found anew at each collection.
"""

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from samples.build import SAMPLES as SAMPLES_FOLDER
from tests.validity import WASM_TOOLS
from wasmtime import wat2wasm

FOLDER = Path(__file__).parent / "cases"
BY_HAND = sorted([*FOLDER.glob("*.wat"), *FOLDER.glob("*.wit")])
SAMPLES = sorted(SAMPLES_FOLDER.glob("**/*.wasm"))


@cache
def build(path: Path) -> bytes:
    """Return a case's bytes: a world of dummy functions where only WIT is given."""
    if path.suffix == ".wasm":
        return path.read_bytes()
    if path.suffix == ".wat":
        return bytes(wat2wasm(path.read_text()))
    with TemporaryDirectory() as folder:
        core, component = Path(folder, "core.wasm"), Path(folder, "component.wasm")
        _run("embed", "--dummy", path, "-o", core)
        _run("new", core, "-o", component)
        return component.read_bytes()


def _run(*arguments: str | Path) -> None:
    subprocess.run([WASM_TOOLS, "component", *arguments], check=True, capture_output=True)

"""Components of 18 MB that componentize-py makes, with its imports of WASI and without them."""

import subprocess
import sys
import time
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pytest
from tests.frontend.signatures.outside import by_wasmtime, differences
from tests.frontend.wit import oracle

from flowc.frontend import signatures

COMPONENTIZE = Path(sys.executable).with_name("componentize-py")
SECONDS = 0.3
WIT = """package acme:text;
interface shapes {
  record point { x: f64, y: f64 }
  variant shape { dot(point), path(list<point>) }
  describe: func(of: shape) -> result<string, point>;
}
world text { export shapes; export shout: func(text: string) -> string; }
"""
APP = """import wit_world
from wit_world import exports

class WitWorld(wit_world.WitWorld):
    def shout(self, text):
        return text.upper()

class Shapes(exports.Shapes):
    def describe(self, of):
        return "a shape"
"""


@pytest.fixture(params=["imports", "stubbed"])
def component(request: pytest.FixtureRequest) -> bytes:
    digest = sha256((WIT + APP + version("componentize-py")).encode()).hexdigest()[:12]
    folder = request.config.cache.mkdir(f"flowc-python-{request.param}-{digest}")
    path = Path(folder, "text.wasm")
    if not path.exists():
        Path(folder, "text.wit").write_text(WIT)
        Path(folder, "app.py").write_text(APP)
        options = ["-s"] if request.param == "stubbed" else []
        world = ["-d", "text.wit", "-w", "text"]
        command = [str(COMPONENTIZE), *world, "componentize", "app", "-o", "new.wasm", *options]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        Path(folder, "new.wasm").rename(path)
    return path.read_bytes()


@pytest.mark.slow
def test_a_python_component_is_read_at_once(component: bytes) -> None:
    start = time.perf_counter()
    ours = signatures.read(component, "text", "text.wasm")
    seconds = time.perf_counter() - start
    print(f"{len(component) / 1e6:.1f} MB, {len(ours.imports)} imports: {seconds * 1e3:.1f} ms")
    assert seconds < SECONDS
    assert differences(ours, by_wasmtime(component)) == []
    described = next(f for f in ours.functions if f.name == "describe")
    assert str(described.type) == "func(of: text.shape) -> result<string, text.point>"


@pytest.mark.slow
@pytest.mark.parametrize("component", ["imports"], indirect=True)
def test_its_wasi_is_read_as_wit_too(component: bytes, tmp_path: Path) -> None:
    """WASI as the toolchain has it, printed by wasm-tools, reads as what the binary says."""
    binary, printed = tmp_path / "text.wasm", tmp_path / "text.wit"
    binary.write_bytes(component)
    command = [oracle.TOOL, "component", "wit", str(binary), "-o", str(printed)]
    subprocess.run(command, check=True)
    ours = oracle.read(printed)
    wasi = [one.id for one in ours.packages if one.id.startswith("wasi:")]
    assert len(wasi) >= 6  # cli, clocks, filesystem, io, random, sockets
    assert oracle.component_differences(ours.root.worlds[0], component) == []
    assert oracle.json_differences(ours, oracle.Told(printed)) == []

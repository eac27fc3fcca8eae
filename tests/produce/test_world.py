"""The world that is written of a component is the one that wasm-tools reads in its binary."""

import subprocess
from pathlib import Path

import pytest
import wasmtime
from tests import fixture
from tests.samples import sealed
from tests.validity import WASM_TOOLS

from flowc import produce
from flowc.frontend.uses import Load
from flowc.pipeline import compile_flow
from flowc.plan.imports import Imports
from flowc.produce import Fused
from flowc.segment import Segmented
from flowc.stages import STAGES, T
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.plan.plan import Plan

SYSTEM = Path(__file__).parent / "cases" / "system"
TYPES = """package test:%type@1.0.0;
record own { %record: u8, list-of: list<string> }
variant %variant { none-at-all, some-own(own), both(tuple<own, option<char>>) }
enum colour { red, %use }
flags may { read, %write }
/// Takes every kind of type.
///
/// And says so in two paragraphs.
export flow %interface(%func: own, v: %variant, c: colour, m: may) -> result<may, list<%variant>> {
  match v { none-at-all => ok(m), some-own(_) => err([v]), both(_) => err([]) }
}
export flow results(a: result, b: result<u8>, c: result<_, f32>) -> tuple<s64, bool> { (1, true) }
"""


WAITS = """package test:system;
use waits from "waits.wasm" needs clock;
export flow wait() -> bool needs clock { waits.wait() }
export flow mix() -> u64 needs clock { waits.mix() }
"""


WAITING = """package test:waiting;
use waits from "waits.wasm" needs clock;
export flow again() -> bool needs clock { waits.wait() with { retry: 2, fallback: false } }
"""
PLAIN = "export flow mix() -> u64 needs clock { waits.mix() }"


class Values:
    """What the stages gave."""

    def __init__(self, source: SourceFile, load: Load) -> None:
        self.found: dict[str, object] = {}
        compile_flow(source, load, Report(), seen=self)
        assert tuple(self.found) == STAGES

    def __call__(self, stage: str, value: T, /) -> T:
        self.found[stage] = value
        return value

    def world(self) -> str:
        cut, plan, imports = (self.found[one] for one in ("segments", "plan", "imports"))
        assert isinstance(cut, Segmented)
        assert isinstance(plan, Plan)
        assert isinstance(imports, Imports)
        return produce.world(cut.graph, plan, imports)

    def component(self) -> bytes:
        fused = self.found["component"]
        assert isinstance(fused, Fused)
        return fused.component


def wit(path: Path) -> list[str]:
    """Return the lines of a world as wasm-tools writes it; documentation is not in binaries."""
    command = [str(WASM_TOOLS), "component", "wit", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return sorted(line for line in done.stdout.splitlines() if "///" not in line)


def agree(values: Values, folder: Path) -> None:
    written, binary = folder / "world.wit", folder / "component.wasm"
    written.write_text(values.world())
    binary.write_bytes(values.component())
    assert wit(written) == wit(binary)


@pytest.mark.parametrize("sample", ["hello", "movies"])
def test_a_samples_world(sample: str, tmp_path: Path) -> None:
    agree(Values(sealed.source(sample), lambda path: sealed.fetch(sample, path)), tmp_path)


def test_every_kind_of_type_and_words_of_wit(tmp_path: Path) -> None:
    values = Values(SourceFile("types.flow", TYPES), lambda _: fixture.BINARY)
    agree(values, tmp_path)
    assert "    /// And says so in two paragraphs.\n" in values.world()


@pytest.mark.parametrize("flows", [WAITING, f"{WAITING}{PLAIN}"])
def test_flows_that_wait(flows: str, tmp_path: Path) -> None:
    waits = bytes(wasmtime.wat2wasm((SYSTEM / "waits.wat").read_text()))
    agree(Values(SourceFile("waiting.flow", flows), lambda _: waits), tmp_path)


def test_a_resource_may_have_more_than_one_name(tmp_path: Path) -> None:
    renamed = bytes(wasmtime.wat2wasm((SYSTEM / "renamed.wat").read_text()))
    flow = """package test:world@1.0.0;
    use c from "renamed.wasm";
    export flow cloned() -> u32 needs http { c.cloned() }
    """
    agree(Values(SourceFile("renamed.flow", flow), lambda _: renamed), tmp_path)


def test_what_is_imported_has_its_resources_and_denied_is_not_there(tmp_path: Path) -> None:
    waits = bytes(wasmtime.wat2wasm((SYSTEM / "waits.wat").read_text()))
    values = Values(SourceFile("system.flow", WAITS), lambda _: waits)
    agree(values, tmp_path)
    world = values.world()
    assert "resource pollable" in world
    assert "import wasi:clocks/monotonic-clock" in world
    assert "wasi:random" not in world

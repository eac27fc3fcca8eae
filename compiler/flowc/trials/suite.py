"""One file's tests, compiled and ready to be run by any thread."""

from collections.abc import Mapping
from dataclasses import dataclass

from flowc.frontend.points import Points
from flowc.frontend.typed import Test
from flowc.native import load, user_store
from flowc.pipeline import CompiledTests
from flowc.plan import SiteNote
from flowc.text.source import SourceFile
from flowrt.engine.engine import Code
from flowrt.engine.system.wasi import Wasi
from flowrt.run.source import INVOKE


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of a file; entry number n of the `code` runs the test number n.

    `names` say what flows that were made for tests stand for, `sites` what traps mean.
    """

    source: SourceFile
    tests: tuple[Test, ...]
    points: Points
    code: Code
    door: int
    sites: Mapping[int, SiteNote]
    names: Mapping[str, str]


def ready(
    source: SourceFile, tests: tuple[Test, ...], points: Points, compiled: CompiledTests
) -> Suite:
    """Make a file's tests ready; their machine code comes from the cache where it is there."""
    code = load(compiled.component, user_store())
    if code.imports():
        # Components see no folder, no variable, and nothing they print; the clock is the system's.
        code.link(Wasi())
    door = code.export(compiled.plan.door, INVOKE)
    return Suite(source, tests, points, code, door, dict(compiled.sites), compiled.names)

"""Components that import WASI: merged into one import each where granted, denied where not."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.conftest import Golden
from tests.validity import validate
from wasmtime import wat2wasm

from flowc import plan, produce
from flowc.frontend import signatures
from flowc.frontend import typed as ty
from flowc.frontend.kinds import Kind
from flowc.ir import lower
from flowc.plan.imports import merge_imports
from flowc.text.render import terminal
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile
from flowc.text.span import Span
from flowrt.engine import engine
from flowrt.engine.engine import Live, Trapped
from flowrt.engine.system.wasi import Wasi
from flowrt.problems.faults import NotGranted
from flowrt.rights.limits import Limits
from flowrt.run.trace import fault_of

CASES = Path(__file__).parent / "cases" / "system"
Grants = Mapping[str, frozenset[Kind]]
ALL: Grants = {"dice": frozenset({"random", "env"}), "waits": frozenset({"clock", "random"})}


class Package:
    """A package with a flow for each function of some components, which take nothing."""

    def __init__(self, *names: str) -> None:
        self.binaries = {
            name: bytes(wat2wasm((CASES / f"{name}.wat").read_text())) for name in names
        }
        self.used = {
            name: signatures.read(data, name, f"{name}.wasm")
            for name, data in self.binaries.items()
        }
        flows = tuple(self.flow(name, at) for at, name in enumerate(names))
        self.graph = lower(
            ty.TypedFlow("test:system", "1.0.0", "", self.used, {}, tuple(sum(flows, ())))
        )

    def flow(self, alias: str, at: int) -> tuple[ty.FlowBody, ...]:
        span = Span("system.flow", at, at + 1)
        made = []
        for function in self.used[alias].functions:
            result = function.type.result
            assert result is not None
            call = ty.ComponentCall(alias, function, (), result, span)
            made.append(
                ty.FlowBody(
                    function.name,
                    exported=True,
                    params=(),
                    result=result,
                    body=call,
                    doc="",
                    span=span,
                )
            )
        return tuple(made)

    def fused(self, grants: Grants) -> bytes:
        imports = merge_imports(self.graph, grants, Report())
        steps = plan.build(self.graph)
        return produce.fuse(self.graph, steps, self.binaries, imports).component

    def run(self, grants: Grants, flow: str) -> str:
        code = engine.shared().compile(self.fused(grants))
        code.link(Wasi(variables=((b"A", b"1"), (b"B", b"2")), http=True))
        entry = plan.build(self.graph).entry(flow)
        assert entry is not None
        live = Live(code, Limits())
        try:
            door = live.function(code.export(plan.build(self.graph).door, "invoke"))
            return live.call(door, entry.index, b"{}")[1].decode()
        finally:
            live.close()


@pytest.fixture(scope="module")
def package() -> Package:
    return Package("dice", "waits")


def names(component: bytes) -> set[str]:
    return set(engine.shared().compile(component).imports())


def test_point_releases_become_one_import_of_the_newest(package: Package) -> None:
    assert names(package.fused(ALL)) == {
        "wasi:random/random@0.2.9",
        "wasi:cli/environment@0.2.0",
        "wasi:io/poll@0.2.9",
        "wasi:clocks/monotonic-clock@0.2.9",
    }


def test_only_what_is_granted_is_imported_and_what_that_is_made_of(package: Package) -> None:
    assert names(package.fused({"dice": frozenset({"random"})})) == {
        "wasi:random/random@0.2.0",
        "wasi:io/poll@0.2.9",
    }


@pytest.mark.parametrize("grants", [ALL, {}, {"waits": frozenset({"random"})}])
def test_what_is_fused_is_valid(package: Package, grants: Grants) -> None:
    validate(package.fused(grants))


def test_what_is_granted_is_the_system(package: Package) -> None:
    assert package.run(ALL, "draw") != package.run(ALL, "draw")
    assert package.run(ALL, "variables") == "2"
    assert package.run(ALL, "wait") == "true"


def test_who_is_denied_variables_sees_none(package: Package) -> None:
    assert package.run({"dice": frozenset({"random"})}, "variables") == "0"


@pytest.mark.parametrize(
    ("flow", "capability"), [("draw", "random"), ("wait", "clock"), ("mix", "random")]
)
def test_using_what_is_denied_is_a_fault_that_names_it(
    package: Package, flow: str, capability: str
) -> None:
    with pytest.raises(Trapped) as trapped:
        package.run({}, flow)
    fault = fault_of(trapped.value, {}, flow)
    assert isinstance(fault, NotGranted)
    assert fault.message.startswith(f"`{capability}`, for wasi:")


def test_one_component_may_be_granted_what_another_is_denied(package: Package) -> None:
    grants: Grants = {"dice": frozenset({"random"})}
    assert package.run(grants, "draw")
    with pytest.raises(Trapped):
        package.run(grants, "mix")


def test_imports_of_types_alone_are_given() -> None:
    package = Package("typed")
    assert names(package.fused({})) == set()
    assert package.run({}, "made") == '{"x":1,"y":2}'


def test_a_resource_may_have_more_than_one_name() -> None:
    package = Package("renamed")
    assert package.run({"renamed": frozenset({"http"})}, "cloned") == "1"
    with pytest.raises(Trapped):
        package.run({}, "cloned")


def test_components_that_disagree_are_told_apart(golden: Golden) -> None:
    with pytest.raises(Stopped) as stopped:
        Package("dice", "odd").fused({})
    source = SourceFile("system.flow", "ab, where a is dice and b is odd\n")
    found = stopped.value.report.diagnostics
    golden(CASES / "disagree.txt", terminal.render(found, {source.path: source}))

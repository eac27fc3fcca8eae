"""One fused component of six languages and five toolchains, with WASI in five point releases."""

import json

import pytest
from tests.toolchains.chain import Kept, case
from tests.validity import validate

from flowc.frontend import signatures
from flowc.ir import document
from flowc.pipeline import Compiled, compile_graph
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.problems.faults import ComponentTrapped
from flowrt.run.runner import Runner

ORDER = ("Zig", "C", "Rust", "AssemblyScript", "WebAssembly", "Python")
SENDER = "Zoë"


@pytest.fixture(scope="module")
def kept(request: pytest.FixtureRequest) -> Kept:
    cache = request.config.cache
    assert cache is not None
    return Kept(cache)


@pytest.fixture(scope="module")
def made(kept: Kept) -> Compiled:
    return kept.compiled(case("relay"))


@pytest.fixture(scope="module")
def runner(kept: Kept, made: Compiled) -> Runner:
    return kept.opened(made, {"SENDER": SENDER, "SECRET": "none of theirs"})


def relay(runner: Runner, text: str) -> object:
    return json.loads(runner.call_json("relay", json.dumps({"of": {"text": text, "stamps": 1}})))


def test_a_parcel_goes_from_language_to_language(runner: Runner) -> None:
    text = "grüße Zig C(Zoë) Rust AssemblyScript WebAssembly Python(Zoë)"
    assert relay(runner, "grüße") == {"ok": {"text": text, "stamps": 7}}


def test_every_language_refuses_in_its_own_words(runner: Runner) -> None:
    said = json.loads(runner.call_json("refusals", "{}"))
    assert said == [f"nothing to pass on, says {name}" for name in ORDER]


def test_a_large_parcel_arrives_whole(runner: Runner) -> None:
    passed = relay(runner, "x" * 20_000)
    assert isinstance(passed, dict)
    assert passed["ok"]["text"].startswith("x" * 20_000 + " Zig C(Zoë)")


def test_a_fault_deep_in_an_interpreter_has_its_place(runner: Runner) -> None:
    with pytest.raises(ComponentTrapped) as raised:
        relay(runner, "abort")
    fault = raised.value
    assert (fault.flow, fault.component, fault.function) == ("relay", "python", "pass")
    line, column = fault.place.split(":")[1:]
    source = case("relay").text.splitlines()[int(line) - 1]
    assert source[int(column) - 1 :] == "python.pass(f)"


def test_each_interface_of_the_system_is_imported_once_and_newest(
    kept: Kept, made: Compiled
) -> None:
    asked: dict[str, set[str]] = {}
    for name in ("zig", "c", "rust", "assemblyscript", "text", "python"):
        for one in signatures.read(kept.link(name), name, name).imports:
            interface, _, version = one.name.partition("@")
            asked.setdefault(interface, set()).add(version)
    imported = [one.name for one in signatures.read(made.component, "fused", "fused").imports]
    releases = set().union(*asked.values())
    assert releases == {"0.2.0", "0.2.3", "0.2.6", "0.2.9", "0.2.12"}
    assert len({name.partition("@")[0] for name in imported}) == len(imported)
    assert "wasi:clocks/wall-clock@0.2.12" in imported  # of 0.2.0, 0.2.9 and 0.2.12
    assert "wasi:clocks/monotonic-clock@0.2.12" in imported  # of 0.2.3, 0.2.9 and 0.2.12
    assert "wasi:random/random@0.2.9" in imported  # of 0.2.6 and 0.2.9
    assert not [name for name in imported if name.startswith("wasi:sockets/tcp@")]  # denied


def test_the_fused_component_is_valid(made: Compiled) -> None:
    validate(made.component)


def test_the_chain_is_built_again_from_what_an_archive_keeps(kept: Kept, made: Compiled) -> None:
    assert made.document is not None
    text, report = document.write(made.document), Report()
    again = document.read(SourceFile("relay.graph", text), report)
    binaries = {alias: kept.link(alias) for alias in made.document.graph.components}
    built = compile_graph(again, binaries, report)
    assert (built.plan, built.component) == (made.plan, made.component)
    assert built.capabilities == made.capabilities

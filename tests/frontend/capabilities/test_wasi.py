"""Which imports of WASI stand for which capability."""

import pytest

from flowc.frontend.signature import Component, Function, Import
from flowc.frontend.terms import FuncType
from flowc.frontend.wasi import capabilities_of, provided

KINDS = {
    "wasi:http/outgoing-handler@0.2.0": "http",
    "wasi:sockets/tcp@0.2.3": "sockets",
    "wasi:filesystem/preopens@0.2.12": "files",
    "wasi:clocks/wall-clock@0.2.0-rc-2023-11-10": "clock",
    "wasi:random/insecure-seed@0.2.0": "random",
    "wasi:cli/environment@0.2.0": "env",
    "wasi:cli/stderr@0.2.0": "stdio",
    "wasi:cli/terminal-input@0.2.0": "stdio",
    "wasi:cli/exit@0.2.0": None,
    "wasi:io/streams@0.2.0": None,
    "wasi:clocks/wall-clock": "clock",
}
OTHERS = [
    "wasi:clocks/wall-clock@0.3.0",
    "wasi:keyvalue/store@0.2.0",
    "acme:clocks/wall-clock@0.2.0",
    "wasi:clocks",
    "now",
]


def asking(*names: str) -> Component:
    functions = (Function(name, "f", FuncType((), None)) for name in names)
    return Component((), (), tuple(Import(one.interface, "interface", (one,)) for one in functions))


@pytest.mark.parametrize("name", KINDS)
def test_a_host_provides_wasi(name: str) -> None:
    found = provided(name)
    assert found is not None
    assert found.kind == KINDS[name]


@pytest.mark.parametrize("name", OTHERS)
def test_a_host_provides_nothing_else(name: str) -> None:
    assert provided(name) is None


def test_a_component_needs_what_its_imports_stand_for() -> None:
    component = asking(*KINDS, *OTHERS)
    assert str(capabilities_of(component)) == "http, sockets, files, clock, random, env, stdio"
    assert str(capabilities_of(asking("wasi:io/streams@0.2.0"))) == "nothing"


def test_an_interface_of_types_alone_needs_nothing() -> None:
    lean = Component((), (), (Import("wasi:clocks/wall-clock@0.2.0", "interface"),))
    assert not capabilities_of(lean)


def test_what_is_filled_is_not_asked_of_the_host() -> None:
    component = asking("wasi:clocks/wall-clock@0.2.0", "wasi:random/random@0.2.0")
    assert str(capabilities_of(component, ["wasi:random/random@0.2.0"])) == "clock"

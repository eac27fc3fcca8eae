"""Every fault of a run as it is shown, and that each has a code, an explanation and a help."""

import re
from pathlib import Path

import pytest
from tests.conftest import Golden

from flowrt.cli.options import Usage
from flowrt.problems import faults
from flowrt.problems.every import every_problem
from flowrt.problems.report import Fault, Problem

FAULTS = [
    kind
    for kind in every_problem()
    if kind.__module__ in ("flowrt.problems.faults", "flowrt.cli.options")
]
WHERE = {
    "flow": "checkout",
    "component": "pricing",
    "function": "price",
    "place": "shop.flow:4:9",
    "message": "what the engine says",
}


def test_faults_as_they_are_shown(golden: Golden) -> None:
    shown = [str(kind(**WHERE)) for kind in FAULTS if issubclass(kind, Fault)]
    shown.append(str(faults.EngineUnusable("wasmtime 50.0.1", "it is not installed")))
    shown.append(str(Usage("--crat", "`--cart` exists")))
    golden(Path(__file__).parent / "cases" / "faults.txt", "\n\n".join(shown) + "\n")


@pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: kind.code)
def test_a_fault_is_explained(kind: type[Problem]) -> None:
    assert re.fullmatch(r"R4[1234][0-9]", kind.code)
    assert kind.exit_code == {"1": 4, "2": 2 if kind is Usage else 70, "3": 4, "4": 4}[kind.code[2]]
    assert kind.title[0].islower()
    assert kind.__doc__ is not None
    assert kind.__doc__.strip().splitlines()[0].endswith((".", ","))
    assert kind.help or kind is Usage

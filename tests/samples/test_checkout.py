"""The checkout in one process and in pieces: the same results, whatever is killed meanwhile."""

from pathlib import Path
from typing import Any

import pytest
from samples.checkout import reference, scale
from samples.checkout.orders import orders

import flowrt
from flowc.pipeline import compile_flow
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.bindings import Opening, binding_to


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("checkout")
    scale.build(made)
    return made


def test_in_one_process_it_does_what_plain_python_does(folder: Path) -> None:
    app = scale.in_one_process(folder)
    results: list[Any] = [app.call("order", order) for order in orders(100, scale.SEED)]
    assert results == [reference.order(**order) for order in orders(100, scale.SEED)]
    kinds = [next(iter(one["err"])) if isinstance(one.get("err"), dict) else one for one in results]
    assert {"not-sold", "not-there", "suspicious"} <= {one for one in kinds if isinstance(one, str)}


def test_its_screening_may_be_a_component_by_itself(folder: Path) -> None:
    report, name = Report(), scale.HERE / "fraud.flow"
    source = SourceFile(name.name, name.read_text())
    made = compile_flow(source, lambda path: (scale.HERE / path).read_bytes(), report)
    (folder / "fraud.wasm").write_bytes(made.component)
    trust = folder / "trust.toml"
    services: dict[str, Any] = {
        "pricing": flowrt.open(folder / "pricing.flowpack", trust),
        "fraud": binding_to(str(folder / "fraud.wasm"), Opening(service="fraud")),
    }
    bound = flowrt.open(folder / "checkout.flowpack", trust, services=services)
    app = scale.in_one_process(folder)
    for order in orders(100, scale.SEED):
        assert bound.call("order", order) == app.call("order", order)


def test_in_pieces_each_order_comes_out_once(folder: Path) -> None:
    check(
        folder, scale.Scale(orders=300, pricing=3, fraud=1, checkout=2, pause=0, kills=2), least=2
    )


@pytest.mark.slow
def test_ten_thousand_orders_come_out_once(folder: Path) -> None:
    check(folder, scale.Scale(), least=10)


def check(folder: Path, size: scale.Scale, least: int) -> None:
    outcome = scale.scaled(folder, size)
    assert scale.mistakes(outcome, size.orders) == []
    assert sum(outcome.killed.values()) >= least
    assert len(outcome.results) == size.orders


def test_mistakes_are_found() -> None:
    given = list(orders(3, scale.SEED))
    results = {f"order-{n}": reference.order(**order) for n, order in enumerate(given)}
    well = scale.Outcome(1.0, {}, results, doubled=0, dead=0, left=0)
    assert scale.mistakes(well, 3) == []
    assert len(scale.mistakes(well, 4)) == 1
    wrong = scale.Outcome(1.0, {}, {**results, "order-1": 7}, doubled=1, dead=1, left=1)
    assert len(scale.mistakes(wrong, 3)) == 4

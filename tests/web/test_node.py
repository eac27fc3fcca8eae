"""A module in Node does as the stub does: the same results, the same faults at the same places."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import Build, Built

from flowrt.app import App
from flowrt.problems.report import BadInput, Problem

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
LINE = {
    "sku": 'a "quoted" \\ ☃ line\n',
    "qty": 4_294_967_295,
    "big": 2**64 - 1,
    "data": "AQL/",
    "note": None,
    "deep": {"some": None},
    "size": "large",
    "days": ["mon"],
    "found": ["nothing", {"one": 2**53 + 1}, {"both": [-(2**63), "x"]}],
    "rate": 1e-05,
    "mark": "é",
}
KINDS = [
    ("add-up", {"a": 1, "b": 2}),
    ("add-up", {"a": 1}),
    ("add-up", {"a": 4_294_967_295, "b": 1}),
    ("add-up", {"a": -1}),
    ("add-up", {"a": 1, "c": 1}),
    ("add-up", {}),
    ("echo", {"lines": [LINE, LINE]}),
    ("echo", {"lines": [{**LINE, "size": "medium"}]}),
    ("many", {"names": ["Ada", "Grace"]}),
    ("many", {"names": ["Ada", "nobody", "Grace"]}),
    ("many", {"names": []}),
    ("both", {"a": 5, "b": 3}),
    ("both", {"a": 3, "b": 5}),
    ("both", {"a": 2**64 - 1, "b": 0}),
    ("tried", {"ns": [3, 10, 9]}),
    ("tried", {"ns": []}),
    ("unkept", {"x": 1.0}),
    ("turns", {"ns": [*range(1, 21)]}),
    ("turns", {"ns": [*range(1, 21), 91, 4]}),
    ("turns", {"ns": [*range(1, 21), 0, 4]}),
    ("left", {"n": 5}),
    ("left", {"n": 1}),
    ("left", {"n": None}),
    ("screened", {"net": 1}),
    ("nosuch", {}),
]
FACTS = ("path", "expected", "found", "flow", "component", "function", "place")


@pytest.fixture(scope="module")
def kinds(build: Build) -> Built:
    return build(HERE / "kinds.flow")


def as_the_stub(app: App, flow: str, text: str) -> dict[str, Any]:
    """Return what a job comes to in the stub, in the form that the driver gives."""
    try:
        return {"text": app.call_json(flow, text)}
    except Problem as problem:
        facts = {name: str(getattr(problem, name, "")) for name in FACTS}
        if isinstance(problem, BadInput):
            facts["place"] = ""
        return {"code": problem.code, "title": problem.title, **facts}


def compared(came: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in came.items() if name != "detail"}


@pytest.mark.parametrize("options", [{}, {"threads": 2}, {"isolation": "stream"}])
def test_every_kind_of_value_and_cut(kinds: Built, options: dict[str, object]) -> None:
    jobs = [(flow, json.dumps(values)) for flow, values in KINDS]
    app = kinds.opened(services={"fraud": lambda _function, _arguments: True})
    expected = [as_the_stub(app, *job) for job in jobs]
    assert sum("code" in one for one in expected) == 8
    came = kinds.in_node(jobs, {**options, "services": {"fraud": "http://127.0.0.1:9"}})
    assert [compared(one) for one in came] == expected

"""Every problem as RFC 9457 has it: a status that is one, the code, no member empty."""

import json
from importlib import import_module

import pytest

from flowc.cli.explain import STUB
from flowrt.problems import faults
from flowrt.problems.errors import NotJson, WrongKind
from flowrt.problems.every import every_problem
from flowrt.problems.members import STATUSES, document, members_of, status_of
from flowrt.problems.refusals.rights import NotBound
from flowrt.problems.report import BadInput, Fault, Problem, Refused

for module in STUB:
    import_module(module)
MADE = [
    kind("", expected="this", found="that")
    if issubclass(kind, (BadInput, Refused))
    else kind(flow="f", message="why")
    for kind in every_problem()
    if issubclass(kind, (BadInput, Refused, Fault)) and kind.__module__.startswith("flowrt.")
    if kind.__init__ in (BadInput.__init__, Refused.__init__, Fault.__init__)
]


@pytest.mark.parametrize("problem", MADE, ids=lambda one: str(one.code))
def test_a_problem_is_a_document(problem: Problem) -> None:
    members = json.loads(document(problem))
    assert 400 <= members["status"] <= 599
    assert members["status"] == status_of(problem)
    assert members["code"] == problem.code
    assert "" not in members.values()


def test_codes_with_a_status_are_codes() -> None:
    assert set(STATUSES) <= {kind.code for kind in every_problem()}


def test_whose_mistake_it_was_shows_in_the_status() -> None:
    assert status_of(NotJson("", expected="JSON", found="?")) == 400
    assert status_of(WrongKind("a", expected="u8", found="x")) == 422
    assert status_of(faults.ComponentTrapped(flow="f")) == 500
    assert status_of(faults.ServiceFailed(function="f")) == 502
    assert status_of(faults.DeadlinePassed(flow="f")) == 504
    assert status_of(NotBound("x", expected="y", found="z")) == 500


def test_members_say_where_and_what() -> None:
    assert members_of(WrongKind("lines[2].qty", expected="u8", found="text")) == {
        "type": "urn:flowrt:problem:R402",
        "title": "a value is of the wrong kind",
        "status": 422,
        "detail": "lines[2].qty: expected u8; found text",
        "code": "R402",
        "path": "lines[2].qty",
        "expected": "u8",
        "found": "text",
        "help": "give a value of the expected type",
    }
    trap = faults.ComponentTrapped(flow="f", component="c", function="g", place="a.flow:1:2")
    assert members_of(trap) == {
        "type": "urn:flowrt:problem:R410",
        "title": "a component trapped",
        "status": 500,
        "detail": "a.flow:1:2: flow f; component c; function g",
        "code": "R410",
        "flow": "f",
        "component": "c",
        "function": "g",
        "place": "a.flow:1:2",
        "help": trap.help,
    }

"""How refusals, faults and bad inputs read, and that nothing hostile reaches a terminal."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stub import forge

from flowrt.problems.errors import OutOfRange, Unprintable, codec_fault
from flowrt.problems.refusals.files import Unreadable
from flowrt.problems.report import BadInput, Fault, Problem, Refused, shown

REFUSAL = """\
refused[R204]: the archive was changed after it was signed
 --> dist/app.flowpack!component
  = expected pieces:63f28f33056ca4f9b42dd971bb59f991b68261533581424d88e103c7ee0cf3ca
  = found    pieces:{found}
  = rule     FORMAT 5.3
help: rebuild or fetch it again; nothing in it was run"""


def refusal() -> Refused:
    data = bytearray(forge.seal())
    data[data.index(forge.COMPONENT)] = 0xFF
    with pytest.raises(Refused) as caught:
        forge.opened(bytes(data))
    return caught.value


def test_a_refusal_names_place_facts_rule_and_what_to_do() -> None:
    only_piece = hashlib.sha256(b"\xff" + forge.COMPONENT[1:]).digest()
    found = hashlib.sha256(only_piece).hexdigest()
    assert refusal().render("dist/app.flowpack") == REFUSAL.format(found=found)
    assert refusal().exit_code == 3


def test_a_problem_is_also_json() -> None:
    fields = json.loads(json.dumps(refusal().fields()))
    assert fields["code"] == "R204"
    assert fields["rule"] == "FORMAT 5.3"
    assert set(fields["facts"]) == {"expected", "found"}


class Trapped(Fault):
    title = "a component trapped"


def test_a_fault_names_flow_component_and_function() -> None:
    fault = Trapped(
        flow="checkout", component="tax", function="vat", place="a.flow:3:5", message="unreachable"
    )
    assert str(fault).splitlines() == [
        "fault[]: a component trapped",
        " --> a.flow:3:5",
        "  = flow      checkout",
        "  = component tax",
        "  = function  vat",
        "  = message   unreachable",
    ]
    assert fault.exit_code == 4


def test_a_fault_of_which_nothing_is_known_is_one_line() -> None:
    assert str(Trapped()) == "fault[]: a component trapped"


def test_what_the_codec_reports_becomes_a_problem() -> None:
    report = {"code": "R403", "path": "lines[2].qty", "expected": "u32", "found": "-1", "at": 17}
    problem = codec_fault(report)
    assert isinstance(problem, OutOfRange)
    assert str(problem).splitlines() == [
        "error[R403]: a number does not fit its type",
        " --> lines[2].qty (byte 17)",
        "  = expected u32",
        "  = found    -1",
        "help: give a number within the range of the expected type",
    ]
    assert problem.exit_code == 1


def test_a_result_that_json_cannot_hold_is_the_flows_fault() -> None:
    problem = codec_fault({"code": "R409", "path": "mean", "expected": "f64", "found": "NaN"})
    assert isinstance(problem, Unprintable)
    assert problem.place == "mean"
    assert problem.exit_code == 4


def test_an_unknown_codec_code_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        codec_fault({"code": "R499", "expected": "", "found": ""})


def test_an_unreadable_file_is_the_users_mistake() -> None:
    problem: Problem = Unreadable("x.flowpack", "no such file")
    assert (problem.code, problem.exit_code) == ("R110", 1)
    assert "no such file" in problem.render()


@given(st.text(), st.text())
def test_nothing_that_moves_a_terminal_is_shown(place: str, found: str) -> None:
    lines = BadInput(place, expected="u8", found=found).render().splitlines()
    assert all(line.isprintable() for line in lines)
    assert len(lines) <= 4


@given(st.text(min_size=200))
def test_what_is_shown_is_short(text: str) -> None:
    assert len(shown(text)) <= 160 * 10 + 3
    assert shown("x" * 200) == "x" * 160 + "..."

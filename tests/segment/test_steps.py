"""Flows a step at a time: stopped after any cut, and gone on with in another process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.segment.test_trampoline import FLOW, SERVICE
from tests.segment.waiting import KEY, app, sealed_bytes, trusting

import flowrt
from flowrt.problems.errors import BadStep
from flowrt.steps import Step, Steps

RESUME = """
import sys, flowrt
from flowrt.steps import Step, Steps
steps = Steps(flowrt.open("wait.flowpack", "trust.toml"))
step = Step.read(sys.stdin.read())
print(steps.resume(step, steps.perform(step)).text, end="")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("steps")
    (made / "wait.flowpack").write_bytes(sealed_bytes(FLOW))
    (made / "trust.toml").write_text(trusting(KEY))
    return made


@pytest.mark.parametrize(
    ("flow", "given", "result"),
    [
        ("twice", {"n": 8}, 9),
        ("sums", {"ns": [2, 13, 4]}, 104),
        ("nested", {"ns": [[2, 4], [6]]}, [[1, 2], [3]]),
        ("found", {"ns": [1, -2, 2]}, {"err": "negative"}),
    ],
)
def test_any_step_goes_on_in_another_process(
    folder: Path, flow: str, given: object, result: object
) -> None:
    steps = Steps(flowrt.open(folder / "wait.flowpack", folder / "trust.toml"))
    step = steps.start(flow, json.dumps(given))
    while step.result is None:
        here = steps.resume(step, steps.perform(step))
        command = [sys.executable, "-c", RESUME]
        there = subprocess.run(
            command, input=step.text, cwd=folder, capture_output=True, text=True, check=True
        )
        assert Step.read(there.stdout) == here
        assert Step.read(here.text) == here
        step = here
    assert json.loads(step.result) == result


def test_a_flow_that_does_not_wait_is_done_at_once() -> None:
    assert Steps(app(FLOW)).start("plain", '{"n":8}').result == "4"


def test_a_step_says_where_it_waits_and_can_be_answered_by_hand() -> None:
    steps = Steps(app(SERVICE, fraud=lambda *_: "clear"))
    step = steps.start("checkout", '{"net":5}')
    assert step.at == 0
    assert steps.resume(step, '{"flagged":"by hand"}').result == '"flagged: by hand"'
    assert steps.resume(step, '"clear"').result == '"clear"'


def test_a_step_of_another_archive_is_refused() -> None:
    step = Steps(app(FLOW)).start("twice", '{"n":8}')
    with pytest.raises(BadStep, match="R431"):
        Steps(app(SERVICE, fraud=lambda *_: "clear")).perform(step)


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "7", "{}", '{"plan":"x"}', '{"plan":7,"result":"1"}',
        '{"plan":"x","frames":[7],"args":"[]"}', '{"plan":"x","frames":[[0]],"args":"[]"}',
        '{"plan":"x","frames":[["a","[]"]],"args":"[]"}', '{"plan":"x","more":1}',
        pytest.param("[" * 200_000, id="[[.."),
    ],
)  # fmt: skip
def test_a_text_that_is_no_step_is_refused(text: str) -> None:
    with pytest.raises(BadStep):
        Step.read(text)


def test_a_step_that_names_no_cut_or_is_done_is_refused() -> None:
    steps = Steps(app(FLOW))
    step = steps.start("twice", '{"n":8}')
    for frames in ("[]", '[[99,"[]"]]', '[[-1,"[]"]]'):
        with pytest.raises(BadStep):
            steps.perform(Step.read(f'{{"plan":"{step.plan}","frames":{frames},"args":"[]"}}'))
    with pytest.raises(BadStep):
        steps.perform(Step(step.plan, "1"))

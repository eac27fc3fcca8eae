"""The reports for machines, golden-tested over cases that pass, fail and fault."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.conftest import Golden
from tests.trials.conftest import Flowc

from flowc.cli.arguments.sources import REPORTS
from flowc.trials import reports

HERE = Path(__file__).parent
FILES = ("passes.flow", "fails.flow", "faults.flow", "no-value.flow", "unanswered.flow")
MASKS = (
    (re.compile(r'time="[0-9.]+"'), 'time="0.0000"'),
    (re.compile(r'"seconds": [0-9.]+'), '"seconds": 0.0'),
)


def masked(text: str) -> str:
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


@pytest.mark.parametrize("form", ["tap", "junit", "json"])
def test_a_report(form: str, flowc: Flowc, golden: Golden) -> None:
    code, out, err = flowc(*FILES, "--report", form)
    assert code == 1
    assert "error[F030]" in err
    golden(HERE / "reports" / f"{form}.txt", masked(out))


def test_the_options_name_every_report() -> None:
    assert tuple(reports.REPORTS) == REPORTS


def test_junit_is_xml_with_a_case_for_each_test(flowc: Flowc) -> None:
    _, out, _ = flowc(*FILES, "--report", "junit")
    root = ET.fromstring(out)  # noqa: S314 - our own
    assert root.attrib["tests"] == "14"
    assert len(root.findall("testsuite/testcase")) == 14
    assert len(root.findall("testsuite/testcase/failure")) == 7
    assert len(root.findall("testsuite/testcase/error")) == 4


def test_tap_counts_what_it_lists(flowc: Flowc) -> None:
    _, out, _ = flowc(*FILES, "--report", "tap")
    lines = out.splitlines()
    assert lines[:2] == ["TAP version 14", "1..14"]
    numbers = [int(line.split(" - ")[0].split()[-1]) for line in lines if " - " in line[:14]]
    assert numbers == list(range(1, 15))


def test_json_has_the_coverage(flowc: Flowc) -> None:
    _, out, _ = flowc("coverage.flow", "--coverage", "--report", "json")
    (covered,) = json.loads(out)["coverage"]
    assert (covered["file"], covered["reached"], covered["points"]) == ("coverage.flow", 6, 12)
    assert {"kind": "arm", "file": "coverage.flow", "line": 11, "column": 5} in covered["missed"]


def test_a_report_goes_to_a_file_and_people_are_told(flowc: Flowc, desk: Path) -> None:
    code, out, err = flowc("passes.flow", "--report", "tap", "--output", "out/passes.tap")
    assert (code, out, err) == (0, "", "flowc: wrote out/passes.tap\n")
    assert (desk / "out" / "passes.tap").read_text().startswith("TAP version 14\n1..2\nok 1 - ")


def test_where_stdout_is_for_a_machine_people_read_stderr(flowc: Flowc) -> None:
    code, out, err = flowc("fails.flow", "passes.flow", "--format", "github")
    assert code == 1
    assert out.count("::error title=flowc (F030),file=fails.flow,line=") == 5
    assert "ok     two and two" in err

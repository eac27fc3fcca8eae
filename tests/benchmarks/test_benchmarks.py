"""The names of the benchmarks are stable, and dist/bench.json has the form that it promises."""

import ast
import json
import re
import shutil

import pytest
from tests.benchmarks import __main__ as command
from tests.benchmarks import generated, lines
from tests.benchmarks.measure import Benchmark, Work, measure

NAMES = [
    "hop.scalar/hand-composed",
    "hop.scalar/host-walk",
    "hop.string/hand-composed",
    "hop.string/host-walk",
    "hop.string-1kB/hand-composed",
    "hop.string-1kB/host-walk",
    "hop.record/hand-composed",
    "hop.record/host-walk",
    "hop.records-10/hand-composed",
    "hop.records-10/host-walk",
    "door.record/value-conversion",
    "door.record.json/value-conversion",
    "door.list-1000/value-conversion",
    "door.list-1000.json/value-conversion",
    "codec.parse-print/stdlib-json",
    "codec.parse-print/orjson",
    "codec.movies/stdlib-json",
    "codec.movies/orjson",
    "codec.floats/orjson",
    "codec.texts/orjson",
    "lines.movies.stream/python-loop",
    "lines.movies.call/python-loop",
    "lines.movies.stream/jq",
    "instance.movies.fresh/kept-instance",
    "instance.movies.fresh/store-and-instantiate",
    "start.flowrt/empty-python",
    "start.flowrt.first-result/wasmtime-py",
    "start.executable/flowrt",
    "start.executable/wasmtime",
    "start.executable/bun",
    "start.executable/first-start",
    "signatures.movies/wasmtime-compile",
    "start.executable.python/flowrt",
    "start.executable.python/wasmtime",
    "check.nodes-1000/lark-python",
    "check.nodes-1000/python-compile",
    "check.nodes-100/check.nodes-10",
    "check.nodes-1000/check.nodes-100",
    "check.nodes-10000/check.nodes-100",
    "start.check-hello/empty-python",
    "start.check-1000/empty-python",
    "start.check-10000/empty-python",
    "par-for.cores/one-core",
    "cut.call/plain-call",
    "cut.loop.2000/200",
    "queue.double/nats-py",
    "queue.double.two-processes/one-process",
    "build.nodes-100/build.nodes-10",
    "build.nodes-1000/build.nodes-100",
    "build.nodes-10000/build.nodes-100",
    "load.nodes-100/load.nodes-10",
    "load.nodes-1000/load.nodes-100",
    "load.nodes-10000/load.nodes-100",
    "build.edited/first-build",
    "build.unchanged/first-build",
    "web.typed/hand-written-glue",
    "web.typed/plain-javascript",
    "web.text/hand-written-glue",
    "web.text/plain-javascript",
    "web.chromium.typed/hand-written-glue",
    "web.chromium.typed/plain-javascript",
    "web.chromium.text/hand-written-glue",
    "web.chromium.text/plain-javascript",
    "web.size/jco",
    "web.size.gzip/jco",
    "web.build/jco",
    "web.build/first-build",
    "start.verified-100kB/unverified",
    "start.verified-400kB/unverified",
    "start.verified-10MB/unverified",
    "start.verified-100MB/unverified",
    "serve.call/constant",
    "serve.call/wasmtime-py",
    "serve.call.2/constant.2",
]


def test_names_are_never_changed_only_added() -> None:
    assert [benchmark.name for benchmark in command.ALL] == NAMES


def test_figures_are_written_with_the_promised_fields() -> None:
    loop = Benchmark(
        "list/tuple", "us/call", lambda: (Work(lambda: list(range(9))), Work(lambda: (1,) * 9, 2))
    )
    (row,) = json.loads(command.encode([measure(loop, runs=3)]))
    assert list(row) == ["name", "ratio", "median", "baseline", "unit", "runs"]
    assert (row["name"], row["baseline"], row["unit"]) == ("list/tuple", "tuple", "us/call")
    assert row["runs"] == 3
    assert 0 < row["ratio"] < 1
    assert 0 < row["median"] < 1000


@pytest.mark.parametrize(
    "name",
    [
        "hop.scalar/hand",
        "hop.records-10/hand",
        "door.record/",
        "instance.movies.fresh/store",
        "start.check-hello/",
        "check.nodes-100/",
        "load.nodes-100/",
        "start.verified-400kB/",
    ],
)
def test_one_run_goes_through_the_whole_compiler(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command.main(["--only", name, "--runs", "1"])
    row = capsys.readouterr().out.splitlines()[-1]
    assert row.startswith(name)
    assert " x " in row


def test_a_generated_package_is_python_too_and_has_the_calls_it_was_asked_for() -> None:
    package = generated.package(180)
    ast.parse(package.python)
    assert len(re.findall(r"part-\d+\.\w+\(|step-\d+\(lines, ", package.flow)) == 180
    assert generated.package(180) == package
    assert generated.package(180, seed=2) != package


def test_what_cannot_be_compared_is_said_and_left_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    command.main(["--only", "stream/jq"])
    row = capsys.readouterr().out.splitlines()[-1]
    assert row.split() == ["lines.movies.stream/jq", "not", "measured:", *row.split()[3:]]
    assert "no jq" in row


@pytest.mark.skipif(not shutil.which("jq"), reason="there is no jq")
def test_the_job_in_jq_comes_to_the_same_on_every_row() -> None:
    ours, theirs = lines.with_jq()  # which compares their results
    assert ours.units == theirs.units == 17_472


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["--only", "nothing"])
    assert stopped.value.code == 2
    assert "hop.scalar/hand-composed" in capsys.readouterr().err

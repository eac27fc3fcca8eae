"""`flowc graph` as a user runs it; what is drawn is tested in tests/draw."""

import os
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop, furnish

MISTAKE, USAGE = 1, 2
DOT = shutil.which("dot")
with_graphviz = pytest.mark.skipif(
    DOT is None, reason="Graphviz is not installed: no `dot` on the path"
)


@pytest.fixture
def desk(tmp_path: Path) -> Workshop:
    return furnish(tmp_path)


def test_mermaid_is_the_default(desk: Workshop) -> None:
    drawn = desk.well("flowc", "graph", "hello.flow")
    assert drawn.startswith("flowchart TB\n")
    assert '["greeting.greet"]' in drawn


def test_the_suffix_tells_the_form(desk: Workshop) -> None:
    desk.well("flowc", "graph", "hello.flow", "--output", "pictures/hello.dot")
    assert desk.path("pictures/hello.dot").read_text().startswith('digraph "hello:app@0.1.0" {\n')
    assert desk.well("flowc", "graph", "hello.flow", "--to", "dot").startswith("digraph ")


def test_another_suffix_is_no_form(desk: Workshop) -> None:
    desk.well("flowc", "graph", "hello.flow", "--output", "hello.mmd")
    assert desk.path("hello.mmd").read_text().startswith("flowchart TB\n")
    done = desk.run("flowc", "graph", "hello.flow", "--output", "hello.png")
    assert (done.returncode, done.stderr.splitlines()[:2]) == (
        MISTAKE,
        [
            "error[F025]: the form of a picture is not known",
            "  = `hello.png`: the suffix tells of no form",
        ],
    )
    assert not desk.path("hello.png").exists()
    desk.well("flowc", "graph", "hello.flow", "--to", "dot", "--output", "hello.txt")
    assert desk.path("hello.txt").read_text().startswith("digraph ")


def test_a_package_without_version_has_its_name_alone(desk: Workshop) -> None:
    source = desk.path("hello.flow")
    source.write_text(source.read_text().replace("@0.1.0", ""))
    assert '["components of hello:app"]' in desk.well("flowc", "graph", "hello.flow")


@with_graphviz
def test_svg_is_laid_out_by_graphviz(desk: Workshop) -> None:
    done = desk.run("flowc", "graph", "hello.flow", "--output", "hello.svg")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert done.stderr == "flowc: wrote hello.svg\n"
    drawn = ET.parse(desk.path("hello.svg"))  # noqa: S314 - Graphviz wrote it just now
    texts = {one.text for one in drawn.iter() if one.text}
    assert {"greeting.greet", "name: string", 'name: string = "world"', "-> string"} <= texts


def test_without_graphviz_it_says_what_to_install(desk: Workshop) -> None:
    empty = desk.path("empty")
    empty.mkdir()
    done = desk.run("flowc", "graph", "hello.flow", "--to", "svg", PATH=str(empty))
    assert (done.returncode, done.stdout) == (MISTAKE, "")
    assert done.stderr.splitlines()[:3] == [
        "error[F021]: a program that this needs is not installed",
        "  = `dot` is not on the path",
        "help: install Graphviz, or write another form with `--to mermaid` or `--to dot`",
    ]


def test_the_words_of_a_failed_program_are_passed_on(desk: Workshop) -> None:
    program = desk.path("bin/dot")
    program.parent.mkdir()
    program.write_text("#!/bin/sh\ncat >/dev/null; echo 'no layout engine' >&2; exit 3\n")
    program.chmod(0o755)
    path = f"{program.parent}:{os.environ['PATH']}"
    done = desk.run("flowc", "graph", "hello.flow", "-o", "hello.svg", PATH=path)
    assert (done.returncode, done.stdout) == (MISTAKE, "")
    assert "error[F022]" in done.stderr
    assert "`dot`: no layout engine" in done.stderr
    assert not desk.path("hello.svg").exists()


def test_an_unknown_flow(desk: Workshop) -> None:
    done = desk.run("flowc", "graph", "hello.flow", "--flow", "helo")
    assert (done.returncode, done.stdout) == (MISTAKE, "")
    assert "error[F020]" in done.stderr
    assert "help: there is `hello`" in done.stderr


def test_mistakes_of_every_file_are_told_and_nothing_is_drawn(desk: Workshop) -> None:
    desk.path("one.flow").write_text("package a:one@1.0.0;\nexport flow f() -> u8 { 256 }\n")
    desk.path("two.flow").write_text("package a:two@1.0.0;\nexport flow f() -> u8 { x }\n")
    done = desk.run("flowc", "graph", "one.flow", "hello.flow", "two.flow", "--format=short")
    assert (done.returncode, done.stdout) == (MISTAKE, "")
    assert "one.flow:2:" in done.stderr
    assert "two.flow:2:" in done.stderr


def test_an_unknown_form_is_a_usage_error(desk: Workshop) -> None:
    done = desk.run("flowc", "graph", "hello.flow", "--to", "png")
    assert done.returncode == USAGE
    assert "mermaid" in done.stderr

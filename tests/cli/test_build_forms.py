"""`flowc build` for people who want to look: stages to stop after, forms to write, figures."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import msgpack  # type: ignore[import-untyped]  # it ships no types
import pytest
from tests.cli.conftest import Workshop, furnish
from wasmtime import wat2wasm

from flowc.cli.arguments.building import STAGES
from flowc.cli.arguments.values import FORMS_OF_BUILD

MISTAKE, USAGE = 1, 2
ONE = """(component
  (core module $m (func (export "f") (result i32) i32.const 1))
  (core instance $i (instantiate $m))
  (func (export "go") (result u32) (canon lift (core func $i "f"))))"""
SUFFIXES = {"ir": ".ir", "plan": ".plan.json", "wat": ".wat", "wasm": ".wasm", "wit": ".wit"}
BEGINS = {
    "parse": "package hello:app@0.1.0;\n",
    "lower": "package hello:app@0.1.0\n\ncomponent greeting {",
    "ir": "package hello:app@0.1.0\n\ncomponent greeting {",
    "segments": "package hello:app@0.1.0\n\ncomponent greeting {",
    "plan": '{\n  "version": ',
}


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return furnish(tmp_path_factory.mktemp("forms"))


@pytest.fixture
def desk(tmp_path: Path) -> Workshop:
    return furnish(tmp_path)


@pytest.mark.parametrize(("stage", "begins"), BEGINS.items(), ids=BEGINS)
def test_a_stage_is_printed_and_nothing_after_it_is_done(
    shared_desk: Workshop, stage: str, begins: str
) -> None:
    done = shared_desk.run("flowc", "build", "hello.flow", "--until", stage, "--print")
    assert (done.returncode, done.stderr) == (0, "")
    assert begins in done.stdout


@pytest.mark.parametrize("stage", ["check", "native"])
def test_a_stage_without_a_text_writes_nothing(desk: Workshop, stage: str) -> None:
    done = desk.run("flowc", "build", "hello.flow", "--until", stage)
    assert (done.returncode, done.stdout) == (0, "")
    assert f"flowc: stopped after `{stage}`, which writes nothing" in done.stderr
    assert not desk.path("dist").exists()


def test_the_component_is_a_file_of_its_own(desk: Workshop) -> None:
    desk.well("flowc", "build", "hello.flow", "--until", "component")
    assert desk.path("dist/hello.wasm").read_bytes().startswith(b"\0asm\x0d")


def test_every_stage_is_tested() -> None:
    assert {*BEGINS, "check", "component", "native"} == set(STAGES)
    assert tuple(SUFFIXES) == FORMS_OF_BUILD


def test_native_code_that_was_made_ahead_is_used(desk: Workshop) -> None:
    desk.well("flowc", "keygen", "flowc.key")
    cache = {"FLOWC_CACHE": str(desk.path("cache"))}
    desk.well("flowc", "build", "hello.flow", "--until", "native", "-k", "flowc.key", **cache)
    words = ("hello.flow", "--key", "flowc.key", "--report")
    assert "from the cache" in desk.run("flowc", "build", *words, **cache).stderr
    desk.well("flowc", "keygen", "other.key")
    words = ("hello.flow", "--key", "other.key", "--report")
    assert "from the cache" not in desk.run("flowc", "build", *words, **cache).stderr


def test_forms_go_to_stdout_a_file_or_a_folder(desk: Workshop) -> None:
    both = desk.well("flowc", "build", "hello.flow", "--emit", "ir,wit")
    assert "flow hello(" in both
    assert "world root {" in both
    desk.well("flowc", "build", "hello.flow", "--emit", "plan", "-o", "only.json")
    every = ("--emit", "ir,plan", "--emit", "wat,wasm", "--emit", "wit", "-o", "out")
    assert desk.well("flowc", "build", "hello.flow", *every) == ""
    made = {path.name: path.read_bytes() for path in desk.path("out").iterdir()}
    assert set(made) == {f"hello{suffix}" for suffix in SUFFIXES.values()}
    assert made["hello.plan.json"] == desk.path("only.json").read_bytes()
    assert made["hello.wasm"].startswith(b"\0asm\x0d")
    assert b'(export "flowc:run/door@0.1.0" (instance $door))' in made["hello.wat"]
    assert json.loads(made["hello.plan.json"])["entries"][0]["name"] == "hello"
    assert json.loads(made["hello.plan.json"])["sites"] != []


def test_the_forms_are_of_what_is_sealed(desk: Workshop) -> None:
    desk.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml")
    desk.well("flowc", "build", "hello.flow", "--key", "flowc.key", "-o", "hello.flowpack")
    component = desk.run("flowc", "build", "hello.flow", "--emit", "wasm", "-o", "hello.wasm")
    assert component.returncode == 0
    sealed = desk.path("hello.flowpack").read_bytes()
    assert desk.path("hello.wasm").read_bytes() in sealed
    desk.well("flowc", "build", "hello.flow", "--emit", "plan", "-o", "plan.json")
    fields = json.loads(desk.path("plan.json").read_text())
    assert msgpack.packb(fields) in sealed


def test_a_binary_and_texts_are_not_mixed_on_stdout(desk: Workshop) -> None:
    done = desk.run("flowc", "build", "hello.flow", "--emit", "wat,wasm")
    assert (done.returncode, done.stdout) == (MISTAKE, "")
    assert done.stderr.splitlines()[:3] == [
        "error[F026]: these forms need a folder",
        "  = `wat`, `wasm`, of which `wasm` is no text",
        "help: name a folder with `-o`",
    ]


@pytest.mark.parametrize(
    "words",
    [("--emit", "ir,elf"), ("--until", "later"), ("--emit", "ir", "--until", "ir")],
)
def test_a_word_that_cannot_be_meant(shared_desk: Workshop, words: tuple[str, ...]) -> None:
    assert shared_desk.run("flowc", "build", "hello.flow", *words).returncode == USAGE


def test_a_page_is_not_taken_for_the_flow(shared_desk: Workshop) -> None:
    done = shared_desk.run("flowc", "build", "--report", "hello.flow")
    assert done.returncode == USAGE
    assert "expected a path that ends in .html, found `hello.flow`" in done.stderr


def test_figures_are_told_as_text_and_as_a_page(desk: Workshop) -> None:
    desk.well("flowc", "keygen", "flowc.key")
    words = ("hello.flow", "--key", "flowc.key", "--report", "build.html")
    done = desk.run("flowc", "build", *words, FLOWC_CACHE=str(desk.path("cache")))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    told = done.stderr
    rows = [line.split("  ")[0].strip() for line in told.splitlines()]
    stages = ["check", "lower", "ir", "segments", "plan", "imports", "component"]
    assert rows[rows.index("time") + 1 :][:11] == [*stages, "native", "seal", "write", "in all"]
    sizes = {
        line.rsplit(maxsplit=1)[0].strip(): int(line.split()[-1].replace(",", ""))
        for line in told[told.index("\nbytes") : told.index("native code  ")].splitlines()[2:-1]
    }
    assert sizes["greeting"] == desk.path("components/greeting/greeting.wasm").stat().st_size
    assert sum(sizes.values()) == 2 * sizes["the component"]
    archive = desk.path("dist/hello.flowpack").stat().st_size
    assert f"archive: {archive:,} bytes" in told
    page = ET.parse(_as_xml(desk.path("build.html")))  # noqa: S314 - we wrote it just now
    texts = {one.text for one in page.iter() if one.text}
    assert {"hello.flow", "greeting", "codec", "glue", "native", "seal"} <= texts


def _as_xml(path: Path) -> Path:
    """Return the page with its void elements closed, so that a strict reader takes it."""
    text = path.read_text().removeprefix("<!doctype html>\n")
    lines = [
        line.replace(">", "/>") if line.startswith("<meta") else line for line in text.splitlines()
    ]
    copy = path.with_suffix(".xml")
    copy.write_text("\n".join(lines))
    return copy


def test_a_build_without_native_code_has_no_figures_of_it(desk: Workshop) -> None:
    desk.well("flowc", "keygen", "flowc.key")
    words = ("hello.flow", "--key", "flowc.key", "--report", "--portable")
    told = desk.run("flowc", "build", *words).stderr
    assert "native code" not in told
    assert "compiling" not in told


def test_code_that_is_not_valid_is_told_in_the_engines_words(desk: Workshop) -> None:
    desk.well("flowc", "keygen", "flowc.key")
    component = bytes(wat2wasm(ONE))
    constant, drops = b"\x41\x01\x0b", b"\x1a\x1a\x0b"
    assert component.count(constant) == 1
    desk.path("one.wasm").write_bytes(component.replace(constant, drops))
    flow = 'package a:b;\nuse one from "one.wasm";\nexport flow go() -> u32 { one.go() }\n'
    desk.path("one.flow").write_text(flow)
    done = desk.run("flowc", "build", "one.flow", "--key", "flowc.key")
    assert (done.returncode, done.stdout) == (MISTAKE, "")
    assert "error[F027]: the engine cannot compile this package" in done.stderr
    assert "Invalid input WebAssembly code" in done.stderr


def test_an_unwritable_cache_changes_nothing(desk: Workshop) -> None:
    desk.well("flowc", "keygen", "flowc.key")
    words = ("flowc", "build", "hello.flow", "--key", "flowc.key", "-o")
    desk.well(*words, "one.flowpack", FLOWC_CACHE="off")
    desk.well(*words, "two.flowpack", FLOWC_CACHE=str(desk.path("hello.flow")))
    desk.well(*words, "three.flowpack", FLOWC_CACHE=str(desk.path("cache")))
    desk.well(*words, "four.flowpack", FLOWC_CACHE=str(desk.path("cache")))
    made = {desk.path(f"{name}.flowpack").read_bytes() for name in ("one", "two", "three", "four")}
    assert len(made) == 1

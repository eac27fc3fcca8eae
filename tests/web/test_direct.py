"""Calls of components that wait for nothing keep no books, and do what they did with them."""

import json
from pathlib import Path

import pytest
from tests.benchmarks.start import SAMPLES
from tests.web.conftest import Build, node
from tests.web.test_system import later

from flowc.text.diagnostic import InternalError
from flowc.web.access import accesses, rewritten
from flowc.web.direct import direct

BOOKS = "class AsyncTask"
HERE = Path(__file__).parent
SCRIPT = """\
import { readFileSync } from "node:fs";
import { open } from "MODULE";
const app = open({ isolation: "stream" });
const component = await app.component();
const came = [];
for (const name of JSON.parse(readFileSync(0, "utf8"))) {
  const text = JSON.parse(await app.callText("hello", JSON.stringify({ name })));
  came.push([component.hello(name), text]);
}
console.log(JSON.stringify(came));
"""
TRAPS = """\
import { open } from "MODULE";
const kinds = await open().component();
const came = [];
for (const one of [2, 4294967295, 2]) {
  try {
    came.push(kinds.addUp(one, 1));
  } catch (error) {
    came.push(error.code, error.detail);
  }
}
console.log(JSON.stringify(came));
"""


@pytest.mark.parametrize(
    "source",
    [HERE / "kinds.flow", SAMPLES / "hello" / "hello.flow", SAMPLES / "movies" / "movies.flow"],
)
def test_most_components_are_called_directly(build: Build, source: Path) -> None:
    module = build(source).module.read_text()
    assert BOOKS not in module
    assert "idle().enter" in module


def test_one_that_asks_the_page_keeps_its_books(build: Build, tmp_path: Path) -> None:
    assert BOOKS in build(later(tmp_path, "", "needs clock ")).module.read_text()


def test_texts_of_all_lengths_cross_memories_that_grow(build: Build, tmp_path: Path) -> None:
    module = build(SAMPLES / "hello" / "hello.flow").module
    script = tmp_path / "texts.mjs"
    script.write_text(SCRIPT.replace("MODULE", module.as_uri()))
    sizes = [0, 1, 16, 31, 32, 33, 64, 70_000, 3, 300_000, 32]
    names = [
        *("x" * size for size in sizes),
        "é",
        "日本語",
        "x" * 31 + "é",
        "🙂" * 16,
        "\ufeffa",
        "\0",
    ]
    came = json.loads(node(script, json.dumps(names)))
    assert [text for _, text in came] == [f"Hello, {name or 'world'}!" for name in names]
    assert [typed for typed, _ in came] == [text for _, text in came]


def test_after_a_trap_an_instance_is_not_entered_again(build: Build, tmp_path: Path) -> None:
    script = tmp_path / "traps.mjs"
    script.write_text(TRAPS.replace("MODULE", build(HERE / "kinds.flow").module.as_uri()))
    first, *faults = json.loads(node(script, ""))
    assert first == 3
    assert faults == ["R411", "the result does not fit its type",
                      "R416", "cannot enter component instance"]  # fmt: skip


def test_a_script_that_has_something_else_is_left_as_it_is() -> None:
    assert direct("export const instantiate = 1;\n") == "export const instantiate = 1;\n"
    assert rewritten("'mem1 I32Load': (ptr, off) => 0,\n") is None


def test_what_is_no_instruction_is_our_mistake() -> None:
    assert accesses("accessTo(exports0.memory).I64Load32U").startswith(b"\0asm")
    with pytest.raises(InternalError, match="asks for `V128Load`"):
        accesses("accessTo(exports0.memory).V128Load")


def test_a_program_that_writes_traces_in_its_own_way_is_told_the_same(
    build: Build, tmp_path: Path
) -> None:
    script = tmp_path / "own.mjs"
    own = "Error.stackTraceLimit = 1; const own = (Error.prepareStackTrace = () => 'own');\n"
    kept = "came.push(Error.stackTraceLimit, Error.prepareStackTrace === own);\nconsole.log"
    text = TRAPS.replace("MODULE", build(HERE / "kinds.flow").module.as_uri())
    script.write_text(text.replace("const kinds", own + "const kinds").replace("console.log", kept))
    came = json.loads(node(script, ""))
    assert came[:3] == [3, "R411", "the result does not fit its type"]
    assert came[-2:] == [1, True]


def test_values_of_every_type_come_back(build: Build) -> None:
    built = build(HERE / "echoes.flow")
    assert BOOKS not in built.module.read_text()
    assert json.loads(node(HERE / "echoes.mjs", "", built.module.as_uri())) == [14, []]

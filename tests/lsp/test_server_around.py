"""Names around flows in an editor: capabilities, policies, services, interfaces, tests."""

from pathlib import Path

import pytest
import wasmtime
from tests.lsp.editing import Editor
from tests.lsp.test_server_names import at
from tests.lsp.test_server_view import colours, outline

from flowc.frontend.capability import KINDS, NOTHING
from flowc.lsp.words import CAPABILITIES, POLICIES

TEXT = """package a:b;
use dates from "components/dates/dates.wasm" needs clock;
use screen from screening as service;
use other from "components/texts/texts.wasm" with { sink: dates, log: { write: twice } };

/// Screens orders.
interface screening {
  /// What was found.
  record verdict {
    /// Whether it may go on.
    fine: bool,
    why: string,
  }
  /// Screens one order.
  screen: func(net: u64, before: option<verdict>) -> verdict;
}

flow twice(x: u32) -> u32 { x * 2 }

export flow f(x: u32) -> u32 needs http("api.example.com"), files("data", read) {
  twice(x) with { timeout: 200ms, retry: 3 }
}

/// Tells of two.
test "two is four" {
  given dates.year-of(_) = 1;
  let four = twice(2);
  expect four == 4;
}
"""


# --- hover, definition, rename ---


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("needs ht¦tp(", 'http("api.example.com")\n```\n\nCalls web services'),
        ("needs clo¦ck", "clock\n```\n\nReads the time"),
        ("{ time¦out:", "timeout: 200ms\n```\n\nGives up"),
        ("from scre¦ening", "interface screening\n```\n\nScreens orders."),
        ("  scre¦en: func", "Screens one order."),
        ("option<ver¦dict>", "What was found."),
        ("fi¦ne: bool", "Whether it may go on."),
        ("sink: da¦tes", 'use dates from "components/dates/dates.wasm"'),
        ("write: twi¦ce", "flow twice(x: u32) -> u32"),
        ("given dates.year-o¦f", "dates.year-of(release: dates.release) -> u16"),
    ],
)
def test_hover(editor: Editor, place: str, shown: str) -> None:
    assert shown in at(editor, TEXT, place).hover()


@pytest.mark.parametrize(
    ("place", "home"),
    [
        ("from scre¦ening", "screening:7"),
        ("option<ver¦dict>", "verdict:9"),
        ("write: twi¦ce", "twice:18"),
        ("given dates.year-o¦f", "year-of:23 dates.wit"),
    ],
)
def test_definition(editor: Editor, place: str, home: str) -> None:
    assert at(editor, TEXT, place).definition() == home


@pytest.mark.parametrize(
    ("place", "count"),
    [("interface scre¦ening", 2), ("record ver¦dict", 3), ("write: twi¦ce", 4), ("fi¦ne: bool", 1)],
)
def test_rename(editor: Editor, place: str, count: int) -> None:
    assert at(editor, TEXT, place).rename("brand-new").count("brand-new") == count


# --- completion ---


@pytest.mark.parametrize(
    ("before", "after", "offered"),
    [
        ("needs http(", "needs ¦, http(", {"clock", "random", "nothing"}),
        ("needs clock;", "needs ¦", {"clock", "files"}),
        ('files("data", read)', 'files("data", ¦)', {"read", "write"}),
        ("retry: 3", "¦", {"retry", "backoff", "fallback", "isolate"}),
        ("from screening as service", "from ¦", {"screening"}),
        ("as service", "as ¦", {"service"}),
        ("sink: dates", "sink: ¦", {"dates", "twice"}),
        ("given dates.year-of(_) = 1;", "given ¦", {"dates", "screen"}),
        ("given dates.year-of(_) = 1;", "given dates.¦", {"year-of", "read"}),
        ("screen: func(net", "screen: ¦(net", {"func"}),
        ("option<verdict>", "option<¦>", {"u32", "verdict"}),
        ("let four", "¦ four", {"given", "let", "expect"}),
        ("expect four", "expect ¦", {"four", "twice"}),
    ],
)
def test_completion(editor: Editor, before: str, after: str, offered: set[str]) -> None:
    assert TEXT.count(before) == 1
    document = editor.open(TEXT.replace(before, after))
    assert offered <= set(document.labels()), document.labels()


def test_completion_leaves_out_what_is_there(editor: Editor) -> None:
    labels = editor.open(TEXT.replace("retry: 3", "¦")).labels()
    assert "timeout" not in labels
    labels = editor.open(TEXT.replace("needs http(", "needs ¦, http(")).labels()
    assert {"http", "files"}.isdisjoint(labels)


def test_an_import_of_a_component_is_offered(editor: Editor, tmp_path: Path) -> None:
    document = editor.open(needy(tmp_path).replace("sink: twice", "¦"), tmp_path / "a.flow")
    assert document.labels() == ["on-event", "sink"]
    document = editor.open(
        needy(tmp_path).replace("sink: twice", "sink: { ¦ }"), tmp_path / "b.flow"
    )
    assert "write" in document.labels()


NEEDY = """(component
  (import "x:y/sink@1.0.0" (instance (export "write" (func (param "text" string)))))
  (import "on-event" (func)))"""


def needy(folder: Path) -> str:
    (folder / "x.wasm").write_bytes(wasmtime.wat2wasm(NEEDY))
    return 'package a:b;\nuse x from "x.wasm" with { sink: twice };\n'


def test_every_capability_is_told_of() -> None:
    assert tuple(CAPABILITIES) == (*KINDS, NOTHING)
    assert all(
        code.startswith(name) for name, (code, _) in (*CAPABILITIES.items(), *POLICIES.items())
    )


# --- outline, colours ---


def test_outline(editor: Editor) -> None:
    assert outline(editor.open(TEXT)) == [
        *("dates", "screen", "other"),
        "screening verdict screen",
        *("twice", "f", "two is four"),
    ]


def test_colours(editor: Editor) -> None:
    shown = colours(editor.open(TEXT))
    for one in (
        ("service", "keyword"),
        ("func", "keyword"),
        ("http", "decorator"),
        ("timeout", "property"),
        ("200ms", "number"),
        ("screening", "interface"),
        ("verdict", "type"),
        ("expect", "keyword"),
        ("four", "variable"),
    ):
        assert one in shown, one

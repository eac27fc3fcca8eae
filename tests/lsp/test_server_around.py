"""Names around flows in an editor: capabilities, policies, services, interfaces, tests."""

from dataclasses import fields
from pathlib import Path

import pytest
import wasmtime
from lsprotocol import types as lsp
from tests.lsp.editing import Editor
from tests.lsp.test_server_names import at
from tests.lsp.test_server_view import colours, outline

from flowc.frontend import annotation
from flowc.frontend.breaker import Breaker
from flowc.frontend.capability import NOTHING
from flowc.frontend.checking.expressions import breakers, policies
from flowc.frontend.checking.flows import annotations
from flowc.frontend.kinds import KINDS
from flowc.lsp.words import ANNOTATIONS, CAPABILITIES, METHODS, POLICIES, SETTINGS

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

@http(get, "/twice/{x}")
@every(5m)
export flow f(x: u32 = 1) -> u32 needs http("api.example.com"), files("data", read) {
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
        ("@ev¦ery", "every(5m)\n```\n\nRuns the flow again"),
        ("twice/{¦x}", "x: u32"),
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
        ("retry: 3", "¦", {"retry", "backoff", "breaker", "fallback", "isolate"}),
        ("retry: 3", "breaker(¦)", {"failures", "of", "within", "open", "probes"}),
        ("retry: 3", "breaker(failures: 5, ¦)", {"of", "within", "open", "probes"}),
        ("@every(5m)", "@¦", {"http", "every", "cron", "subject"}),
        ("@http(get,", "@http(¦,", {"get", "post", "delete"}),
        ("from screening as service", "from ¦", {"screening"}),
        ("as service", "as ¦", {"service"}),
        ("sink: dates", "sink: ¦", {"dates", "twice"}),
        ("sink: dates", "sink: dates.¦", {"year-of"}),
        ("given dates.year-of(_) = 1;", "given ¦", {"dates", "screen", "twice"}),
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


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("brea¦ker(", "breaker(failures: 5, open: 30s)\n```\n\nLeaves the service alone"),
        ("fail¦ures: 2", "failures: 5\n```\n\nSo many calls fail in a row"),
        ("op¦en: 1s", "open: 30s\n```\n\nLeaves the service alone for so long."),
    ],
)
def test_hover_over_settings(editor: Editor, place: str, shown: str) -> None:
    text = TEXT.replace("retry: 3", "breaker(failures: 2, open: 1s)")
    assert shown in at(editor, text, place).hover()


def test_completion_leaves_out_what_is_there(editor: Editor) -> None:
    labels = editor.open(TEXT.replace("retry: 3", "breaker(open: 1s, ¦)")).labels()
    assert "open" not in labels
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


def test_every_annotation_is_told_of() -> None:
    assert tuple(ANNOTATIONS) == annotations.ANNOTATIONS
    assert tuple(METHODS) == annotation.METHODS
    assert all(code.startswith(name) for name, (code, _) in ANNOTATIONS.items())


def test_every_capability_is_told_of() -> None:
    assert tuple(CAPABILITIES) == (*KINDS, NOTHING)
    assert all(
        code.startswith(name) for name, (code, _) in (*CAPABILITIES.items(), *POLICIES.items())
    )


def test_every_policy_and_setting_is_told_of() -> None:
    assert tuple(POLICIES) == policies.POLICIES
    assert tuple(SETTINGS) == breakers.SETTINGS == tuple(one.name for one in fields(Breaker))
    assert all(code.startswith(name) for name, (code, _) in SETTINGS.items())


# --- interfaces and resources behind an alias ---

SERVICE = """package a:b;
use screen from screening as service;
interface screening {
  record verdict { fine: bool, why: string }
  /// Screens one.
  check: func(net: u64) -> verdict;
}
export flow f(x: u64) -> bool { screen.check(x).fine }
test "t" {
  given screen.check(_) = { fine: true, why: "" };
  expect f(1);
}
"""


@pytest.mark.parametrize(
    ("place", "home", "count"),
    [
        ("{ screen.che¦ck(x)", "check:6", 3),
        ("che¦ck: func", "check:6", 3),
        ("(x).fi¦ne", "fine:4", 3),
        ("record ver¦dict", "verdict:4", 2),
    ],
)
def test_an_interface_is_known_behind_its_alias(
    editor: Editor, place: str, home: str, count: int
) -> None:
    document = at(editor, SERVICE, place)
    assert document.problems() == []
    assert document.definition() == home
    renamed = document.rename("brand-new")
    assert renamed.count("brand-new") == count
    assert editor.open(renamed).problems() == []


PAGES = """package x:pages;
interface api {
  /// A page.
  resource page {
    /// Starts one.
    constructor(title: string);
    /// Adds text.
    add: func(
      /// What to add.
      text: string
    ) -> u32;
    blank: static func() -> page;
  }
}
"""


def test_the_functions_of_a_resource(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "pages.wit").write_text(PAGES)
    head = 'package a:b;\nuse pages from "pages.wit";\nexport flow f() -> u32 {\n'
    text = head + '  let page = pages.page("x");\n  pages.page.¦\n}\n'
    document = editor.open(text, tmp_path / "a.flow")
    found = {one.label: one.detail for one in document.complete()}
    assert set(found) == {"add", "blank"}
    assert found["add"] is not None
    assert found["add"].startswith("pages.page.add(self: ")
    document.change(text.replace("pages.page.¦", 'pages.page.add(page, ¦"")'))
    asked = lsp.SignatureHelpParams(document.here, document.cursor)
    shown = editor.run(editor.client.text_document_signature_help_async(asked))
    assert shown is not None
    assert shown.active_parameter == 1
    assert [one.documentation for one in shown.signatures[0].parameters or ()] == [
        None,
        "What to add.",
    ]
    document.change(text.replace("pages.page.¦", 'pages.page.a¦dd(page, "")'))
    document.problems()
    assert "Adds text." in document.hover()


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

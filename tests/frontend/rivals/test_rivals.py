"""What other runners of flows find while running, or never, is found here before anything runs.

A row is one of the conditions that Wick and Wasmflow leave unchecked, check by name alone, or
answer with a panic, a hang or a timeout. Each has a flow in `cases/fail` that makes the mistake,
with its message; and the flow is sound once the mistake is mended, so that no row is refused for
another reason. What cannot be written here at all is shown by the last tests.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
import wasmtime
from tests.conftest import Golden
from tests.frontend.check.checker import checked, codes

from flowc import ir, plan
from flowc.frontend.checked import check_flow
from flowc.text.render import terminal
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.cli.flags import read_flags
from flowrt.plan.plan import Entry
from flowrt.problems.report import BadInput

CASES = Path(__file__).parent / "cases" / "fail"
TRAPS = bytes(
    wasmtime.wat2wasm(
        "(component (core module $m (func $f unreachable) (start $f))"
        " (core instance (instantiate $m)))"
    )
)


@dataclass(frozen=True)
class Row:
    """A condition by the name of its case, the code it has here, and how the case is mended."""

    name: str
    code: str
    wrong: str
    right: str


ROWS = (
    # A field without its type: there, YAML's own words; here, the language's, at the place.
    Row("shape-of-the-file", "F125", "amount u32", "amount: u32"),
    # There, "Parse failed" without a position.
    Row("syntax-has-a-position", "F120", "n * ;", "n * 2;"),
    # There, what follows a `;` is dropped without a word.
    Row("text-after-the-end", "F123", "; main -> other", ""),
    Row("missing-component", "F201", "shpo", "shop"),
    # There, a missing core operation is a panic, one of the same file "circular references".
    Row("missing-operation", "F203", "fnd", "find"),
    # There, the validator forgets what it found.
    Row(
        "all-that-is-missing",
        "F203",
        "(shop.fnd(sku), shop.prices.fitz(",
        "(shop.find(sku), shop.prices.fits(",
    ),
    # There, an unknown source of a connection is a panic.
    Row("unknown-node", "F201", "skew", "sku"),
    Row("unknown-port", "F252", "skus: sku", "sku: sku"),
    Row("input-not-connected", "F250", "price(sku)", "price(sku, 1)"),
    # There, a line in a log at most. A call is bound here, if to `_`; what is bound is read.
    Row("output-not-connected", "F128", "shop.find(sku);", "let _ = shop.find(sku);"),
    Row("output-never-read", "F213", "let found =", "let _ ="),
    Row("two-producers-of-one-input", "F253", "a, sku: b", "sku: if a > b { a } else { b }"),
    # There, a test holds that it is fine.
    Row("unused-instance", "F212", 'use shop from "shop.wasm";\n', ""),
    # There, found by five fruitless rounds, and only between operations.
    Row("cycle-of-operations", "F210", "even(n - 1)", "n == 1"),
    # There, never found: the flow hangs for minutes. Here, a name is known after its `let`.
    Row("cycle-inside-a-flow", "F201", "b + n", "n + n"),
    # There, never compared: it fails where the guest decodes it.
    Row(
        "types-of-connected-ports",
        "F220",
        "shop.extra.price(cents)",
        '"{shop.extra.price(cents)}"',
    ),
    # There, declared and never looked at.
    Row("declared-outputs", "F220", "-> string {", "-> u64 {"),
    Row("declared-inputs", "F220", "main(sku: string)", "main(sku: u32)"),
    # There, the comparison is commented out. Here, the types are read from the binary itself.
    Row("signature-of-the-binary", "F296", "cents: u32", "cents: u64"),
    # There, only whether it is present.
    Row("type-of-configuration", "F220", '"many"', "10"),
    # There, by the name of what is required alone. Here, function by function, by structure.
    Row(
        "requirement-of-another-type",
        "F414",
        "result<u32, string> { ok(u32(entry.level)) }",
        "result<_, string> { if entry.level > 9 { err(entry.text) } else { ok } }",
    ),
    Row("requirement-not-met", "F410", "sink: logger", "sink: logger, on-event: notes.note"),
    # There, a kind of resource that no rule names is allowed. Here, a flow's type says what it
    # needs outside.
    Row("resource-that-was-not-granted", "F405", "-> u64 {", "-> u64 needs clock {"),
    # There, found while the flow runs.
    Row("path-of-a-volume", "F402", "../secrets", "secrets"),
    Row("address-of-a-service", "F402", "https://api.example.com/v1", "api.example.com"),
    # There, any number, of milliseconds.
    Row("timeout-of-a-call", "F443", "timeout: 200", "timeout: 200ms"),
    # There, accepted until a value of it meets a database.
    Row("unknown-type", "F202", "seize", "string"),
    # There, panics while the switch is built.
    Row("switch-target", "F203", "fnd", "find"),
    Row("switch-types-of-cases", "F220", '"nothing"', "none"),
    Row("switch-type-of-a-case-value", "F269", '"find" =>', "1 =>"),
    Row("switch-without-default", "F264", "medium => 2 }", "medium => 2, large => 3 }"),
    Row("switch-case-never-reached", "F266", ", small => 4", ""),
    # There, found at the first event. Here, what can be started is what is exported.
    Row("operation-of-a-trigger", "F211", "flow main", "export flow main"),
    # There, found where the guest decodes the packet.
    Row("type-of-a-packet", "F220", '"12"', "12"),
    # There, a packet like any other, or 500 seconds of waiting.
    Row("failure-that-nobody-handles", "F220", "price(sku, 1)", "price(sku, 1)? else _ => 0"),
    Row(
        "failure-that-cannot-be-handed-on",
        "F271",
        "price(sku, 1)?",
        'price(sku, 1)? else _ => err("none")',
    ),
    # There, an assertion fails.
    Row("port-that-cannot-be-inferred", "F221", "= []", "= [n]"),
    # There, rendered anew for each transaction. Here, what stands in a string's braces is compiled.
    Row("template-with-an-unknown-name", "F201", "skew", "sku"),
    Row("two-types-of-one-name", "F231", "p: shop.priced", "p: shop.refund"),
)
ALL = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)


def text_of(row: Row) -> str:
    return (CASES / f"{row.name}.flow").read_text(encoding="utf-8")


@ALL
def test_it_is_told_before_anything_runs(row: Row, golden: Golden) -> None:
    source = SourceFile(f"{row.name}.flow", text_of(row))
    _, report = checked(source)
    assert {one.code for one in report.diagnostics} == {row.code}
    golden(CASES / f"{row.name}.err", terminal.render(report.diagnostics, {source.path: source}))


@ALL
def test_it_is_sound_once_that_is_mended(row: Row) -> None:
    assert row.wrong in text_of(row)
    assert codes(text_of(row).replace(row.wrong, row.right)) == []


# --- what cannot be written here -----------------------------------------------------------------


def entry(text: str) -> Entry:
    """Return the one flow of a package as whoever runs it sees it."""
    flow, report = checked(SourceFile("a.flow", text))
    assert flow is not None, report.diagnostics
    (one,) = plan.build(ir.lower(flow)).entries
    return one


def test_an_argument_of_a_command_line_has_its_parameters_type() -> None:
    # There, `--n=abc` for a `u32` is sent as text. Here, it is refused before the flow begins.
    one = entry("package a:b; export flow main(n: u32) -> u32 { n }")
    assert read_flags(one, ["--n", "7"], no_file)
    with pytest.raises(BadInput):
        read_flags(one, ["--n", "abc"], no_file)


def no_file(path: str) -> bytes:
    raise AssertionError(path)


def test_no_configuration_stands_beside_the_flow() -> None:
    # There, `validate` of an app's configuration is a placeholder. Here, what could be configured
    # is a parameter with a type, and a default that was checked with it.
    one = entry("package a:b; export flow main(limit: u32 = 3) -> u32 { limit }")
    assert [(param.name, param.default is not None) for param in one.params] == [("limit", True)]


def test_no_statement_of_another_language_is_text() -> None:
    # There, SQL is prepared on the live database. Here, a query is a component's function, whose
    # parameters have names and types; that its own text is right is for its own tests.
    text = text_of(next(row for row in ROWS if row.name == "unknown-port"))
    assert codes(text.replace("skus: sku", 'sku: "select * from prices"')) == []
    assert codes(text.replace("skus: sku", "sku: 7")) == ["F220"]


def test_checking_starts_nothing() -> None:
    # There, to validate is to instantiate every component. Here, a component whose code traps at
    # once is checked all the same: none of it is run, nor compiled.
    report = Report()
    source = SourceFile(
        "a.flow", 'package a:b; use fix from "f.wasm"; export flow f() -> u32 { 1 }'
    )
    check_flow(source, lambda _: TRAPS, report)
    assert {one.code for one in report.diagnostics} == {"F212"}


def test_a_row_is_refused_for_its_own_reason_alone() -> None:
    # There, the test of validation loads a file that does not exist, and is content that it fails.
    assert all(row.wrong != row.right for row in ROWS)
    assert len({row.name for row in ROWS}) == len(ROWS)


def test_every_case_is_a_row() -> None:
    rows = {row.name for row in ROWS}
    assert {path.stem for path in CASES.glob("*.flow")} == rows
    assert {path.stem for path in CASES.glob("*.err")} == rows

"""What the parser makes of the constructs that could be read in two ways."""

from typing import Any

import pytest
from tests.frontend.parse_strategies import plain

from flowc.frontend import tree
from flowc.frontend.parse import parse
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile


def parsed(text: str) -> tree.Flow:
    return parse(SourceFile("a.flow", text), Report())


def expr(text: str) -> Any:
    return parsed(f"package a:b; flow f() -> u8 {{ {text} }}").flows[0].body.result


@pytest.mark.parametrize(
    ("short", "spelled"),
    [
        ("a - b - c", "(a - b) - c"),
        ("a + b * c", "a + (b * c)"),
        ("-a * b", "(-a) * b"),
        ("-a.b", "-(a.b)"),
        ("not a == b", "not (a == b)"),
        ("not a and b", "(not a) and b"),
        ("a or b and c", "a or (b and c)"),
        ("a + 1 < b * 2", "(a + 1) < (b * 2)"),
        ("a + 1 |> f", "(a + 1) |> f"),
        ("a |> f |> g(b)", "(a |> f) |> g(b)"),
        ("a |> f? |> g", "((a |> f)?) |> g"),
        ("a |> f? else e => e |> g", "(a |> f)? else e => (e |> g)"),
        ("a? else e => b + c", "a? else e => (b + c)"),
        ("1 + a? else => b? else => c", "1 + (a? else => (b? else => c))"),
        ("a??", "(a?)?"),
        ("t.0.1", "(t.0).1"),
        ("f(a)(b).c", "((f(a))(b)).c"),
        ("if a { b } else { c } + d", "(if a { b } else { c }) + d"),
        ("a |> f", "a |> f()"),
        ("[1, 2,]", "[1, 2]"),
        ("f(a, b: c,)", "f(a, b: c)"),
        ("0xFF + 0b1_1 + 1_0", "255 + 3 + 10"),
        (r'"\u{41}\t"', '"A\\t"'),
        ("%a", "a"),
    ],
)
def test_a_short_form_means_the_spelled_one(short: str, spelled: str) -> None:
    assert plain(expr(short)) == plain(expr(spelled))


def test_a_try_after_a_stage_takes_the_pipe() -> None:
    made = expr("x |> m.f(a)?")
    assert isinstance(made, tree.Try)
    assert isinstance(made.value, tree.Pipe)
    assert isinstance(made.value.call.callee, tree.Member)


def test_braces_are_a_record_unless_they_start_with_let() -> None:
    assert isinstance(expr("{ a }"), tree.RecordLit)
    assert isinstance(expr("{}"), tree.RecordLit)
    assert isinstance(expr("{ let b = 1; a }"), tree.Block)
    assert isinstance(expr("{ let: 1 }"), tree.RecordLit)


def test_keywords_are_names_after_a_dot_and_before_a_colon() -> None:
    made = expr("{ type: a.match.in, flow: f(from: 1) }")
    assert [field.name.text for field in made.fields] == ["type", "flow"]
    assert parsed("package a:b; record r { type: u8, use: u8 }").types[0].name.text == "r"


def test_text_is_taken_apart() -> None:
    parts = expr(r'"a{b}{{c}}{"d{e}"}\n"').parts
    assert [part if isinstance(part, str) else type(part).__name__ for part in parts] == [
        "a",
        "NameRef",
        "{c}",
        "TextLit",
        "\n",
    ]


def test_a_default_may_follow_a_type_without_space() -> None:
    flow = parsed("package a:b; flow f(xs: list<list<u8>>=[]) -> bool { a >= b }").flows[0]
    assert isinstance(flow.params[0].type, tree.ListType)
    assert isinstance(flow.params[0].default, tree.ListLit)


def test_patterns() -> None:
    arms = expr('match a { -1 => b, c => b, d.e(f) => b, (g, _) => b, "h" => b, _ => b }').arms
    kinds = [type(arm.pattern).__name__ for arm in arms]
    expected = "Literal Case Case Tuple Literal Ignore"
    assert " ".join(kinds).replace("Pattern", "") == expected
    assert arms[1].pattern.bare
    assert not arms[2].pattern.bare


DOCUMENTED = """\ufeff/// The package.\r
package a:b@1.0.0-rc.1+x;\r
// A remark.\r
/// One.\r
///   Two.\r
///\r
/// Three.\r
export flow f(p: u8) -> u8 { p } /// Of r.
record r {
\t/// Of c.
\tc: u8,
\td: u8, //// no documentation
}
/** none */ enum e {
  /// Of g.
  g,
}
"""


def test_documentation_belongs_to_what_follows() -> None:
    flow = parsed(DOCUMENTED)
    record, kinds = flow.types
    assert (flow.name, flow.version, flow.doc) == ("a:b", "1.0.0-rc.1+x", "The package.")
    assert flow.flows[0].doc == "One.\n  Two.\n\nThree."
    assert record.doc == "Of r."
    assert isinstance(record, tree.RecordDecl)
    assert [field.doc for field in record.fields] == ["Of c.", ""]
    assert isinstance(kinds, tree.EnumDecl)
    assert (kinds.doc, kinds.cases[0].doc) == ("", "Of g.")


def test_spans_count_code_points_whatever_the_line_ends() -> None:
    flow = parsed(DOCUMENTED)
    for node, text in (
        (flow.flows[0], "export flow f(p: u8) -> u8 { p }"),
        (flow.flows[0].params[0], "p: u8"),
        (flow.types[0].name, "r"),
    ):
        assert DOCUMENTED[node.span.start : node.span.end] == text
    line = flow.package_span
    assert DOCUMENTED[line.start : line.end] == "package a:b@1.0.0-rc.1+x;"


def test_a_span_includes_parentheses() -> None:
    text = "package a:b; flow f() -> u8 { (a + (b)) * c }"
    product = parsed(text).flows[0].body.result
    assert isinstance(product, tree.Binary)
    left = product.left
    assert isinstance(left, tree.Binary)
    assert text[product.span.start : product.span.end] == "(a + (b)) * c"
    assert text[left.span.start : left.span.end] == "(a + (b))"
    assert text[left.right.span.start : left.right.span.end] == "(b)"


def test_declarations_keep_their_order_whatever_is_between() -> None:
    flow = parsed(
        'package a:b; flow f() -> u8 { 1 } use u from "u"; type t = u8; flow g() -> u8 { 2 }'
    )
    assert [one.name.text for one in flow.flows] == ["f", "g"]
    assert [one.alias.text for one in flow.uses] == ["u"]


def test_a_broken_declaration_does_not_hide_another() -> None:
    report = Report()
    text = (
        "package a:b; flow f( -> u8 { 1 } type t = ; flow g() -> u8 { let a = 1 +; let b = ); 2 }"
    )
    with pytest.raises(Stopped):
        parse(SourceFile("a.flow", text), report)
    assert [one.code for one in report.errors] == ["F140", "F120", "F120", "F142"]

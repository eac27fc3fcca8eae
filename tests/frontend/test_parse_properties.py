"""Any tree, once written, parses to itself, and every span in it holds just its node."""

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frontend import declaration_strategies as declarations
from tests.frontend import parse_strategies as some

from flowc.frontend import tree
from flowc.frontend.parse import parse
from flowc.frontend.parsing.depth import children
from flowc.text.report import Report
from flowc.text.source import SourceFile

HEAD = "package a:b;\n"


def parsed(text: str) -> tree.Flow:
    return parse(SourceFile("a.flow", HEAD + text), Report())


def as_expr(text: str) -> tree.Expr:
    return parsed(f"flow f() -> u8 {{ {text} }}").flows[0].body.result


def as_pattern(text: str) -> tree.Pattern:
    made = as_expr(f"match a {{ {text} => 1 }}")
    assert isinstance(made, tree.Match)
    return made.arms[0].pattern


def as_type(text: str) -> tree.TypeExpr:
    made = parsed(f"type t = {text};").types[0]
    assert isinstance(made, tree.AliasDecl)
    return made.type


def below(node: Any) -> Iterator[Any]:
    yield node
    for child in children(node):
        yield from below(child)


def reread(node: Any, text: str) -> Any:
    """Parse the text of a node's span as what the node is."""
    match node:
        case tree.Name():
            return tree.Name(text.removeprefix("%"), node.span)
        case tree.Ignore() | tree.CasePattern() | tree.LiteralPattern():
            return as_pattern(text)
        case tree.TuplePattern() | tree.RecordPattern():
            return as_pattern(text)
        case tree.Arg() | tree.FieldInit() | tree.Arm() | tree.Let() | tree.Block():
            return node
        case tree.FieldPattern() | tree.TupleBinder() | tree.Policies() | tree.Policy():
            return node
        case tree.Duration() | tree.Settings() | tree.Setting():
            return node
        case _ if isinstance(node, tree.TypeExpr):
            return as_type(text)
    return as_expr(text)


@settings(max_examples=150)
@given(some.exprs)
def test_an_expression_written_and_parsed_is_itself(expr: Any) -> None:
    assert some.plain(as_expr(some.written(expr))) == some.plain(expr)


@settings(max_examples=50)
@given(some.patterns)
def test_a_pattern_written_and_parsed_is_itself(pattern: Any) -> None:
    assert some.plain(as_pattern(some.written(pattern))) == some.plain(pattern)


@settings(max_examples=50)
@given(some.types)
def test_a_type_written_and_parsed_is_itself(kind: Any) -> None:
    assert some.plain(as_type(some.written(kind))) == some.plain(kind)


@settings(max_examples=50)
@given(declarations.files())
def test_a_file_written_and_parsed_is_itself(flow: tree.Flow) -> None:
    text = declarations.written_file(flow)
    assert some.plain(parse(SourceFile("a.flow", text), Report())) == some.plain(flow)


@settings(max_examples=25)
@given(some.exprs)
def test_the_text_of_every_span_parses_to_its_node(expr: Any) -> None:
    source = f"{HEAD}flow f() -> u8 {{ {some.written(expr)} }}"
    made = parse(SourceFile("a.flow", source), Report())
    for node in below(made.flows[0].body.result):
        text = source[node.span.start : node.span.end]
        assert some.plain(reread(node, text)) == some.plain(node), text


@settings(max_examples=50)
@given(some.exprs, st.sampled_from(("\r\n", "\t", " /* é */ ", " // 漢字\n ", "\n/// doc\n")))
def test_space_and_comments_change_nothing_but_spans(expr: Any, space: str) -> None:
    text = some.written(expr)
    outside = re.split(r"""("(?:.*)"|'(?:.*)')""", text)
    loose = "".join(part if at % 2 else part.replace(" ", space) for at, part in enumerate(outside))
    assert some.plain(as_expr(loose)) == some.plain(expr)

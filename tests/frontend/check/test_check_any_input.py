"""Whatever parses is either checked or told what is wrong with it; nothing else is raised."""

import dataclasses
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frontend.check.checker import CASES, checked

from flowc.frontend import parse, tree
from flowc.frontend.terms import Type, Unknown, parts_of
from flowc.text.render import terminal
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile
from flowc.text.span import Span

SOURCES = sorted((CASES / "pass").glob("*.flow")) + sorted((CASES / "fail").glob("*.flow"))
KINDS: tuple[tuple[Any, ...], ...] = (
    tree.Expr.__args__,
    tree.TypeExpr.__args__,
    tree.Pattern.__args__,
    (tree.Name,),
    (tree.Arm, tree.Let, tree.FieldInit, tree.Arg),
    (tree.Policy,),
    (tree.Setting,),
    (tree.Use, tree.InterfaceDecl, *tree.TypeDecl.__args__),
    (tree.FunctionDecl,),
)


@cache
def spots(text: str) -> tuple[tuple[Span, ...], ...]:
    """Return the places of a source's nodes, those that may stand for each other together."""
    try:
        flow = parse.parse(SourceFile("a.flow", text), Report())
    except Stopped:
        return ((),) * len(KINDS)
    nodes = list(under(flow))
    return tuple(
        tuple(dict.fromkeys(node.span for node in nodes if isinstance(node, kind)))
        for kind in KINDS
    )


def under(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for one in value:
            yield from under(one)
    elif dataclasses.is_dataclass(value) and not isinstance(value, Span):
        yield value
        for field in dataclasses.fields(value):
            yield from under(getattr(value, field.name))


@st.composite
def grafted(draw: st.DrawFn) -> str:
    """Return a source in which some nodes have been replaced by others of their kind."""
    text = draw(st.sampled_from(SOURCES)).read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 4))):
        places = draw(st.sampled_from(spots(text)))
        if not places:
            continue
        here, there = draw(st.sampled_from(places)), draw(st.sampled_from(places))
        new = text[: here.start] + text[there.start : there.end] + text[here.end :]
        text = new if any(spots(new)) else text
    return text


@settings(max_examples=200)
@given(grafted())
def test_any_graft_is_checked_or_told(text: str) -> None:
    source = SourceFile("a.flow", text)
    flow, report = checked(source)
    assert (flow is None) == bool(report.errors)
    assert terminal.render(report.diagnostics, {source.path: source}) or not report.diagnostics
    if flow is not None:
        for node in under(flow.flows):
            assert closed(getattr(node, "type", None))


def closed(type_: Type | None) -> bool:
    """Whether nothing in a type is unknown."""
    if type_ is None or isinstance(type_, Unknown):
        return type_ is None
    return all(closed(part) for part in parts_of(type_))

"""Random declarations of a file, and how they are written; bodies are small.

What expressions, patterns and types may be is in `parse_strategies`.
"""

from typing import Any

from hypothesis import strategies as st
from tests.frontend.parse_strategies import (
    NOWHERE,
    binders,
    chars,
    escaped,
    larger,
    literals,
    many,
    names,
    node,
    patterns,
    types,
    words,
    written,
)

from flowc.frontend import tree

texts = st.text(chars, max_size=5)
no_doc = st.just("")
small: st.SearchStrategy[Any] = st.recursive(
    literals | node(tree.NameRef, names), larger, max_leaves=2
)

scopes = node(tree.Scope, texts, st.just(value=True)) | node(
    tree.Scope, words, st.just(value=False)
)
capabilities = node(tree.Capability, names, many(scopes))
needs = node(tree.Needs, many(capabilities, 1))
suppliers = node(tree.Supplier, many(names, 1))
supplies = node(tree.Supplies, many(node(tree.Supply, names, suppliers), 1))
full_names = st.builds(lambda text: tree.Name(text, NOWHERE), texts)
fills = node(tree.Fill, names, st.just(value=False), suppliers | supplies) | node(
    tree.Fill, full_names, st.just(value=True), suppliers | supplies
)
some_fills, maybe_named, maybe_needs = many(fills), st.none() | names, st.none() | needs
either = st.booleans()


@st.composite
def uses(draw: st.DrawFn) -> tree.Use:
    interface = draw(maybe_named)
    return tree.Use(
        draw(names),
        "" if interface else draw(texts),
        NOWHERE,
        interface,
        draw(either),
        draw(some_fills),
        draw(maybe_needs),
        NOWHERE,
    )


params = node(tree.ParamDecl, names, types, st.none())
records = node(tree.RecordDecl, names, many(node(tree.FieldDecl, names, types, no_doc), 1), no_doc)
aliases = node(tree.AliasDecl, names, types, no_doc)
functions = node(tree.FunctionDecl, names, many(params), st.none() | types, st.booleans(), no_doc)
interfaces = node(tree.InterfaceDecl, names, many(records | aliases), many(functions), no_doc)

lets = node(tree.Let, binders, small)
expects = node(tree.Expect, small)
givens = many(
    node(tree.Given, many(names, 1), many(patterns), st.none() | small, st.none() | small)
)
steps = many(lets | expects)


@st.composite
def tests(draw: st.DrawFn) -> tree.TestDecl:
    held = (*draw(steps), draw(expects))
    return tree.TestDecl(draw(texts), NOWHERE, draw(givens), held, "", NOWHERE)


blocks = node(tree.Block, many(lets), small)
settings = small | node(tree.Duration, st.integers(0, 2**63 - 1))
annotations = st.builds(tree.Annotation, names, many(settings), no_doc, st.just(NOWHERE))
flows = st.builds(
    tree.FlowDecl,
    names,
    st.booleans(),
    many(params),
    types,
    st.none() | needs,
    blocks,
    no_doc,
    st.just(NOWHERE),
    many(annotations),
)

# Made once: Hypothesis checks a strategy before it first draws from it.
parts = tuple(many(one) for one in (uses(), records | aliases, flows, interfaces, tests()))


@st.composite
def files(draw: st.DrawFn) -> tree.Flow:
    return tree.Flow(
        "a.flow",
        "a:b",
        "",
        NOWHERE,
        "",
        *map(draw, parts),
    )


# --- writing ---------------------------------------------------------------------------------


def quoted(text: str) -> str:
    return f'"{escaped(text)}"'


def listed(held: Any, gap: str = ", ") -> str:
    return gap.join(map(declared, held))


def written_file(flow: tree.Flow) -> str:
    held = (*flow.uses, *flow.interfaces, *flow.types, *flow.flows, *flow.tests)
    return "package a:b; " + listed(held, " ")


def declared(one: Any) -> str:
    """Return the text of a declaration or part of one."""
    match one:
        case tree.Use():
            return written_use(one)
        case tree.Fill(name, full, by):
            return f"{quoted(name.text) if full else name.text}: {declared(by)}"
        case tree.Supplies(held):
            return f"{{ {listed(held)} }}"
        case tree.Supply(function, by):
            return f"{function.text}: {declared(by)}"
        case tree.Supplier(path):
            return ".".join(map(written, path))
        case tree.Needs(held):
            return f" needs {listed(held)}"
        case tree.Capability(name, held):
            return written(name) + (f"({listed(held)})" if held else "")
        case tree.Scope(text, full):
            return quoted(text) if full else written(tree.Name(text, NOWHERE))
        case tree.RecordDecl(name, fields):
            return f"record {written(name)} {{ {listed(fields)} }}"
        case tree.FieldDecl(name, kind) | tree.ParamDecl(name, kind):
            return f"{name.text}: {written(kind)}"
        case tree.AliasDecl(name, kind):
            return f"type {written(name)} = {written(kind)};"
        case tree.FunctionDecl(name, held, result, asynchronous):
            gives = "" if result is None else f" -> {written(result)}"
            return f"{name.text}: {'async ' * asynchronous}func({listed(held)}){gives};"
        case tree.InterfaceDecl(name, held, has):
            return f"interface {written(name)} {{ {listed(held, ' ')} {listed(has, ' ')} }}"
        case tree.FlowDecl():
            return written_flow(one)
        case tree.TestDecl(title, _, given, steps):
            return f"test {quoted(title)} {{ {listed(given, ' ')} {listed(steps, ' ')} }}"
        case tree.Given(callee, taken, guard, value):
            call = f"{'.'.join(map(written, callee))}({', '.join(map(written, taken))})"
            condition = "" if guard is None else f" if {written(guard)}"
            gives = "" if value is None else f" = {written(value)}"
            return f"given {call}{condition}{gives};"
        case tree.Expect(condition):
            return f"expect {written(condition)};"
        case tree.Let(binder, value):
            return f"let {written(binder)} = {written(value)};"
    raise AssertionError(one)


def written_use(one: tree.Use) -> str:
    origin = written(one.interface) if one.interface else quoted(one.path)
    service = " as service" if one.service else ""
    filled = f" with {{ {listed(one.fills)} }}" if one.fills else ""
    granted = declared(one.needs) if one.needs else ""
    return f"use {written(one.alias)} from {origin}{service}{filled}{granted};"


def written_flow(one: tree.FlowDecl) -> str:
    head = f"{'export ' * one.exported}flow {written(one.name)}({listed(one.params)})"
    granted = declared(one.needs) if one.needs else ""
    noted = "".join(map(written_annotation, one.annotations))
    return f"{noted}{head} -> {written(one.result)}{granted} {written(one.body)}"


def written_annotation(one: tree.Annotation) -> str:
    held = ", ".join(map(written, one.settings))
    return f"@{written(one.name)}({held}) " if held else f"@{written(one.name)} "

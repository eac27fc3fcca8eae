"""Builders of interfaces and of tests."""

from flowc.frontend import errors, tree
from flowc.frontend.parsing.building.children import Children, Refused, name_of, nodes, span_of
from flowc.frontend.parsing.building.patterns import fixed_text
from flowc.frontend.parsing.tokens import Token

FUNC, ASYNC = "func", "async"


class Interfaces:
    """`interface` and what it has."""

    def interface(self, c: Children) -> tree.InterfaceDecl:
        """`interface name { types and functions }`."""
        types = tuple(one for one in c if isinstance(one, tree.TypeDecl))
        functions = tuple(one for one in c if isinstance(one, tree.FunctionDecl))
        return tree.InterfaceDecl(name_of(c[1]), types, functions, c[0].doc, span_of(c))

    def function(self, c: Children) -> tree.FunctionDecl:
        """`name: func(params) -> result;`."""
        name, _, modifier, func, params, _, result, _ = c
        _expect_func(modifier, func)
        for param in params:
            if param.default is not None:
                raise Refused(errors.DefaultInInterface(span=param.default.span))
        asynchronous = modifier is not None
        return tree.FunctionDecl(name_of(name), params, result, asynchronous, name.doc, span_of(c))


class Tests:
    """`test` and what it has."""

    def test(self, c: Children) -> tree.TestDecl:
        """`test "name" { givens steps }`."""
        keyword, title = c[0], c[1]
        steps = tuple(one for one in c if isinstance(one, tree.Step))
        if not any(isinstance(one, tree.Expect) for one in steps):
            raise Refused(errors.NoExpectation(span=keyword.span.to(title.span)))
        givens = tuple(one for one in c if isinstance(one, tree.Given))
        name = fixed_text(title, "the name of a test")
        return tree.TestDecl(name, title.span, givens, steps, keyword.doc, span_of(c))

    def given(self, c: Children) -> tree.Given:
        """`given alias.function(patterns) if guard = value;`; the value may be left out."""
        _, path, _, *patterns, _, _, guard, _, value, _ = c
        callee = tuple(map(name_of, path))
        return tree.Given(callee, nodes(patterns), guard, value, span_of(c))

    def expect(self, c: Children) -> tree.Expect:
        """`expect condition;`."""
        return tree.Expect(c[1], span_of(c))


def _expect_func(modifier: Token | None, func: Token) -> None:
    """Refuse what is neither `func` nor `async func`."""
    if modifier is not None and modifier.text != ASYNC:
        found = f"{modifier.text} {func.text}"
        raise Refused(errors.NotAFunction(found, span=modifier.span.to(func.span)))
    if func.text != FUNC:
        raise Refused(errors.NotAFunction(func.text, span=func.span))

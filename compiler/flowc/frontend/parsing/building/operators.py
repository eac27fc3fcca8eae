"""Builders of pipes, `?`, operators, and what follows a value."""

from dataclasses import replace
from itertools import pairwise

from flowc.frontend import errors, tree
from flowc.frontend.parsing import literals
from flowc.frontend.parsing.building.children import (
    Children,
    Refused,
    labelled,
    name_of,
    nodes,
    span_of,
)
from flowc.frontend.parsing.tokens import Token


class Operators:
    """Pipes, `?` and the operators."""

    def handled(self, c: Children) -> tree.Try:
        """`value? else binder => handler`."""
        value, _, _, binder, _, handler = c
        return tree.Try(value, binder, handler, span_of(c))

    def attempt(self, c: Children) -> tree.Try:
        """`value?`."""
        return tree.Try(c[0], None, None, span_of(c))

    def caught(self, c: Children) -> tree.Catch:
        """`try value`."""
        return tree.Catch(c[1], span_of(c))

    def pipe(self, c: Children) -> tree.Pipe:
        """`value |> stage`."""
        return tree.Pipe(c[0], c[2], span_of(c))

    def stage(self, c: Children) -> tree.Call:
        """`a.b(args) with { policies }`, or `a.b` for a call without more arguments."""
        path, *rest = c
        callee = _path(path)
        policies = rest.pop() if rest and isinstance(rest[-1], tree.Policies) else None
        args, last = rest[0] if rest else ((), path[-1])
        end = last if policies is None else policies
        return tree.Call(callee, args, policies, callee.span.to(end.span))

    def path(self, c: Children) -> tuple[Token, ...]:
        """`a.b.c` gives its names."""
        return tuple(token for token in c if token.type == "NAME")

    def binary(self, c: Children) -> tree.Binary:
        """`left op right`."""
        left, sign, right = c
        return tree.Binary(sign.text, left, right, sign.span, span_of(c))

    def unary(self, c: Children) -> tree.Unary:
        """`-operand`, `not operand`."""
        return tree.Unary(c[0].text, c[1], span_of(c))


class Access:
    """Members, items and calls."""

    def member(self, c: Children) -> tree.Member:
        """`base.name`."""
        return tree.Member(c[0], name_of(c[2]), span_of(c))

    def item(self, c: Children) -> tree.Item:
        """`base.0`."""
        return tree.Item(c[0], literals.integer(c[2].text), span_of(c))

    def call(self, c: Children) -> tree.Call:
        """`callee(args)`."""
        callee, (args, end) = c
        return tree.Call(callee, args, None, callee.span.to(end.span))

    def governed(self, c: Children) -> tree.Call:
        """`callee(args) with { policies }`."""
        call, policies = c
        if not isinstance(call, tree.Call) or call.policies is not None:
            called = isinstance(call, tree.Call)
            raise Refused(errors.MisplacedPolicies(call.span, called, span=policies.span))
        return replace(call, policies=policies, span=span_of(c))

    def policies(self, c: Children) -> tree.Policies:
        """`with { policies }`."""
        return tree.Policies(nodes(c), span_of(c))

    def policy(self, c: Children) -> tree.Policy:
        """`name: value`, `name: 200ms` or `name`."""
        return tree.Policy(*labelled(c))

    def detailed(self, c: Children) -> tree.Policy:
        """`name(setting: 5, setting: 2s)`."""
        name, settings = c
        return tree.Policy(name_of(name), settings, span_of(c))

    def settings(self, c: Children) -> tree.Settings:
        """`(name: 5, name: 2s)`, the settings of a policy."""
        return tree.Settings(nodes(c), span_of(c))

    def setting(self, c: Children) -> tree.Setting:
        """`name: 5` or `name: 2s`; without its value it is refused later."""
        return tree.Setting(*labelled(c))

    def duration(self, c: Children) -> tree.Duration:
        """`200ms`."""
        return tree.Duration(literals.micros(c[0].text), c[0].span)

    def arguments(self, c: Children) -> tuple[tuple[tree.Arg, ...], Token]:
        """`(args)` gives them and the closing parenthesis; those by position come first."""
        args: tuple[tree.Arg, ...] = nodes(c)
        for before, after in pairwise(args):
            if before.name is not None and after.name is None:
                name = before.name
                error = errors.PositionalAfterNamed(name.text, name.span, span=after.span)
                raise Refused(error)
        return args, c[-1]

    def argument(self, c: Children) -> tree.Arg:
        """`value` or `name: value`."""
        name, _, value = c
        if name is None:
            return tree.Arg(None, value, value.span)
        return tree.Arg(name_of(name), value, span_of(c))


def _path(names: tuple[Token, ...]) -> tree.Expr:
    first, *rest = names
    made: tree.Expr = tree.NameRef(name_of(first), first.span)
    for token in rest:
        made = tree.Member(made, name_of(token), made.span.to(token.span))
    return made

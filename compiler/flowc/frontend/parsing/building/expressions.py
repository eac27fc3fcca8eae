"""Builders of blocks and expressions."""

from dataclasses import replace
from typing import Final

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
from flowc.frontend.parsing.building.operators import Access, Operators
from flowc.frontend.parsing.tokens import Token

LEAST_BRANCHES: Final = 2


class Primaries:
    """Names, literals and what stands in brackets."""

    def name(self, c: Children) -> tree.NameRef:
        """Refer to a name."""
        return tree.NameRef(name_of(c[0]), c[0].span)

    def integer(self, c: Children) -> tree.IntLit:
        """`1_000`, `0xff`, `0b1`."""
        return tree.IntLit(literals.integer(c[0].text), c[0].span)

    def decimal(self, c: Children) -> tree.FloatLit:
        """`1.5`, `2e-3`."""
        return tree.FloatLit(literals.decimal(c[0].text), c[0].span)

    def char(self, c: Children) -> tree.CharLit:
        """`'c'`."""
        return tree.CharLit(c[0].text, c[0].span)

    def truth(self, c: Children) -> tree.BoolLit:
        """Make `true` or `false`."""
        return tree.BoolLit(c[0].text == "true", c[0].span)

    def text(self, c: Children) -> tree.TextLit:
        """`"pieces and {holes}"`."""
        inner = (one.text if isinstance(one, Token) else one for one in c if not _edge(one))
        return tree.TextLit(tuple(inner), span_of(c))

    def group(self, c: Children) -> tree.Expr:
        """`(expr)` is the expression, its span widened."""
        inner: tree.Expr = c[1]
        return replace(inner, span=span_of(c))

    def tuple_value(self, c: Children) -> tree.TupleLit:
        """Make `(a, b)` or `(a,)`."""
        return tree.TupleLit(nodes(c), span_of(c))

    def list_value(self, c: Children) -> tree.ListLit:
        """Make `[a, b]`."""
        return tree.ListLit(nodes(c), span_of(c))

    def record_value(self, c: Children) -> tree.RecordLit:
        """`{ a: 1, b }`."""
        return tree.RecordLit(nodes(c), span_of(c))

    def init(self, c: Children) -> tree.FieldInit:
        """`name: value` or `name`."""
        return tree.FieldInit(*labelled(c))


class Expressions(Operators, Access, Primaries):
    """Blocks and everything that gives a value."""

    def block(self, c: Children) -> tree.Block:
        """`{ lets result }`."""
        _, *lets, result, _ = c
        return tree.Block((*lets,), result, span_of(c))

    def let(self, c: Children) -> tree.Let:
        """`let binder = value;`."""
        return tree.Let(c[1], c[3], span_of(c))

    def pause(self, c: Children) -> tree.Let:
        """`sleep(5m);` is `let _ = sleep(5m);`."""
        return tree.Let(tree.Ignore(c[0].span), c[0], span_of(c))

    def sleep(self, c: Children) -> tree.Sleep:
        """`sleep(5m)`."""
        return tree.Sleep(c[2], span_of(c))

    def conditional(self, c: Children) -> tree.If:
        """`if condition { then } else { otherwise }`."""
        _, condition, then, _, otherwise = c
        return tree.If(condition, then, otherwise, span_of(c))

    def matching(self, c: Children) -> tree.Match:
        """`match subject { arms }`."""
        subject, *arms = nodes(c)
        return tree.Match(subject, (*arms,), span_of(c))

    def arm(self, c: Children) -> tree.Arm:
        """`pattern => body`, `pattern if guard => body`."""
        pattern, _, guard, _, body = c
        return tree.Arm(pattern, guard, body, span_of(c))

    def loop(self, c: Children) -> tree.For:
        """`for binder in source where condition { body }`."""
        _, binder, _, source, _, where, body = c
        return tree.For(binder, source, where, body, False, span_of(c))  # noqa: FBT003 - a field

    def par_loop(self, c: Children) -> tree.For:
        """`par for binder in source where condition { body }`."""
        _, _, binder, _, source, _, where, body = c
        return tree.For(binder, source, where, body, True, span_of(c))  # noqa: FBT003 - a field

    def par(self, c: Children) -> tree.Par:
        """`par { branches }`."""
        branches = nodes(c)
        if len(branches) < LEAST_BRANCHES:
            raise Refused(errors.FewBranches(len(branches), span=span_of(c)))
        return tree.Par(branches, span_of(c))

    def fold(self, c: Children) -> tree.Fold:
        """`fold binder in source where condition from start { body }`."""
        _, binder, _, source, _, where, _, start, body = c
        return tree.Fold(binder, source, where, start, body, span_of(c))


def _edge(child: object) -> bool:
    return isinstance(child, Token) and child.type != "TEXT"

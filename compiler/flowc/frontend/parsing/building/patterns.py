"""Builders of binders and patterns, and the strings that take no interpolation."""

from flowc.frontend import errors, tree
from flowc.frontend.parsing import literals
from flowc.frontend.parsing.building.children import Children, Refused, name_of, nodes, span_of
from flowc.frontend.parsing.tokens import Token

KINDS = {
    tree.BoolLit: "bool",
    tree.IntLit: "int",
    tree.FloatLit: "float",
    tree.CharLit: "char",
}


class Patterns:
    """The rules of `binder` and `pattern`."""

    def bind(self, c: Children) -> tree.Name:
        """Name what is bound."""
        return name_of(c[0])

    def ignore(self, c: Children) -> tree.Ignore:
        """`_`."""
        return tree.Ignore(c[0].span)

    def tuple_binder(self, c: Children) -> tree.TupleBinder:
        """Make `(a, _, (b, c))`."""
        return tree.TupleBinder(nodes(c), span_of(c))

    def tuple_pattern(self, c: Children) -> tree.TuplePattern:
        """Make `(a, 1, some(c))`."""
        return tree.TuplePattern(nodes(c), span_of(c))

    def record_pattern(self, c: Children) -> tree.RecordPattern:
        """`{ a, b: 1, .. }`."""
        present = [child for child in c if child is not None]
        dots = any(isinstance(one, Token) and one.type == "DOTS" for one in present)
        fields = tuple(one for one in present if isinstance(one, tree.FieldPattern))
        return tree.RecordPattern(fields, dots, span_of(present))

    def field_pattern(self, c: Children) -> tree.FieldPattern:
        """`name: pattern` or `name`."""
        name, _, pattern = c
        last = name if pattern is None else pattern
        return tree.FieldPattern(name_of(name), pattern, name.span.to(last.span))

    def literal_pattern(self, c: Children) -> tree.LiteralPattern:
        """`1`, `1.5`, `'c'`, `true`."""
        return tree.LiteralPattern(c[0].value, KINDS[type(c[0])], c[0].span)

    def negative_pattern(self, c: Children) -> tree.LiteralPattern:
        """`-1`, `-1.5`."""
        number = c[1]
        if number.type == "INT":
            return tree.LiteralPattern(-literals.integer(number.text), "int", span_of(c))
        return tree.LiteralPattern(-literals.decimal(number.text), "float", span_of(c))

    def text_pattern(self, c: Children) -> tree.LiteralPattern:
        """`"text"`."""
        return tree.LiteralPattern(fixed_text(c[0], "a pattern"), "string", c[0].span)

    def case_pattern(self, c: Children) -> tree.CasePattern:
        """`clear`, `flagged(why)`, `screen.clear`."""
        path, opening, payload, closing = c
        names = tuple(name_of(token) for token in path)
        last = path[-1] if opening is None else closing
        span = path[0].span.to(last.span)
        return tree.CasePattern(names[:-1], names[-1], payload, span)


def fixed_text(text: tree.TextLit, where: str) -> str:
    """Return what a string without interpolation says; `where` names its place in an error."""
    for part in text.parts:
        if not isinstance(part, str):
            raise Refused(errors.InterpolatedHere(where, span=part.span))
    return "".join(str(part) for part in text.parts)

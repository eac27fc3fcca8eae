"""Builders of type expressions."""

from typing import Final

from flowc.frontend import errors, tree
from flowc.frontend.parsing.building.children import Children, Refused, is_token, name_of, span_of
from flowc.text.span import Span

GENERIC: Final = {"list": "list<T>", "option": "option<T>", "tuple": "tuple<A, B>"}
"""The types that must have arguments, and how they are written."""

WAITING: Final = frozenset({"stream", "future"})
HANDLES: Final = frozenset({"own", "borrow"})
"""What WIT has and a flow cannot write."""

Argument = tree.TypeExpr | None
"""What stands between `<` and `>`; None for `_`."""


class Types:
    """The rules of `type`."""

    def plain_type(self, c: Children) -> tree.TypeExpr:
        """`u32`, `line`, `result`."""
        match c[0].text:
            case "result":
                return tree.ResultType(None, None, c[0].span)
            case text if text in GENERIC:
                raise Refused(_wrong(text, [], c[0].span))
        return tree.NamedType(None, name_of(c[0]), c[0].span)

    def qualified_type(self, c: Children) -> tree.TypeExpr:
        """`pricing.priced`."""
        return tree.NamedType(name_of(c[0]), name_of(c[2]), span_of(c))

    def generic_type(self, c: Children) -> tree.TypeExpr:
        """`list<u32>`, `result<_, string>`."""
        held = [one for one in c[2:-1] if not is_token(one, "COMMA")]
        arguments = [None if is_token(one, "UNDERSCORE") else one for one in held]
        if c[0].text in WAITING:
            raise Refused(errors.WaitingType(c[0].text, span=span_of(c)))
        if c[0].text in HANDLES:
            raise Refused(errors.WrittenHandle(c[0].text, span=span_of(c)))
        made = _generic(c[0].text, arguments, span_of(c))
        if made is None:
            raise Refused(_wrong(c[0].text, arguments, span_of(c)))
        return made


def _generic(name: str, arguments: list[Argument], span: Span) -> tree.TypeExpr | None:
    given = tuple(one for one in arguments if one is not None)
    if name == "result" and arguments[0] is None and len(given) == 1:
        return tree.ResultType(None, given[0], span)
    if len(given) < len(arguments):
        return None
    return _complete(name, given, span)


def _complete(name: str, given: tuple[tree.TypeExpr, ...], span: Span) -> tree.TypeExpr | None:
    match name, given:
        case "list", [element]:
            return tree.ListType(element, span)
        case "option", [some]:
            return tree.OptionType(some, span)
        case "result", [ok]:
            return tree.ResultType(ok, None, span)
        case "result", [ok, err]:
            return tree.ResultType(ok, err, span)
        case "tuple", _:
            return tree.TupleType(given, span)
    return None


def _wrong(name: str, arguments: list[Argument], span: Span) -> "errors.WrongTypeArguments":
    count, gap = len(arguments), None in arguments
    form = GENERIC.get(name, "result<T, E>" if name == "result" else "")
    return errors.WrongTypeArguments(name, form, count, gap, span=span)

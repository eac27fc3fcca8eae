"""Builds the types that a `.wit` file writes."""

from typing import TYPE_CHECKING, Final, Literal, cast

from flowc.frontend import errors
from flowc.frontend.parsing.building.children import Children, Refused, is_token, name_of, span_of
from flowc.frontend.wit import tree
from flowc.frontend.wit.building.items import several

if TYPE_CHECKING:
    from flowc.frontend.terms import PrimName

MOST_LENGTH: Final = 2**32 - 1


class Types:
    """The rules of `type`."""

    def named_type(self, c: Children) -> tree.NamedType:
        """`stat`."""
        return tree.NamedType(name_of(c[0]), c[0].span)

    def primitive_type(self, c: Children) -> tree.PrimType:
        """`u32`."""
        return tree.PrimType(cast("PrimName", c[0].text), c[0].span)

    def error_context(self, c: Children) -> tree.ErrorContextType:
        """`error-context`."""
        return tree.ErrorContextType(c[0].span)

    def list_type(self, c: Children) -> tree.ListType:
        """`list<u8>` or `list<u8, 4>`."""
        if c[4] is None:
            return tree.ListType(c[2], None, span_of(c))
        digits = c[4].text.lstrip("0")
        if not digits or len(digits) > len(str(MOST_LENGTH)) or int(digits) > MOST_LENGTH:
            raise Refused(errors.BadLength(MOST_LENGTH, span=c[4].span))
        return tree.ListType(c[2], int(digits), span_of(c))

    def option_type(self, c: Children) -> tree.OptionType:
        """`option<u8>`."""
        return tree.OptionType(c[2], span_of(c))

    def result_type(self, c: Children) -> tree.ResultType:
        """Make `result`, or one with one or two types."""
        given = [one for one in c[2:-1] if not is_token(one, "COMMA") and one is not None]
        if not given:
            return tree.ResultType(None, None, c[0].span)
        ok, err = (*given, None)[:2]
        return tree.ResultType(None if is_token(ok, "UNDERSCORE") else ok, err, span_of(c))

    def tuple_type(self, c: Children) -> tree.TupleType:
        """`tuple<u8, string>`."""
        items = several(c[2:-1], "a tuple", "type", span_of(c))
        return tree.TupleType(items, span_of(c))

    def map_type(self, c: Children) -> tree.MapType:
        """`map<string, u8>`."""
        return tree.MapType(c[2], c[4], span_of(c))

    def handle_type(self, c: Children) -> tree.HandleType:
        """`own<file>` or `borrow<file>`."""
        word: Literal["own", "borrow"] = "own" if c[0].text == "own" else "borrow"
        return tree.HandleType(word, name_of(c[2]), span_of(c))

    def waiting_type(self, c: Children) -> tree.WaitingType:
        """`stream<u8>` or `future`."""
        word, _, content, _ = c
        if content is None:
            return tree.WaitingType(word.text, None, word.span)
        return tree.WaitingType(word.text, content, span_of(c))

"""Builds records, variants, enums and flags, and their parts."""

from typing import Final

from flowc.frontend.parsing.building.children import Children, name_of, span_of
from flowc.frontend.wit import tree
from flowc.frontend.wit.building.items import several, start_of, typed_part

_HOLDERS: Final = {
    "record": "a record",
    "variant": "a variant",
    "enum": "an enum",
    "flags": "a flags type",
}
_PARTS: Final = {"record": "field", "variant": "case", "enum": "case", "flags": "flag"}


class Compounds:
    """The rules of types with parts."""

    def record(self, c: Children) -> tree.Compound:
        """`record name { fields }`."""
        return _compound(c)

    def variant(self, c: Children) -> tree.Compound:
        """`variant name { cases }`."""
        return _compound(c)

    def enum(self, c: Children) -> tree.Compound:
        """`enum name { cases }`."""
        return _compound(c)

    def flags(self, c: Children) -> tree.Compound:
        """Make `flags name { labels }`."""
        return _compound(c)

    def field(self, c: Children) -> tree.Part:
        """`name: type`."""
        return typed_part(c)

    def case(self, c: Children) -> tree.Part:
        """`name` or `name(type)`."""
        name, opening, payload, _ = c
        span = name.span if opening is None else span_of(c)
        return tree.Part(name_of(name), payload, name.doc, span)

    def label(self, c: Children) -> tree.Part:
        """One case of an enum, one label of flags."""
        return tree.Part(name_of(c[0]), None, c[0].doc, c[0].span)


def _compound(c: Children) -> tree.Compound:
    gates, doc, start = start_of(c[0], c[1])
    word, name = c[1].text, name_of(c[2])
    holder = _HOLDERS[word]
    parts = several(c[4:-1], holder, _PARTS[word], c[3].span.to(c[-1].span))
    return tree.Compound(word, name, parts, gates, doc, start.to(c[-1].span))

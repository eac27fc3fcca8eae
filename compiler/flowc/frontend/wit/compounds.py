"""Types that are made of parts with names: records, variants, enums and flags."""

from collections.abc import Sequence

from flowc.frontend import errors
from flowc.frontend.binary.values import MAX_FLAGS
from flowc.frontend.signature import Note
from flowc.frontend.terms import Case, Enum, Field, Flags, Record, Type, TypeName, Variant
from flowc.frontend.wit import tree
from flowc.frontend.wit.meanings import NOTHING, Meaning, Terms
from flowc.frontend.wit.names import Names


def compound(item: tree.Compound, declared: TypeName, terms: Terms) -> Meaning:
    """Return what a record, variant, enum or flags type means."""
    names = Names(terms.report)
    kept = [one for one in item.parts if names.give(one.name)]
    if item.word == "flags" and len(kept) > MAX_FLAGS:
        problem = f"flags have up to {MAX_FLAGS} labels, these have {len(kept)}"
        terms.report.add(errors.TooLargeInWit(problem, span=item.name.span))
        return NOTHING
    types = [terms.maybe(one.type) for one in kept]
    type_ = _made(item.word, kept, types, declared)
    return terms.made(type_, [one for one in types if one is not None], item.name.span)


def _made(
    word: str, parts: Sequence[tree.Part], types: Sequence[Meaning | None], declared: TypeName
) -> Type:
    names = tuple(one.name.text for one in parts)
    pairs = [
        (name, None if one is None else one.type) for name, one in zip(names, types, strict=True)
    ]
    match word:
        case "record":
            return Record(
                tuple(Field(name, type_ or NOTHING.type) for name, type_ in pairs), declared
            )
        case "variant":
            return Variant(tuple(Case(name, type_) for name, type_ in pairs), declared)
        case "enum":
            return Enum(names, declared)
        case _:
            return Flags(names, declared)


def part_of(node: tree.Part) -> Note:
    """Return what people are told of a part."""
    return Note(node.name.text, node.doc, node.name.span)

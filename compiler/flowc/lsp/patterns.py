"""The patterns of a match, nested ones included, each with the type of what it is held against."""

from collections.abc import Iterator
from dataclasses import dataclass

from flowc.frontend import terms, tree
from flowc.frontend.checking.expressions.paths import functions_at
from flowc.frontend.checking.packages.choices import Choice
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.terms import Type


@dataclass(frozen=True, slots=True)
class Held:
    """A pattern and the type of what it is held against; None where that is not known."""

    pattern: tree.Pattern | tree.FieldPattern
    type: Type | None


def held(pattern: tree.Pattern, type_: Type | None) -> Iterator[Held]:
    """Yield a pattern and all patterns inside it."""
    yield Held(pattern, type_)
    match pattern:
        case tree.CasePattern(name=name, payload=payload) if payload is not None:
            yield from held(payload, _payload(type_, name.text))
        case tree.TuplePattern(items=items):
            for at, item in enumerate(items):
                yield from held(item, _item(type_, at))
        case tree.RecordPattern(fields=fields):
            for one in fields:
                yield Held(one, type_)
                if one.pattern is not None:
                    yield from held(one.pattern, _field(type_, one.name.text))


def given_types(package: Package, given: tree.Given) -> tuple[Type, ...]:
    """Return the types of the parameters of what a `given` stands in for; none where unknown."""
    exports = package.exports.get(given.callee[0].text)
    if exports is None:
        return ()
    signature = exports.flows.get(given.callee[-1].text)
    if signature is not None:
        return tuple(one.want.type for one in signature.formals)
    found = functions_at(exports, given.callee[1:])
    return tuple(one.type for one in found[0].type.params) if found else ()


def _payload(type_: Type | None, name: str) -> Type | None:
    cases = terms.cases_of(type_) if isinstance(type_, Choice) else ()
    return next((case.payload for case in cases if case.name == name), None)


def _item(type_: Type | None, at: int) -> Type | None:
    items = type_.items if isinstance(type_, terms.Tuple) else ()
    return items[at] if at < len(items) else None


def _field(type_: Type | None, name: str) -> Type | None:
    fields = type_.fields if isinstance(type_, terms.Record) else ()
    return next((one.type for one in fields if one.name == name), None)

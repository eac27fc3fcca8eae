"""Two types of one name that are not the same: which they are, and in what they differ."""

from dataclasses import dataclass
from typing import TypeAlias

from flowc.frontend import terms
from flowc.frontend.terms import Type

Named: TypeAlias = terms.Record | terms.Variant | terms.Enum | terms.Flags
Parts: TypeAlias = dict[str, Type | None]
"""Fields, cases, labels, items and payloads by name; None is a case without a payload."""

_WORDS = {
    terms.Record: ("a record", "field"),
    terms.Variant: ("a variant", "case"),
    terms.Enum: ("an enum", "case"),
    terms.Flags: ("flags", "label"),
}


@dataclass(frozen=True, slots=True)
class _Split:
    """Two types differ; `pair` are the innermost of one name around the place, if there are any."""

    pair: tuple[Named, Named] | None


def disagreement(want: Type, have: Type) -> tuple[Named, Named] | None:
    """Return the innermost two types of one name around the first difference, if there are any."""
    split = _split(want, have)
    return None if split is None else split.pair


def _split(want: Type | None, have: Type | None) -> _Split | None:
    """Return where two types differ first, None if they are one as far as they are known."""
    if want is have or isinstance(want, terms.Unknown) or isinstance(have, terms.Unknown):
        return None
    if want is None or have is None:
        return _Split(None)
    ours, theirs = _parts(want), _parts(have)
    if type(want) is not type(have) or list(ours) != list(theirs):
        return _Split(_of_one_name(want, have))
    for name, part in ours.items():
        inner = _split(part, theirs[name])
        if inner is not None:
            return inner if inner.pair else _Split(_of_one_name(want, have))
    return None if ours or want == have else _Split(_of_one_name(want, have))


def _of_one_name(want: Type, have: Type) -> tuple[Named, Named] | None:
    one, other = terms.declared_name(want), terms.declared_name(have)
    if not isinstance(want, Named) or not isinstance(have, Named) or one is None or other is None:
        return None
    return (want, have) if one.name == other.name and str(one) != str(other) else None


def difference(want: Named, have: Named) -> str:
    """Say in what two types of one name differ first."""
    kind, word = _WORDS[type(want)]
    if type(want) is not type(have):
        return f"`{want}` is {kind}, `{have}` is {_WORDS[type(have)][0]}"
    ours, theirs = _parts(want), _parts(have)
    for owner, mine, others in ((want, ours, theirs), (have, theirs, ours)):
        alone = next((name for name in mine if name not in others), None)
        if alone is not None:
            return f"only `{owner}` has the {word} `{alone}`"
    for name, type_ in ours.items():
        if _split(type_, theirs[name]) is not None:
            return f"`{name}` is {_told(type_)} in `{want}`, {_told(theirs[name])} in `{have}`"
    return f"their {word}s stand in another order"


def _told(type_: Type | None) -> str:
    return "without a value" if type_ is None else f"`{type_}`"


def _parts(type_: Type) -> Parts:
    match type_:
        case terms.List(element):
            return {"": element}
        case terms.Tuple(items):
            return {str(at): item for at, item in enumerate(items)}
        case terms.Record(fields):
            return {one.name: one.type for one in fields}
        case terms.Variant() | terms.Enum() | terms.Option() | terms.Result():
            return {case.name: case.payload for case in terms.cases_of(type_)}
        case terms.Flags(labels):
            return dict.fromkeys(labels)
        case _:
            return {}

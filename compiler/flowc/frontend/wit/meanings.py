"""Type nodes to terms: what each name means in an interface or world, and what is made of it.

A meaning is finished when it is made. How deep and how large it would be, written out, is bounded
as `binary.values` bounds it, so that both readers take the same types.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final, Literal, assert_never, get_args

from flowc.frontend import errors
from flowc.frontend.binary.values import MAX_TEXT, MAX_TYPE_DEPTH, MAX_TYPE_SIZE
from flowc.frontend.terms import (
    BOOL,
    CHAR,
    STRING,
    UNKNOWN,
    Enum,
    Flags,
    Handle,
    List,
    Opaque,
    Option,
    Prim,
    PrimName,
    Record,
    Resource,
    Result,
    Tuple,
    Type,
    TypeName,
    Unknown,
    Variant,
)
from flowc.frontend.wit import tree
from flowc.text.report import Report
from flowc.text.span import Span

BUILT_IN: Final = (*get_args(PrimName), "list", "option", "result", "tuple")
"""What WIT calls its own types."""
_KEYS: Final[tuple[Type, ...]] = (
    *(Prim("u8"), Prim("u16"), Prim("u32"), Prim("u64")),
    *(Prim("s8"), Prim("s16"), Prim("s32"), Prim("s64")),
    *(BOOL, CHAR, STRING),
)
"""What the keys of a map may be."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a type node or a name stands for.

    Where a name stands for a resource, that is the type. `borrows` says whether something borrowed
    is in it.
    """

    type: Type
    depth: int = 1
    size: int = 1
    borrows: bool = False

    @property
    def value(self) -> "Meaning":
        """What a value of it is: for a resource, an own handle."""
        return Meaning(Handle("own", self.type)) if isinstance(self.type, Resource) else self

    def named(self, declared: TypeName) -> "Meaning":
        """Return it under another name, as `use` and `type` give one.

        Its place stays that of the first declaration.
        """
        match self.type:
            case Resource():
                return Meaning(replace(self.type, declared=declared))
            case Record(declared=TypeName(place=place)) | Variant(declared=TypeName(place=place)):
                pass
            case Enum(declared=TypeName(place=place)) | Flags(declared=TypeName(place=place)):
                pass
            case _:
                return self
        return replace(self, type=replace(self.type, declared=replace(declared, place=place)))


NOTHING: Final = Meaning(UNKNOWN)
"""What a mistake means."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Makes meanings of type nodes; `known` has what the names around them mean."""

    known: Mapping[str, Meaning]
    functions: AbstractSet[str]
    hidden: Mapping[str, str]
    where: str
    near: Callable[[str, Iterable[str]], tuple[str, ...]]
    report: Report

    def of(self, node: tree.TypeNode) -> Meaning:
        """Return what a node means; nodes nest no deeper than the parser allows."""
        match node:
            case tree.NamedType(name):
                return self.name(name).value
            case tree.PrimType(name):
                return Meaning(Prim(name))
            case tree.HandleType(word, resource):
                return self._handle(word, resource)
            case tree.ErrorContextType():
                return Meaning(Opaque("error-context"))
            case tree.ListType(element, length):
                return self._list(self.of(element), length, node.span)
            case tree.OptionType(some):
                part = self.of(some)
                return self.made(Option(part.type), (part,), node.span)
            case tree.ResultType(ok, err):
                left, right = self.maybe(ok), self.maybe(err)
                parts = [one for one in (left, right) if one is not None]
                type_ = Result(*(None if one is None else one.type for one in (left, right)))
                return self.made(type_, parts, node.span)
            case tree.TupleType(items):
                parts = [self.of(one) for one in items]
                return self.made(Tuple(tuple(one.type for one in parts)), parts, node.span)
            case tree.MapType(key, value):
                return self._map(key, value)
            case tree.WaitingType(word, content):
                held = self.maybe(content)
                text = word if held is None else f"{word}<{_text(held.type)}>"
                return _opaque(text, () if held is None else (held,))
            case _:
                assert_never(node)

    def maybe(self, node: tree.TypeNode | None) -> Meaning | None:
        """Return what a node means, None for none."""
        return None if node is None else self.of(node)

    def made(self, type_: Type, parts: Sequence[Meaning], span: Span) -> Meaning:
        """Return the meaning of a type made of parts, unless it is too large."""
        depth = 1 + max((one.depth for one in parts), default=0)
        size = 1 + sum(one.size for one in parts)
        if depth <= MAX_TYPE_DEPTH and size <= MAX_TYPE_SIZE:
            return Meaning(type_, depth, size, any(one.borrows for one in parts))
        problem = (
            f"written out, it has more than {MAX_TYPE_DEPTH} levels"
            if depth > MAX_TYPE_DEPTH
            else f"written out, it has more than {MAX_TYPE_SIZE} parts"
        )
        self.report.add(errors.TooLargeInWit(problem, span=span))
        return NOTHING

    def name(self, name: tree.Name) -> Meaning:
        """Return what a name means; report one that means no type."""
        found = self.known.get(name.text)
        if found is not None:
            return found
        if name.text in self.functions:
            mistake = errors.WrongKindInWit(name.text, "a function", "a type", span=name.span)
            self.report.add(mistake)
            return NOTHING
        near = self.near(name.text, (*self.known, *BUILT_IN))
        feature = self.hidden.get(name.text, "")
        unknown = errors.UnknownInWit("type", name.text, self.where, near, feature, span=name.span)
        self.report.add(unknown)
        return NOTHING

    def _handle(self, word: Literal["own", "borrow"], resource: tree.Name) -> Meaning:
        found = self.name(resource)
        if isinstance(found.type, Resource):
            return Meaning(Handle(word, found.type), borrows=word == "borrow")
        if not isinstance(found.type, Unknown):
            kind = "a type of values"
            self.report.add(
                errors.WrongKindInWit(resource.text, kind, "a resource", span=resource.span)
            )
        return NOTHING

    def _list(self, element: Meaning, length: int | None, span: Span) -> Meaning:
        if length is None:
            return self.made(List(element.type), (element,), span)
        return _opaque(f"list<{_text(element.type)}, {length}>", (element,))

    def _map(self, key: tree.TypeNode, value: tree.TypeNode) -> Meaning:
        left, right = self.of(key), self.of(value)
        if not isinstance(left.type, Unknown) and left.type not in _KEYS:
            expected = "a whole number, `bool`, `char` or `string`"
            found = "no key of a map"
            self.report.add(errors.WrongKindInWit(_text(left.type), found, expected, span=key.span))
        return _opaque(f"map<{_text(left.type)}, {_text(right.type)}>", (left, right))


def _opaque(text: str, parts: Sequence[Meaning]) -> Meaning:
    cut = text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"
    return Meaning(Opaque(cut), borrows=any(one.borrows for one in parts))


def _text(type_: Type) -> str:
    """Return a short text for a type, the same that the binary's reader makes."""
    match type_:
        case Prim() | Opaque() | Handle():
            return str(type_)
        case (
            Record(declared=TypeName() as name)
            | Variant(declared=TypeName() as name)
            | Enum(declared=TypeName() as name)
            | Flags(declared=TypeName() as name)
        ):
            return str(name)
        case _:
            return f"{type(type_).__name__.lower()}<..>"


def names_in(node: tree.TypeNode | None) -> Iterator[tree.Name]:
    """Yield the names that a node refers to, front to back."""
    match node:
        case None | tree.PrimType() | tree.ErrorContextType():
            return
        case tree.NamedType(name) | tree.HandleType(_, name):
            yield name
        case tree.ListType(inner) | tree.OptionType(inner) | tree.WaitingType(_, inner):
            yield from names_in(inner)
        case tree.ResultType(left, right) | tree.MapType(left, right):
            yield from names_in(left)
            yield from names_in(right)
        case tree.TupleType(items):
            for one in items:
                yield from names_in(one)
        case _:
            assert_never(node)

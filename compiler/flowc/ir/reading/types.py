"""The types in a graph's text, and the declarations that name them."""

from typing import get_args

from flowc.frontend import terms as t
from flowc.frontend.fault import BUILT_IN
from flowc.ir.errors import UnknownName
from flowc.ir.reading.cursor import Cursor, Refused

_PRIMITIVES = get_args(t.PrimName)


class Types:
    """A reader of types; `known` are the ones declared so far, `own` those of the package."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.known: dict[str, t.Type] = {}
        self.own: dict[str, t.Type] = {}

    def declaration(self) -> None:
        """Read `type NAME = STRUCTURE`."""
        self.cursor.word("type")
        name = self.path()
        self.cursor.word("=")
        declared = self.name(name)
        type_ = _named(self.type(), declared)
        self.known[name] = type_
        if not declared.owner and declared.name not in BUILT_IN:
            self.own[declared.name] = type_

    def name(self, path: str) -> t.TypeName:
        """Return the name that a path spells."""
        owner, _, last = path.replace("%", "").rpartition(".")
        return t.TypeName(owner, last, self.cursor.source.path)

    def path(self) -> str:
        """Read `NAME` or `OWNER.NAME`, where the owner may have several parts."""
        return self.cursor.path()

    def type(self) -> t.Type:
        """Read a type."""
        start = self.cursor.next
        path = self.path()
        if path in _PRIMITIVES:
            return t.Prim(path)  # type: ignore[arg-type]  # one of the names, as was just asked
        if path in self.known:
            return self.known[path]
        built = self.built(path)
        if built is None:
            span = self.cursor.since(start)
            raise Refused(UnknownName("type", path, tuple(self.known), span=span))
        return _named(built, self.name(self.path())) if self.cursor.skip("as") else built

    def built(self, word: str) -> t.Type | None:
        """Read what follows the word that begins a type; None where it begins none."""
        cursor = self.cursor
        match word:
            case "list":
                return t.List(self.only())
            case "option":
                return t.Option(self.only())
            case "result":
                return self.result()
            case "own" | "borrow":
                return t.Handle("own" if word == "own" else "borrow", self.resource())
            case "resource":
                return self.resource()
            case "opaque":
                cursor.word("<")
                text = cursor.string()
                cursor.word(">")
                return t.Opaque(text)
            case "tuple":
                return t.Tuple(cursor.several("<", self.type, ">"))
            case "record":
                return t.Record(cursor.several("{", self.field, "}"))
            case "variant":
                return t.Variant(cursor.several("{", self.case, "}"))
            case "enum":
                return t.Enum(cursor.several("{", self.label, "}"))
            case "flags":
                return t.Flags(cursor.several("{", self.label, "}"))
            case _:
                return None

    def only(self) -> t.Type:
        """Read `<TYPE>`."""
        self.cursor.word("<")
        with self.cursor.level():
            type_ = self.type()
        self.cursor.word(">")
        return type_

    def resource(self) -> t.Resource:
        """Read what a handle is of: `<"alias", "interface", "name">`, or with `, imported`."""
        cursor = self.cursor
        cursor.word("<")
        owner = cursor.string()
        cursor.word(",")
        interface = cursor.string()
        cursor.word(",")
        name = cursor.string()
        imported = cursor.skip(",")
        if imported:
            cursor.word("imported")
        cursor.word(">")
        return t.Resource(owner, interface, name, imported)

    def result(self) -> t.Type:
        """Read what follows `result`."""
        if self.cursor.next.text != "<":
            return t.Result(None, None)
        sides = self.cursor.several("<", self.side, ">")
        if len(sides) not in (1, 2):
            self.cursor.refuse("a result with one or two sides")
        return t.Result(sides[0], sides[1] if len(sides) > 1 else None)

    def side(self) -> t.Type | None:
        """Read a type or `_`."""
        return None if self.cursor.skip("_") else self.type()

    def label(self) -> str:
        """Read a label."""
        return self.cursor.take("name").text

    def field(self) -> t.Field:
        """Read `NAME: TYPE`."""
        name = self.label()
        self.cursor.word(":")
        return t.Field(name, self.type())

    def case(self) -> t.Case:
        """Read `NAME` or `NAME(TYPE)`."""
        name = self.label()
        payload = None
        if self.cursor.skip("("):
            payload = self.type()
            self.cursor.word(")")
        return t.Case(name, payload)


def _named(type_: t.Type, name: t.TypeName) -> t.Type:
    """Return a type under the name it is declared by, where it has none yet."""
    match type_:
        case t.Record(fields, None):
            return t.Record(fields, name)
        case t.Variant(cases, None):
            return t.Variant(cases, name)
        case t.Enum(cases, None):
            return t.Enum(cases, name)
        case t.Flags(labels, None):
            return t.Flags(labels, name)
        case _:
            return type_

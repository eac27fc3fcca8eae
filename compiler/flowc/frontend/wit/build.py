"""Makes the nodes of `wit.tree` from what the parser reduces; each method is named for its rule.

In come a rule's children: tokens, nodes made before, and None where an optional part is absent.
A node's span reaches from its first token, gates included, to its last. What follows the grammar
and still cannot be meant raises `Refused`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from flowc.frontend.errors import wit as errors
from flowc.frontend.parsing import literals
from flowc.frontend.parsing.building.common import Children, Refused, name_of, nodes, span_of
from flowc.frontend.parsing.tokens import Token
from flowc.frontend.wit import tree
from flowc.text.span import Span

if TYPE_CHECKING:
    from flowc.frontend.terms import PrimName

__all__ = ["Build", "Refused"]

Gates = tuple[tree.Gate, ...]

_FIELDS: Final = {"since": "version", "unstable": "feature", "deprecated": "version"}
_HOLDERS: Final = {
    "record": "a record",
    "variant": "a variant",
    "enum": "an enum",
    "flags": "a flags type",
}
_PARTS: Final = {"record": "field", "variant": "case", "enum": "case", "flags": "flag"}
MOST_LENGTH: Final = 2**32 - 1


class _Gated:
    """The gates before an item, their documentation, and where they start."""

    def __init__(self, gates: Gates, doc: str) -> None:
        self.gates = gates
        self.doc = doc


def _start(gated: _Gated, first: Token) -> tuple[Gates, str, Span]:
    span = gated.gates[0].span if gated.gates else first.span
    return gated.gates, gated.doc or first.doc, span


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
        given = [one for one in c[2:-1] if not _is(one, "COMMA") and one is not None]
        if not given:
            return tree.ResultType(None, None, c[0].span)
        ok, err = (*given, None)[:2]
        return tree.ResultType(None if _is(ok, "UNDERSCORE") else ok, err, span_of(c))

    def tuple_type(self, c: Children) -> tree.TupleType:
        """`tuple<u8, string>`."""
        items = _several(c[2:-1], "a tuple", "type", span_of(c))
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


def _is(child: object, kind: str) -> bool:
    return isinstance(child, Token) and child.type == kind


def _several(children: Sequence[Any], holder: str, what: str, span: Span) -> tuple[Any, ...]:
    """Return the nodes among children; refuse where there are none."""
    found = nodes([one for one in children if one is not None])
    if not found:
        raise Refused(errors.Empty(holder, what, span=span))
    return found


class Items:
    """The rules of types with names and of functions."""

    def no_gates(self, _: Children) -> _Gated:
        """Make nothing of nothing."""
        return _Gated((), "")

    def more_gates(self, c: Children) -> _Gated:
        """`@since(version = 0.2.0) @deprecated(version = 0.2.2)`."""
        before, (gate, doc) = c
        return _Gated((*before.gates, gate), before.doc or doc)

    def gate(self, c: Children) -> tuple[tree.Gate, str]:
        """`@since(version = 0.2.0)`, or `@external-id("..")`."""
        at, word, span = c[0], c[1], span_of(c)
        held = [one for one in c[3:-1] if one is not None]
        _check_gate(word, held)
        return tree.Gate(word.text, _gate_value(held[-1]), span), at.doc

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
        return tree.Part(name_of(c[0]), c[2], c[0].doc, c[0].span.to(c[2].span))

    def case(self, c: Children) -> tree.Part:
        """`name` or `name(type)`."""
        name, opening, payload, _ = c
        span = name.span if opening is None else span_of(c)
        return tree.Part(name_of(name), payload, name.doc, span)

    def label(self, c: Children) -> tree.Part:
        """One case of an enum, one label of flags."""
        return tree.Part(name_of(c[0]), None, c[0].doc, c[0].span)

    def parameter(self, c: Children) -> tree.Part:
        """`name: type`."""
        return self.field(c)

    def alias(self, c: Children) -> tree.Alias:
        """`type name = type;`."""
        gates, doc, start = _start(c[0], c[1])
        return tree.Alias(name_of(c[2]), c[4], gates, doc, start.to(c[-1].span))

    def resource(self, c: Children) -> tree.Resource:
        """`resource name;` or `resource name { functions }`."""
        gates, doc, start = _start(c[0], c[1])
        functions = nodes(c[3:])
        return tree.Resource(name_of(c[2]), functions, gates, doc, start.to(c[-1].span))

    def parameters(self, c: Children) -> tuple[tree.Part, ...]:
        """`(params)`."""
        return nodes([one for one in c if one is not None])

    def signature(self, c: Children) -> tree.Signature:
        """`async func(params) -> type`."""
        waits, func, params, _, result = c
        first = (waits or func).span
        end = func.span if result is None else result.span
        return tree.Signature(params, result, waits is not None, first.to(end))

    def function(self, c: Children) -> tree.Function:
        """`name: func(params) -> type;`."""
        gates, doc, start = _start(c[0], c[1])
        return tree.Function(name_of(c[1]), "function", c[3], gates, doc, start.to(c[-1].span))

    def method(self, c: Children) -> tree.Function:
        """`name: func(params) -> type;` of a resource, perhaps `static`."""
        gates, doc, start = _start(c[0], c[1])
        kind: tree.FunctionKind = "method" if c[3] is None else "static"
        return tree.Function(name_of(c[1]), kind, c[4], gates, doc, start.to(c[-1].span))

    def constructor(self, c: Children) -> tree.Function:
        """`constructor(params) -> type;`."""
        gates, doc, start = _start(c[0], c[1])
        signature = tree.Signature(c[2], c[4], is_async=False, span=c[1].span)
        name = tree.Name("constructor", c[1].span)
        return tree.Function(name, "constructor", signature, gates, doc, start.to(c[-1].span))

    def use(self, c: Children) -> tree.Use:
        """`use path.{names};`."""
        gates, _, start = _start(c[0], c[1])
        span = start.to(c[-1].span)
        names = nodes([one for one in c[5:-2] if one is not None])
        return tree.Use(c[2], names, gates, span)

    def use_name(self, c: Children) -> tree.UseName:
        """`name` or `name as other`."""
        name, _, alias = c
        span = name.span if alias is None else name.span.to(alias.span)
        return tree.UseName(name_of(name), None if alias is None else name_of(alias), span)


def _compound(c: Children) -> tree.Compound:
    gates, doc, start = _start(c[0], c[1])
    word, name = c[1].text, name_of(c[2])
    holder = _HOLDERS[word]
    parts = _several(c[4:-1], holder, _PARTS[word], c[3].span.to(c[-1].span))
    return tree.Compound(word, name, parts, gates, doc, start.to(c[-1].span))


def _check_gate(word: Token, held: Sequence[Token]) -> None:
    field = _FIELDS.get(word.text)
    if field is None and word.text != "external-id":
        raise Refused(errors.UnknownGate(word.text, span=word.span))
    right = len(held) == 1 if field is None else len(held) > 1 and held[0].text == field
    if not right:
        form = '("..")' if field is None else f"({field} = ..)"
        problem = f"expected `@{word.text}{form}`"
        raise Refused(errors.BadGate(problem, span=held[0].span.to(held[-1].span)))
    if field == "version" and not literals.is_version(held[-1].text):
        raise Refused(errors.BadWitVersion(held[-1].text, span=held[-1].span))
    if field == "feature" and held[-1].type != "NAME":
        problem = "expected `@unstable(feature = name)`"
        raise Refused(errors.BadGate(problem, span=held[-1].span))


def _gate_value(token: Token) -> str:
    return token.text[1:-1] if token.type == "TEXT" else token.text


class Declarations:
    """`file` down to what worlds hold."""

    def file(self, c: Children) -> tree.File:
        """Sort what the file holds; its path is filled in by `parse`."""
        header: tree.Header | None = None
        for index, one in enumerate(c):
            if isinstance(one, tree.Header):
                if index:
                    raise Refused(errors.MisplacedHeader(span=one.span))
                header = one
        items = tuple(
            one for one in c if isinstance(one, (tree.Interface, tree.World, tree.Shorthand))
        )
        nested = tuple(one for one in c if isinstance(one, tree.Nested))
        return tree.File("", header, items, nested)

    def header(self, c: Children) -> tree.Header:
        """`package owner:name@version;`."""
        return tree.Header(c[1], c[0].doc, span_of(c))

    def nested(self, c: Children) -> tree.Nested:
        """`package owner:name@version { items }`."""
        return tree.Nested(c[1], nodes(c[3:-1]), c[0].doc, span_of(c))

    def package(self, c: Children) -> tree.PackageName:
        """`owner:name@version`."""
        owner, _, name, _, version = c
        end = name if version is None else version
        span = owner.span.to(end.span)
        return tree.PackageName(name_of(owner), name_of(name), _version(version), span)

    def version(self, c: Children) -> Token:
        """Pass on `0.2.0`; what is wrong with it is said where it belongs."""
        token: Token = c[0]
        return token

    def near_path(self, c: Children) -> tree.Path:
        """`streams`."""
        return tree.Path(None, name_of(c[0]), c[0].span)

    def far_path(self, c: Children) -> tree.Path:
        """`wasi:io/streams@0.2.0`."""
        owner, _, name, _, item, _, version = c
        span = owner.span.to((version or item).span)
        package = tree.PackageName(name_of(owner), name_of(name), _version(version), span)
        return tree.Path(package, name_of(item), span)

    def shorthand(self, c: Children) -> tree.Shorthand:
        """`use path as name;`."""
        gates, _, start = _start(c[0], c[1])
        alias = None if c[4] is None else name_of(c[4])
        return tree.Shorthand(c[2], alias, gates, start.to(c[-1].span))

    def interface(self, c: Children) -> tree.Interface:
        """`interface name { members }`."""
        gates, doc, start = _start(c[0], c[1])
        return tree.Interface(name_of(c[2]), nodes(c[4:]), gates, doc, start.to(c[-1].span))

    def world(self, c: Children) -> tree.World:
        """`world name { members }`."""
        gates, doc, start = _start(c[0], c[1])
        return tree.World(name_of(c[2]), nodes(c[4:]), gates, doc, start.to(c[-1].span))

    def reference(self, c: Children) -> tree.Outside:
        """`import path;`."""
        return _outside(c, None, c[2])

    def named_reference(self, c: Children) -> tree.Outside:
        """`import name: path;`."""
        return _outside(c, c[2], c[4])

    def plain_function(self, c: Children) -> tree.Outside:
        """`import name: func();`."""
        return _outside(c, c[2], c[4])

    def inline_interface(self, c: Children) -> tree.Outside:
        """`import name: interface { members }`."""
        inline = tree.Inline(nodes(c[6:]), c[4].span.to(c[-1].span))
        return _outside(c, c[2], inline)

    def include(self, c: Children) -> tree.Include:
        """`include path;` or `include path with { a as b }`."""
        gates, _, start = _start(c[0], c[1])
        span = start.to(c[-1].span)
        if len(c) == 4:  # noqa: PLR2004 - gates, `include`, path and `;`
            return tree.Include(c[2], (), gates, span)
        renamings = _several(c[5:-1], "`with`", "renaming", c[4].span.to(c[-1].span))
        return tree.Include(c[2], renamings, gates, span)

    def renaming(self, c: Children) -> tree.Renaming:
        """Make `a as b`."""
        return tree.Renaming(name_of(c[0]), name_of(c[2]), span_of(c))


def _version(token: Token | None) -> str:
    if token is None:
        return ""
    if not literals.is_version(token.text):
        raise Refused(errors.BadWitVersion(token.text, span=token.span))
    return token.text


def _outside(
    c: Children, name: Token | None, item: tree.Path | tree.Signature | tree.Inline
) -> tree.Outside:
    gates, doc, start = _start(c[0], c[1])
    span = start.to(c[-1].span)
    named = None if name is None else name_of(name)
    return tree.Outside(c[1].text, named, item, gates, doc, span)


class Build(Declarations, Items, Types):
    """A method for every rule of `wit.lark` that makes a node."""

"""What is known of a flow, and of a whole package, from outside: all that those who use it need."""

from collections.abc import Mapping
from dataclasses import dataclass

from flowc.frontend import tree, typed
from flowc.frontend.capability import Capabilities
from flowc.frontend.checking.want import Want
from flowc.frontend.signature import Note
from flowc.frontend.terms import Type
from flowc.text.span import Span


@dataclass(frozen=True, slots=True)
class Formal:
    """A parameter of anything that is called; `default` is closed, None where there is none."""

    name: str
    want: Want
    default: typed.Expr | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A flow from outside: what it takes and gives."""

    decl: tree.FlowDecl
    formals: tuple[Formal, ...]
    result: Want


@dataclass(frozen=True, slots=True)
class Wait:
    """A place where a flow waits for what runs elsewhere, and what is there."""

    span: Span
    what: str


@dataclass(frozen=True, slots=True)
class Library:
    """A checked package as those see it that use it.

    `flows` are all of its flows, the private ones too, so that a message can tell of them; `needs`
    is what whoever calls each of them needs outside, `waits` has those that wait. `typed` is None
    where the package, or one that it uses, has mistakes.
    """

    flow: tree.Flow
    flows: Mapping[str, Signature]
    types: Mapping[str, Type]
    typed: typed.TypedFlow | None
    needs: Mapping[str, Capabilities]
    waits: Mapping[str, Wait]

    @property
    def notes(self) -> tuple[Note, ...]:
        """What is said of each type where it is declared."""
        first: dict[str, tree.TypeDecl] = {}
        for decl in self.flow.types:
            first.setdefault(decl.name.text, decl)
        return tuple(_noted(first[name]) for name in self.types)


def _noted(decl: tree.TypeDecl) -> Note:
    match decl:
        case tree.RecordDecl(fields=fields):
            inside: tuple[tree.FieldDecl | tree.CaseDecl, ...] = fields
        case tree.VariantDecl(cases=cases) | tree.EnumDecl(cases=cases):
            inside = cases
        case tree.FlagsDecl(labels=labels):
            inside = labels
        case tree.AliasDecl():
            inside = ()
    parts = tuple(Note(one.name.text, one.doc, one.name.span) for one in inside)
    return Note(decl.name.text, decl.doc, decl.name.span, parts)

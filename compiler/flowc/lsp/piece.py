"""The declarations around a place: what can be read alone while the rest of a text stands still.

One declaration is read far faster than all. What is around it is taken from an earlier state.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from flowc.frontend import grammar, tree
from flowc.frontend.parsing.outline import outline
from flowc.frontend.parsing.scan import scan
from flowc.frontend.parsing.tokens import END, Token
from flowc.lsp.shift import Shift
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span

NOWHERE: Final = Span("", -1, -1)
_STUB: Final = tree.Block((), tree.BoolLit(value=False, span=NOWHERE), NOWHERE)


@dataclass(frozen=True)
class Piece:
    """A part of a document, from `start`, that begins and ends between declarations."""

    start: int
    text: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its tokens, the last one `$END`; offsets are those in the piece."""
        return scan(SourceFile("", self.text), grammar.fixed_tokens(), Report()).tokens

    def narrowed(self, start: int, end: int) -> "Piece":
        """Return the declaration around two offsets of the document."""
        source, said = SourceFile("", self.text), Report()
        shape = outline(source, scan(source, grammar.fixed_tokens(), Report()), said)
        tokens = self.tokens
        edges = sorted(tokens[at].span.start for at in shape.starts if tokens[at].type != END)
        at = bisect_right(edges, start - self.start)
        first = edges[at - 1] if at else 0
        last = next((one for one in edges if one >= end - self.start and one > first), None)
        return Piece(self.start + first, self.text[first:last])


@dataclass(frozen=True)
class Frame:
    """An earlier state of a document, as what stands around a piece of it."""

    flow: tree.Flow

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        flow = self.flow
        tops = (*flow.uses, *flow.types, *flow.interfaces, *flow.flows, *flow.tests)
        spans = sorted((one.span.start, one.span.end) for one in tops)
        return [(flow.package_span.start, flow.package_span.end), *spans]

    def piece(self, text: str, edit: Shift, start: int, end: int) -> Piece:
        """Return the declarations of the text as it is now around two offsets, and all edited."""
        after = edit.new_end - edit.old_end
        first, last = start, end - after if end >= edit.new_end else min(end, edit.old_end)
        if not edit.is_nothing:
            first, last = min(first, edit.start), max(last, edit.old_end)
        starts, ends = zip(*self._spans, strict=True)
        before = bisect_left(ends, first)
        behind = bisect_right(starts, last)
        begin = ends[before - 1] if before else 0
        until = starts[behind] + after if behind < len(starts) else len(text)
        return Piece(begin, text[begin:until])

    def around(self, inside: tree.Flow, words: AbstractSet[str]) -> tree.Flow:
        """Return a file of what a piece declares, and of what stood around that.

        Of the flows around it come those alone that are among its words, with nothing in them.
        """
        outside = self.flow
        flows = (one for one in outside.flows if one.name.text in words)
        known = {(one.alias.text, one.path) for one in outside.uses}
        new = tuple(one for one in inside.uses if (one.alias.text, one.path) not in known)
        aliases = {one.alias.text for one in new}
        named = {one.name.text for one in (*inside.types, *inside.interfaces, *inside.flows)}
        return replace(
            inside,
            file=outside.file,
            uses=(*(one for one in outside.uses if one.alias.text not in aliases), *new),
            types=(*inside.types, *(one for one in outside.types if one.name.text not in named)),
            interfaces=(
                *inside.interfaces,
                *(one for one in outside.interfaces if one.name.text not in named),
            ),
            flows=(*inside.flows, *(_stub(one) for one in flows if one.name.text not in named)),
        )


def _stub(decl: tree.FlowDecl) -> tree.FlowDecl:
    params = tuple(
        one if one.default is None else replace(one, default=_STUB.result) for one in decl.params
    )
    return replace(decl, params=params, body=_STUB)

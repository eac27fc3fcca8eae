"""A flow's text in its canonical form: same tree, same comments, same spelling, one layout.

In comes a source that parses, or `Stopped` is raised with its mistakes; out comes text that
formatting leaves as it is. `InternalError` is raised, and nothing given, if anything was lost.
"""

from collections.abc import Sequence
from dataclasses import replace

from lark import UnexpectedToken

from flowc.frontend import grammar
from flowc.frontend.formatting.docs import EMPTY
from flowc.frontend.formatting.keep import same_tree, same_words
from flowc.frontend.formatting.layout import Layout
from flowc.frontend.formatting.pieces import Piece
from flowc.frontend.formatting.sheet import sheet
from flowc.frontend.formatting.trivia import Leaf, halves, leaves
from flowc.frontend.parse import parse
from flowc.frontend.parsing.scan import scan
from flowc.text.report import Report
from flowc.text.source import SourceFile


def format_source(source: SourceFile, report: Report) -> str:
    """Return the canonical text of a source; raise `Stopped` if it does not parse."""
    tree = parse(source, report)
    words = _words(source)
    made = SourceFile(source.path, sheet(_laid_out(words)))
    same_tree(tree, made)
    same_words(words, _words(made))
    return made.text


def _words(source: SourceFile) -> tuple[Leaf, ...]:
    return leaves(source, scan(source, grammar.fixed_tokens(), Report()).tokens)


def _laid_out(words: Sequence[Leaf]) -> tuple[Piece, ...]:
    parser = grammar.parser(Layout).parse_interactive()
    declared: tuple[Piece, ...] = ()
    for word in words:
        try:
            declared = parser.feed_token(word)  # type: ignore[arg-type]  # Lark reads only its type
        except UnexpectedToken:
            for half in halves(word):
                parser.feed_token(half)  # type: ignore[arg-type]  # the same
    end = words[-1]
    if not end.lead:
        return declared
    comments = (*end.lead[:-1], replace(end.lead[-1], after=0))
    return (*declared, Piece("end", EMPTY, comments, blank=end.blank))

r"""Tokens as the formatter wants them: as spelled, with the comments around them.

A comment on the line of the token before it trails that token; any other leads the token after
it. A `///` always leads, as it documents what follows. All text is kept; only space at the ends
of lines goes, `\r\n` becomes `\n`, and `///` lines get the indentation that they have in common.
"""

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from flowc.frontend.parsing.tokens import END, Token
from flowc.text.diagnostic import InternalError
from flowc.text.source import SourceFile

_GAP: Final = re.compile(r"(?P<space>\s+)|(?P<doc>///(?!/)[^\r\n]*)|(?P<line>//[^\r\n]*)|/\*")
_EDGE: Final = re.compile(r"/\*|\*/")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_BEFORE: Final = frozenset({"COMMA", "SEMICOLON", "RPAREN", "RBRACKET", "RBRACE", "GT", END})
"""A comment right before one of these belongs to what stands before the comment."""

_SIGNS: Final = frozenset({"COMMA", "SEMICOLON"})

BLANK: Final = 2
"""So many line ends in a row leave an empty line."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; `before` and `after` count the line ends between it and its neighbours."""

    text: str
    before: int
    after: int
    doc: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """A token as spelled, with its comments."""

    type: str
    text: str
    start: int
    end: int
    lead: tuple[Comment, ...]
    trail: tuple[Comment, ...] = ()
    blank: bool = False
    """Whether an empty line stands before it and its comments."""
    breaks: bool = False
    """Whether a line ends right after it."""


def leaves(source: SourceFile, tokens: Sequence[Token]) -> tuple[Leaf, ...]:
    """Return a leaf for each token, `$END` included; a string is in the leaf of its start."""
    ends = [0, *(token.span.end for token in tokens)]
    gaps = [_gap(source.text, end, token) for end, token in zip(ends, tokens, strict=False)]
    gaps[0] = _Gap((), gaps[0].trail + gaps[0].lead, 0, breaks=False)
    gaps.append(_NO_GAP)
    texts = _texts(source, tokens)
    made = [
        Leaf(
            token.type,
            texts[at],
            token.span.start,
            token.span.end,
            gaps[at].lead,
            gaps[at + 1].trail,
            blank=gaps[at].lines >= BLANK,
            breaks=gaps[at + 1].breaks,
        )
        for at, token in enumerate(tokens)
    ]
    _move_past_signs(made)
    return tuple(made)


def _texts(source: SourceFile, tokens: Sequence[Token]) -> list[str]:
    """Return how each token is spelled; where a string starts, the whole string."""
    texts, strings = list[str](), list[int]()
    for at, token in enumerate(tokens):
        texts.append(source.text[token.span.start : token.span.end])
        if token.type == "TEXT_START":
            strings.append(at)
        elif token.type == "TEXT_END":
            first = strings.pop()
            texts[first] = source.text[tokens[first].span.start : token.span.end]
    return texts


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between two tokens, shared between them."""

    trail: tuple[Comment, ...]
    lead: tuple[Comment, ...]
    lines: int
    """How many lines end before `lead`, or else before the second token."""
    breaks: bool
    """Whether a line ends before anything else."""


_NO_GAP: Final = _Gap((), (), 0, breaks=False)


def _move_past_signs(made: list[Leaf]) -> None:
    """Give comments to what follows a `,` or `;` if they cannot stay on the line that it ends.

    That line has room for one `// ...` alone. A `///` stays: behind the sign it would document
    what it did not.
    """
    for at, mark in enumerate(made[:-1]):
        full = mark.lead or any(one.after for one in made[at - 1].trail)
        moved = tuple(map(_on_own_line, (*mark.lead, *mark.trail)))
        if mark.type in _SIGNS and full and moved and not any(one.doc for one in moved):
            after = made[at + 1]
            made[at] = replace(mark, lead=(), trail=(), blank=False)
            made[at + 1] = replace(after, lead=(*moved, *after.lead), blank=mark.blank)


def _on_own_line(comment: Comment) -> Comment:
    return replace(comment, before=max(1, comment.before), after=max(1, comment.after))


def halves(leaf: Leaf) -> tuple[Leaf, Leaf]:
    """Take a `>=` apart that ends a type and starts a default."""
    middle = leaf.start + 1
    return (
        replace(leaf, type="GT", text=">", end=middle, trail=()),
        replace(leaf, type="ASSIGN", text="=", start=middle, lead=(), blank=False),
    )


def _gap(text: str, start: int, token: Token) -> _Gap:
    """Read what stands between a token's end and the next token."""
    between = text[start : token.span.start]
    if not between.strip(" "):
        return _NO_GAP
    comments, lines = _comments(text, start, token.span.start)
    if not comments:
        return _Gap((), (), lines, breaks=lines > 0)
    trail, lead = _shared(comments, token.type)
    lines = lead[0].before if lead else lines
    return _Gap(trail, lead, lines, breaks=comments[0].before > 0)


def _comments(text: str, start: int, end: int) -> tuple[list[Comment], int]:
    """Return the comments between two offsets, and how many lines end after the last."""
    made, lines = list[Comment](), 0
    for kind, piece in _pieces(text, start, end):
        if kind == "space":
            lines = len(_LINE_END.findall(piece))
            continue
        if made:
            made[-1] = replace(made[-1], after=lines)
        made.append(Comment(_clean(piece), lines, 0, kind == "doc"))
        lines = 0
    if made:
        made[-1] = replace(made[-1], after=lines)
    return made, lines


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[str, str]]:
    at = start + 1 if text.startswith("\ufeff", start) and start == 0 else start
    while at < end:
        found = _GAP.match(text, at, end)
        if found is None:
            raise InternalError("format", f"offset {at} is neither a token nor a comment")
        stop = found.end() if found.lastgroup else _block_end(text, found.end())
        yield found.lastgroup or "block", text[at:stop]
        at = stop


def _block_end(text: str, at: int) -> int:
    depth = 1
    while depth and (edge := _EDGE.search(text, at)):
        depth += 1 if edge.group() == "/*" else -1
        at = edge.end()
    return at


def _clean(comment: str) -> str:
    return "\n".join(line.rstrip() for line in _LINE_END.split(comment))


Shared = tuple[tuple[Comment, ...], tuple[Comment, ...]]


def _shared(gap: list[Comment], follower: str) -> Shared:
    """Share the comments of a gap between the token before it and `follower`."""
    one_line = gap[-1].after == 0 and not any(one.before for one in gap)
    if one_line and follower not in _BEFORE:
        return (), _documented(gap)
    count = 0
    while count < len(gap) and not gap[count].before and not gap[count].doc:
        count += 1
    trail = gap[:count]
    if trail and count < len(gap):
        trail[-1] = replace(trail[-1], after=max(1, trail[-1].after))
    return tuple(trail), _documented(gap[count:])


def _documented(lead: list[Comment]) -> tuple[Comment, ...]:
    """Give the `///` lines of one token one space before their common text."""
    bodies = [one.text.removeprefix("///") for one in lead if one.doc]
    lines = iter(textwrap.dedent("\n".join(bodies)).split("\n"))
    return tuple(
        replace(one, text=f"/// {next(lines)}".rstrip(), before=max(1, one.before))
        if one.doc
        else one
        for one in lead
    )

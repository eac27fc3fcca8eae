"""Layouts of blocks and everything that gives a value."""

from collections.abc import Sequence
from dataclasses import replace

from flowc.frontend.formatting import docs
from flowc.frontend.formatting.brackets import Brackets, elements, inside, listed
from flowc.frontend.formatting.declarations import with_block
from flowc.frontend.formatting.docs import BREAK, EMPTY, Doc, concat, group
from flowc.frontend.formatting.operators import Access, Operators, opened, words
from flowc.frontend.formatting.patterns import tupled
from flowc.frontend.formatting.pieces import (
    Children,
    Element,
    Piece,
    assigned,
    columns,
    ended,
    piece,
    row,
)
from flowc.frontend.formatting.trivia import Leaf

LADDER = 3
"""With so many branches, an `if` may have a line for each."""


class Primaries:
    """Names, literals and what stands in brackets."""

    def name(self, c: Children) -> Piece:
        """Refer to a name."""
        return replace(piece(c[0]), kind="name")

    def integer(self, c: Children) -> Piece:
        """`0xff`."""
        return replace(piece(c[0]), kind="literal")

    decimal = integer

    def char(self, c: Children) -> Piece:
        """`'c'`."""
        return replace(piece(c[0]), kind="name")

    truth = char

    def text(self, c: Children) -> Piece:
        """`"text"`, as it is: the source of all its tokens is in the first."""
        return replace(piece(c[0]), kind="text", trail=c[-1].trail)

    def group(self, c: Children) -> Piece:
        """`(expr)`; without a comment at a parenthesis they may go."""
        opener, value, closer = c
        value = opened(value)
        made = row("group", opener, value, closer)
        held = opener.lead or opener.trail or closer.lead or closer.trail
        kept = replace(value, blank=opener.blank)
        return made if held else replace(made, parts=(kept,))

    def tuple_value(self, c: Children) -> Piece:
        """Lay out `(a, b)` or `(a,)`."""
        return tupled("tuple", _opened(c))

    def list_value(self, c: Children) -> Piece:
        """Lay out `[a, b]`."""
        return listed("list", _opened(c), keeps=True)

    def record_value(self, c: Children) -> Piece:
        """`{ a: 1, b }`."""
        return listed("record", c, padded=True, keeps=True)

    def init(self, c: Children) -> Piece:
        """`name: value` or `name`."""
        if c[2] is None:
            return piece(c[0])
        return assigned("init", c[0], c[1], opened(c[2]))


class Expressions(Operators, Access, Primaries):
    """Blocks and what has one."""

    def block(self, c: Children) -> Piece:
        """`{ lets result }`; `parts` has the lets."""
        opener, *lets, result, closer = c
        brackets = Brackets(opener, closer, padded=True, keeps=True)
        held = [Element(one) for one in (*lets, opened(result))]
        made = brackets.around("block", inside(held, brackets, mark=EMPTY, last=EMPTY))
        return replace(made, parts=(*lets,))

    def let(self, c: Children) -> Piece:
        """`let binder = value;`."""
        keyword, binder, sign, value, semicolon = c
        target = row("let", keyword, " ", binder)
        return ended("let", assigned("let", target, sign, opened(value)), semicolon)

    def pause(self, c: Children) -> Piece:
        """`sleep(5m);`."""
        return ended("let", c[0], c[1])

    def sleep(self, c: Children) -> Piece:
        """`sleep(5m)`; there is one time, and no comma behind it."""
        keyword, start, time, end = c
        brackets = Brackets(start, end)
        held = inside([Element(time)], brackets, mark=EMPTY, last=EMPTY)
        return row("sleep", keyword, brackets.around("arguments", held))

    def conditional(self, c: Children) -> Piece:
        """`if condition { then } else { otherwise }`; `parts` has a branch each."""
        keyword, condition, then, otherwise, rest = c
        first = _branch(row("if", keyword, " ", opened(condition)), then)
        if rest.kind == "if":
            head, *others = rest.parts
            left, block = head.parts
            last = [_branch(row("if", otherwise, " ", left), block), *others]
        else:
            last = [_branch(piece(otherwise), rest)]
        return _ladder((first, *last))

    def matching(self, c: Children) -> Piece:
        """`match subject { arms }`; arrows line up where each arm is on one line."""
        start = next(at for at, one in enumerate(c) if _is(one, "LBRACE"))
        head = words("match", c[:start])
        opener, *arms, closer = c[start:]
        brackets = Brackets(opener, closer, padded=True, keeps=True)
        held = elements(arms)
        block = brackets.around("arms", _arms(held, brackets))
        return _hugging(with_block("match", head, block), head, block)

    def arm(self, c: Children) -> Piece:
        """`pattern if guard => body`; `parts` has what stands left and right of the gap."""
        *held, arrow, body = c
        pattern = words("pattern", held)
        made = assigned("arm", pattern, arrow, opened(body))
        return replace(made, parts=(pattern, row("body", arrow, " ", opened(body))))

    def loop(self, c: Children) -> Piece:
        """`for binder in source where condition { body }`."""
        return _looped("for", c)

    par_loop = loop

    def par(self, c: Children) -> Piece:
        """`par { branches }`."""
        keyword, *held = c
        head, body = piece(keyword), listed("branches", _opened(held), padded=True, keeps=True)
        return _hugging(with_block("par", head, body), head, body)

    def fold(self, c: Children) -> Piece:
        """`fold binder in source from start { body }`."""
        return _looped("fold", c)


def _is(child: object, kind: str) -> bool:
    return isinstance(child, Leaf) and child.type == kind


def _looped(kind: str, c: Children) -> Piece:
    head, body = words(kind, c[:-1]), c[-1]
    return _hugging(with_block(kind, head, body), head, body)


def _opened(c: Children) -> Children:
    return [one if isinstance(one, Leaf) else opened(one) for one in c]


def _hugging(made: Piece, head: Piece, body: Piece) -> Piece:
    """Let a construct hug the brackets around it if its head is on one line."""
    plain = head.doc.flat is not None and not head.trail and not body.lead
    return replace(made, hug=concat(head.doc, " ", body.hug or body.doc) if plain else None)


# --- if --------------------------------------------------------------------------------------


def _branch(head: Piece, block: Piece) -> Piece:
    return replace(row("branch", head, " ", block), parts=(head, block))


def _ladder(branches: tuple[Piece, ...]) -> Piece:
    """Lay out branches: on one line; else a line each, if they lead it; else all blocks broken."""
    first, last = branches[0], branches[-1]
    flat = _joined(branches, " ")
    blocks = _joined([_broken(one) for one in branches], " ")
    if len(branches) >= LADDER:
        lines = [one.whole for one in branches]
        blocks = docs.rows(lines, _joined(branches, BREAK), blocks, leading=True)
    doc = group(flat, blocks)
    return Piece("if", doc, first.lead, last.trail, first.blank, parts=branches)


def _broken(branch: Piece) -> Piece:
    head, block = branch.parts
    return row("branch", head, " ", replace(block, doc=block.hug or block.doc))


def _joined(branches: Sequence[Piece], gap: Doc | str) -> Doc:
    first, *rest = branches
    made: list[Doc | str] = [first.doc]
    for before, one in zip(branches, rest, strict=False):
        made += (*_trail(before), gap, *_lead(one), one.doc)
    return concat(*made)


def _trail(one: Piece) -> tuple[Doc, ...]:
    return (replace(one, doc=EMPTY, lead=()).whole,) if one.trail else ()


def _lead(one: Piece) -> tuple[Doc, ...]:
    return (replace(one, doc=EMPTY, trail=()).whole,) if one.lead else ()


# --- match -----------------------------------------------------------------------------------


def _arms(held: list[Element], brackets: Brackets) -> Doc:
    pairs = columns([one.piece for one in held])
    lined = [Element(pair, one.mark) for pair, one in zip(pairs, held, strict=True)]
    lines = [concat(replace(one, lead=(), trail=()).whole, ",") for one in pairs]
    plain = inside(held, brackets)
    return docs.rows(lines, inside(lined, brackets), plain)

"""Which arm takes which value: the matrix of a match's patterns becomes a tree of tests.

`decide` takes rows of checked patterns and gives the tests in order, the rows that any value
reaches, and examples of values that reach none. Raises `TooComplex` where the tests are too many.
Source: Maranget, "Compiling Pattern Matching to Good Decision Trees" (2008).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, product
from typing import TypeAlias

from flowc.frontend.checking.matches.shapes import (
    CaseHead,
    Head,
    LiteralHead,
    Of,
    Path,
    Shape,
    Telling,
    WholeHead,
    Wild,
)

MOST_WORK = 50_000
"""Rows looked at, over all tests; more is refused, since some matrices need exponentially many."""
MOST_DEPTH = 64
"""Tests one after the other; what a later stage nests as deeply, it may walk by recursion."""
MOST_EXAMPLES = 3
CHAIN = 8
"""Literals that are compared one by one; more are searched by halves."""


class TooComplex(Exception):  # noqa: N818 - it says that there is no answer, for `matching` to tell
    """The tests of this match are too many, or too deeply nested."""


@dataclass(frozen=True, slots=True)
class Row:
    """One arm: its pattern, and whether a guard may still refuse what fits."""

    shape: Shape
    guarded: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """No arm takes these values."""


@dataclass(frozen=True, slots=True)
class Take:
    """The arm with this number takes them; or `refused` decides, if its guard says no."""

    arm: int
    refused: "Decision | None"


@dataclass(frozen=True, slots=True)
class Test:
    """What the value at `path` is: `others` decides where it is none of `branches`."""

    path: Path
    branches: "tuple[tuple[Telling, Decision], ...]"
    others: "Decision | None"


Decision: TypeAlias = Missing | Take | Test


@dataclass(frozen=True, slots=True)
class Decided:
    """The tests, the number of times each arm stands in them, and values no arm takes.

    There are at most `MOST_EXAMPLES` examples and one more; `depth` counts tests in a row.
    """

    decision: Decision
    takes: tuple[int, ...]
    missing: tuple[str, ...]
    depth: int


def decide(rows: tuple[Row, ...]) -> Decided:
    """Order the tests that tell the arms of a match apart."""
    deciding = _Deciding([0] * len(rows))
    lines = [_Line((row.shape,), arm, row.guarded) for arm, row in enumerate(rows)]
    decision = deciding.decide(lines, ((),), 0)
    missing = tuple(deciding.missing)
    return Decided(decision, tuple(deciding.takes), missing, deciding.depth)


@dataclass(frozen=True, slots=True)
class _Line:
    shapes: tuple[Shape, ...]
    arm: int
    guarded: bool

    def split(self, at: int, count: int) -> "_Line":
        """Put the parts of one pattern in its place; a wildcard has wildcards for parts."""
        shape = self.shapes[at]
        parts = shape.parts if isinstance(shape, Of) else (Wild(),) * count
        shapes = (*self.shapes[:at], *parts, *self.shapes[at + 1 :])
        return _Line(shapes, self.arm, self.guarded)


@dataclass(frozen=True, slots=True)
class _NoneOf:
    """What is known of a value that failed a test: it has none of these heads."""

    heads: tuple[Head, ...]


_Columns: TypeAlias = tuple[Path, ...]


@dataclass(slots=True)
class _Deciding:
    takes: list[int]
    missing: dict[str, None] = field(default_factory=dict)
    known: dict[Path, Head | _NoneOf] = field(default_factory=dict)
    work: int = 0
    depth: int = 0

    def decide(self, lines: list[_Line], columns: _Columns, depth: int) -> Decision:
        self._spend(len(lines), depth)
        while lines:
            first = lines[0]
            at = next((i for i, one in enumerate(first.shapes) if isinstance(one, Of)), None)
            if at is None:
                self.takes[first.arm] += 1
                rest = self.decide(lines[1:], columns, depth + 1) if first.guarded else None
                return Take(first.arm, rest)
            head = _head(first.shapes[at])
            if not isinstance(head, WholeHead):
                return self._test(lines, columns, at, depth)
            self.known[columns[at]] = head
            lines = [line.split(at, head.count) for line in lines]
            columns = _split(columns, at, head.steps)
        self._note_missing()
        return Missing()

    def _spend(self, lines: int, depth: int) -> None:
        self.work += lines + 1
        self.depth = max(self.depth, depth)
        if self.work > MOST_WORK or depth > MOST_DEPTH:
            raise TooComplex

    def _test(self, lines: list[_Line], columns: _Columns, at: int, depth: int) -> Decision:
        path = columns[at]
        heads = _heads(lines, at)
        groups, others = _grouped(lines, heads, at)
        self.work += sum(map(len, groups.values()))
        below = depth + _cost(heads)
        branches = []
        for key, head in heads.items():
            self.known[path] = head
            inner = _split(columns, at, head.steps)
            branches.append((head, self.decide(groups.pop(key), inner, below)))
        rest = None
        if not _complete(heads):
            self.known[path] = _NoneOf(tuple(heads.values()))
            rest = self.decide(others, _split(columns, at, ()), below)
        del self.known[path]
        return Test(path, tuple(branches), rest)

    def _note_missing(self) -> None:
        room = MOST_EXAMPLES + 1 - len(self.missing)
        if room > 0:
            self.missing.update(dict.fromkeys(islice(self._examples(()), room)))

    def _examples(self, path: Path) -> Iterator[str]:
        """Write values that are as what is known of them, in the form of patterns."""
        match self.known.get(path):
            case None:
                yield "_"
            case CaseHead() | WholeHead() | LiteralHead() as head:
                most = MOST_EXAMPLES + 1
                parts = (tuple(islice(self._examples((*path, i)), most)) for i in head.steps)
                yield from map(head.written, product(*parts))
            case _NoneOf(heads):
                yield from _absent(heads)


def _head(shape: Shape) -> Head:
    assert isinstance(shape, Of)  # noqa: S101 - only what has a head is tested
    return shape.head


def _heads(lines: list[_Line], at: int) -> dict[object, Telling]:
    heads: dict[object, Telling] = {}
    for line in lines:
        match line.shapes[at]:
            case Of(CaseHead() | LiteralHead() as head):
                heads.setdefault(head.key, head)
    return heads


def _grouped(
    lines: list[_Line], heads: dict[object, Telling], at: int
) -> tuple[dict[object, list[_Line]], list[_Line]]:
    """Give each head the lines that its values fit, and the lines for all other values."""
    groups: dict[object, list[_Line]] = {key: [] for key in heads}
    others = []
    for line in lines:
        match line.shapes[at]:
            case Of(CaseHead() | LiteralHead() as head):
                groups[head.key].append(line.split(at, 0))
            case _:
                for key, head in heads.items():
                    groups[key].append(line.split(at, len(head.steps)))
                others.append(line.split(at, 0))
    return groups, others


def _split(columns: _Columns, at: int, steps: tuple[int, ...]) -> _Columns:
    inner = ((*columns[at], step) for step in steps)
    return (*columns[:at], *inner, *columns[at + 1 :])


def _complete(heads: dict[object, Telling]) -> bool:
    """Whether a value has one of these heads for certain."""
    total = next(iter(heads.values())).total
    return total is not None and len(heads) == total


def _cost(heads: dict[object, Telling]) -> int:
    """Return how many tests in a row tell so many heads apart."""
    if isinstance(next(iter(heads.values())), CaseHead):
        return 1
    return len(heads) if len(heads) <= CHAIN else len(heads).bit_length() + CHAIN


def _absent(heads: tuple[Head, ...]) -> Iterator[str]:
    """Write values that have none of these heads."""
    match heads[0]:
        case CaseHead(_, names, carrying):
            taken = {head.index for head in heads if isinstance(head, CaseHead)}
            for index in range(len(names)):
                if index not in taken:
                    yield CaseHead(index, names, carrying).written(("_",) * carrying[index])
        case LiteralHead(literal, 2):
            yield "false" if literal.value else "true"
        case _:
            yield "_"

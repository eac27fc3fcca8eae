"""Text to `Flow`: scans, parses, and goes on after each mistake at the next step or declaration.

In comes a source, out comes its tree, every node with the span it was read from and none nested
deeper than `MOST_DEPTH`. Mistakes go to the report (F1xx); if there is one, `Stopped` is raised.
"""

from bisect import bisect_left
from typing import Any, Final

from flowc.frontend import errors, grammar, tree
from flowc.frontend.parsing import depth, mistakes
from flowc.frontend.parsing.building import Refused
from flowc.frontend.parsing.frames import span_in, start_of, start_of_declaration, start_of_item
from flowc.frontend.parsing.machine import Machine, Unfit
from flowc.frontend.parsing.outline import STARTING, Outline, outline
from flowc.frontend.parsing.scan import Scanned, scan
from flowc.frontend.parsing.stumbles import stumble
from flowc.frontend.parsing.tokens import Token
from flowc.text.diagnostic import Error, InternalError
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowc.text.span import Span

MOST_ERRORS: Final = 50
"""After so many stumbles the rest of a file is not looked at."""

_STEPS: Final = frozenset({"LET", "GIVEN", "EXPECT"})


def parse(source: SourceFile, report: Report) -> tree.Flow:
    """Return the tree of a source; raise `Stopped` if anything is wrong with it."""
    flow = recover(source, report)
    report.stop_if_errors()
    if flow is None:
        raise InternalError("parse", "the parser gave neither a tree nor an error")
    return flow


def recover(source: SourceFile, report: Report) -> tree.Flow | None:
    """Return the tree of what could be read of a source, for editors; None if nothing could.

    What could not is left out: the innermost `let` around a mistake, or its declaration.
    """
    scanned = scan(source, grammar.fixed_tokens(), report)
    shape = outline(source, scanned, report)
    if shape.too_deep:
        return None
    flow = _Run(scanned, shape, report).run()
    report.extend(shape.unclosed.values())
    if flow is None:
        return None
    deep = Report()
    depth.limit(flow, deep)
    report.extend(deep.diagnostics)
    return None if deep.errors else flow


class _Run:
    """The parser on its way through one file."""

    def __init__(self, scanned: Scanned, shape: Outline, report: Report) -> None:
        self.tokens = scanned.tokens
        self.doubts = sorted(scanned.doubts + shape.doubts)
        self.shape = shape
        self.report = report
        self.machine = Machine()
        self.at = 0
        self.errors = 0
        self.latest = 0
        """Where the last mistake was; a step of a test that was left out may have been one."""

    def run(self) -> tree.Flow | None:
        """Feed all tokens; return the file if nothing went wrong."""
        made = None
        if self.tokens[0].type != "PACKAGE":
            self._say(errors.MissingPackage(span=self.tokens[0].span))
            self._feed_package()
        while self.at < len(self.tokens) and self.errors < MOST_ERRORS:
            made = self._step()
        return made

    def _step(self) -> tree.Flow | None:
        """Feed tokens up to the end of the file, or to one that does not fit, which is reported."""
        try:
            return self._feed()
        except Unfit:
            self._say(self._explain())
            if not self._skip_step() and not self._skip_item(self.at):
                self._skip_declaration()
        except Refused as refused:
            self._say(refused.error)
            if not self._skip_step() and not self._skip_item(self.at - 1):
                self._skip_declaration(whole=self.at in self.shape.starts)
        return None

    def _explain(self) -> Error:
        at = stumble(self.tokens, self.at, self.machine.held, self.machine.accepts())
        opener = at.frame.opener
        unclosed = None if opener is None else self.shape.unclosed.pop(opener.span.start, None)
        return mistakes.explain(at) if unclosed is None else mistakes.unclosed(unclosed, at)

    def _feed(self) -> tree.Flow | None:
        made = None
        while self.at < len(self.tokens):
            try:
                made = self.machine.feed(self.tokens[self.at])
            except Unfit:
                self._feed_halves(self.tokens[self.at])
            self.at += 1
        return made

    def _feed_halves(self, token: Token) -> None:
        """Feed a `>=` that ends a type before a default: `p: list<u32>= []`."""
        if token.type != "GE" or "GT" not in self.machine.accepts():
            raise Unfit
        span, middle = token.span, token.span.start + 1
        self.machine.feed(Token("GT", ">", Span(span.file, span.start, middle)))
        self.machine.feed(Token("ASSIGN", "=", Span(span.file, middle, span.end)))

    # --- after a mistake ---

    def _say(self, error: Error) -> None:
        """Report an error unless it may be an echo of another in the same declaration."""
        begin = self._declaration_start()
        first = bisect_left(self.doubts, begin)
        echo = first < len(self.doubts) and self.doubts[first] <= error.span.start
        if isinstance(error, errors.NoExpectation) and self.latest > error.span.start:
            echo = True
        self.latest = error.span.start
        self.errors += 1
        if not echo or isinstance(error, errors.UnclosedBracket):
            self.report.add(error)

    def _declaration_start(self) -> int:
        place = start_of_declaration(self.machine.held, STARTING)
        held = self.tokens[self.at] if place is None else self.machine.held[place]
        return span_in(held).start

    def _skip_item(self, last: int) -> bool:
        """Go on after the type or function of an interface that token number `last` is part of."""
        place = start_of_item(self.machine.held)
        end = self._item_end(last)
        if place is None or end in self.shape.starts:
            return False
        self.machine.rewind(place)
        self.at = end
        return True

    def _item_end(self, begin: int) -> int:
        """Return where the next item of an interface may start, or what ends them all."""
        for index in range(begin, len(self.tokens)):
            ending = (self.tokens[index].type, self.shape.depths[index])
            if index in self.shape.starts or ending == ("RBRACE", 1):
                return index
            closes = ending == ("RBRACE", 2) and self.tokens[index + 1].type != "SEMICOLON"
            if closes or ending == ("SEMICOLON", 1):
                return index + 1
        raise InternalError("parse", "the end of a file starts nothing")

    def _skip_step(self) -> bool:
        """Go on after the `;` of the innermost `let`, `given` or `expect` that has one."""
        held = self.machine.held
        while (place := start_of(held, _STEPS)) is not None:
            begun = self._index(held[place])
            self.machine.rewind(place)
            end = self._semicolon(self.shape.depths[begun])
            if end is not None:
                self.at = end + 1
                return True
        return False

    def _index(self, held: Any) -> int:
        return bisect_left(self.tokens, span_in(held).start, key=lambda one: one.span.start)

    def _semicolon(self, level: int) -> int | None:
        for index in range(self.at, len(self.tokens)):
            if index in self.shape.starts or self.shape.depths[index] < level:
                return None
            if self.tokens[index].type == "SEMICOLON" and self.shape.depths[index] == level:
                return index
        return None

    def _skip_declaration(self, *, whole: bool = False) -> None:
        """Go on at the next declaration, which is right here if the last one was read whole."""
        place = start_of_declaration(self.machine.held, STARTING)
        if place is not None:
            self.at = max(self.at, self._index(self.machine.held[place]) + 1)
            self.machine.rewind(place)
        elif not whole:
            self.at += 1
        while self.at < len(self.tokens) and self.at not in self.shape.starts:
            self.at += 1
        if not self.machine.held:
            self._feed_package()

    def _feed_package(self) -> None:
        """Feed a package line in place of one that is missing or wrong."""
        nowhere = Span(self.tokens[0].span.file, 0, 0)
        for kind in ("PACKAGE", "NAME", "COLON", "NAME", "SEMICOLON"):
            self.machine.feed(Token(kind, "", nowhere))

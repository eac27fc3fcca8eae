"""Text of a `.wit` file to its tree; goes on after a mistake at the next item.

In comes a source; out comes a `tree.File`, or None where a mistake was reported. Whatever the
text, nothing else is raised, and nothing recurses.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from lark import Tree, UnexpectedToken

from flowc.frontend import errors
from flowc.frontend.parsing.tokens import END, Token
from flowc.frontend.wit import grammar, tree
from flowc.frontend.wit.building import Refused
from flowc.frontend.wit.scan import scan
from flowc.frontend.wit.stumble import explain
from flowc.text.diagnostic import Error
from flowc.text.report import Report
from flowc.text.source import SourceFile

MOST_ERRORS: Final = 50
"""After so many mistakes the rest of a file is not looked at."""

MOST_NESTING: Final = 64
"""How deeply `<` may be nested; what walks types may recurse so."""

_BLOCKS: Final = frozenset({"INTERFACE", "WORLD", "RESOURCE"})
_TOP: Final = frozenset({"INTERFACE", "WORLD", "PACKAGE"})
_STARTING: Final = frozenset(
    {"RECORD", "VARIANT", "ENUM", "FLAGS", "RESOURCE", "TYPE", "USE", "IMPORT", "EXPORT"}
    | {"INCLUDE", "CONSTRUCTOR", "AT"}
    | _TOP
)


def parse(source: SourceFile, report: Report) -> tree.File | None:
    """Return the tree of a source, None if anything is wrong with it."""
    quiet = Report()
    tokens = scan(source, grammar.fixed_tokens(), quiet)
    made = _Run(tokens, quiet).run()
    report.extend(quiet.diagnostics)
    return None if made is None or quiet.errors else replace(made, path=source.path)


class _Run:
    """The parser on its way through one file."""

    def __init__(self, tokens: Sequence[Token], report: Report) -> None:
        self.tokens = tokens
        self.report = report
        self.lark = grammar.parser().parse_interactive()
        self.at = 0
        self.errors = 0
        self.nesting = 0

    def run(self) -> tree.File | None:
        made: tree.File | None = None
        while self.at < len(self.tokens) and self.errors < MOST_ERRORS:
            made = self._step(self.tokens[self.at])
        return made

    @property
    def held(self) -> list[Any]:
        """The tokens and nodes that are not part of a finished item yet, outermost first."""
        held: list[Any] = self.lark.parser_state.value_stack
        return held

    def _step(self, token: Token) -> tree.File | None:
        self._count(token)
        if self.nesting > MOST_NESTING:
            self._refuse(errors.TooDeepInWit(MOST_NESTING, span=token.span))
            return None
        try:
            made: tree.File | None = self.lark.feed_token(token)  # type: ignore[arg-type]  # Lark reads only its type
        except UnexpectedToken:
            self._stumble(token)
        except Refused as refused:
            self._refuse(refused.error, reduced=True)
        else:
            self.at += 1
            return made
        return None

    def _count(self, token: Token) -> None:
        if token.type == "LT":
            self.nesting += 1
        elif token.type == "GT":
            self.nesting -= 1
        elif token.type in {"SEMICOLON", "LBRACE", "RBRACE"}:
            self.nesting = 0

    # --- after a mistake ---

    def _say(self, error: Error) -> None:
        self.errors += 1
        self.report.add(error)

    def _stumble(self, token: Token) -> None:
        opener = self._outermost_block()
        if opener is not None and (token.type == END or self._starts_block()):
            name = "the end of the file" if token.type == END else f"this `{token.text}`"
            mistake = errors.UnclosedInWit(name, token.span, span=self.held[opener].span)
            self._say(mistake)
            self._rewind(self._finished(0))
            self.at += token.type == END
            return
        accepts = frozenset(self.lark.accepts())  # type: ignore[no-untyped-call]  # Lark's gap
        before = self.tokens[max(self.at - 1, 0)]
        after = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        self._refuse(explain(token, before, after, self.held, accepts))

    def _refuse(self, error: Error, *, reduced: bool = False) -> None:
        """Report an error and go on after the item that it stands in.

        `reduced` where the token at hand is not to blame: what stood before it was taken away.
        """
        self._say(error)
        self.nesting = 0
        body = self._body()
        keep = self._finished(body)
        dropped = [one.type for one in self.held[keep:] if isinstance(one, Token)]
        level = dropped.count("LBRACE") - dropped.count("RBRACE")
        self._rewind(keep)
        blamed = not dropped or isinstance(error, errors.KeywordInWit)
        self._skip(max(level, 0), fresh=blamed and not reduced)

    def _bodies(self) -> Sequence[int]:
        """Return where in `held` the open `{` stand that items stand in, innermost first."""
        closed, found = 0, []
        for index in range(len(self.held) - 1, 0, -1):
            if _is(self.held[index], "RBRACE"):
                closed += 1
            elif _is(self.held[index], "LBRACE"):
                if not closed and self._is_body(index):
                    found.append(index)
                closed = max(closed - 1, 0)
        return found

    def _outermost_block(self) -> int | None:
        """Return where the `{` of the outermost open interface or world stands in `held`."""
        for index in reversed(self._bodies()):
            if not isinstance(self.held[index - 1], tree.PackageName):
                return index
        return None

    def _starts_block(self) -> bool:
        """Say whether an interface, world or package starts here, and cannot stand here."""
        token, before = self.tokens[self.at], self.tokens[self.at - 1]
        after = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        return token.type in _TOP and before.type != "COLON" and after.type == "NAME"

    def _is_body(self, index: int) -> bool:
        held = self.held
        before = held[index - 1]
        if isinstance(before, tree.PackageName) or _is(before, "INTERFACE"):
            return True
        word = held[index - 2] if index > 1 else None
        return isinstance(word, Token) and word.type in _BLOCKS

    def _body(self) -> int:
        """Return how much of `held` ends with the innermost `{` that items stand in."""
        bodies = self._bodies()
        return bodies[0] + 1 if bodies else 0

    def _finished(self, body: int) -> int:
        """Return how much of `held` is the body and the finished items in it."""
        return body + (len(self.held) > body and isinstance(self.held[body], Tree))

    def _rewind(self, count: int) -> None:
        state = self.lark.parser_state
        del state.value_stack[count:]
        del state.state_stack[count + 1 :]

    def _skip(self, level: int, *, fresh: bool) -> None:
        """Go on at the next item; `level` braces are open, `fresh` where the token is left out."""
        self.at += fresh and self.tokens[self.at].type not in {"RBRACE", END}
        while (token := self.tokens[self.at]).type != END:
            if token.type == "LBRACE":
                level += 1
            elif token.type == "RBRACE":
                if not level:
                    self.at += not self._in_body()
                    return
                level -= 1
                if not level:
                    self.at += 1
                    return
            elif not level and token.type == "SEMICOLON":
                self.at += 1
                return
            elif (not level and self._starts_item()) or self._starts_block():
                return
            self.at += 1
        self.at += not self._in_body()

    def _in_body(self) -> bool:
        return bool(self._bodies())

    def _starts_item(self) -> bool:
        token, before = self.tokens[self.at], self.tokens[max(self.at - 1, 0)]
        if before.type in {"COLON", "RPAREN"}:
            return False
        if token.type == "NAME":
            ahead = [one.type for one in self.tokens[self.at + 1 : self.at + 3]]
            return ahead in (["COLON", "FUNC"], ["COLON", "ASYNC"], ["COLON", "STATIC"])
        return token.type in _STARTING


def _is(held: object, kind: str) -> bool:
    return isinstance(held, Token) and held.type == kind

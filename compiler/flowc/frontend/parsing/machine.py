"""The LALR parser, fed one token at a time and able to go back to where a construct began.

The tables and the builders' calls are Lark's, the loop is our own: most of what an operator grammar
does is to rename a value from one level of precedence to the next, and that is remembered here.
What it raises is `Unfit`, and `Refused` from the builders.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

from lark.parse_tree_builder import ExpandSingleChild
from lark.parsers.lalr_analysis import Shift
from lark.parsers.lalr_parser_state import ParseConf

from flowc.frontend import grammar, tree
from flowc.frontend.parsing.tokens import END, Token

Build: TypeAlias = Callable[[list[Any]], Any]
Step: TypeAlias = int | tuple[int, str, Build | None]
"""The state to go to; or how many values become one, under which name, made by what.

Where nothing makes it, one value takes another name: `?sum: product`.
"""


class Unfit(Exception):  # noqa: N818 - it says that a token does not fit, for `parse` to explain
    """The token just fed cannot stand here; nothing but finished reductions was done with it."""


@dataclass(frozen=True, slots=True)
class _Table:
    """What to do in each state with each kind of token, and where a made thing leads."""

    steps: Mapping[int, Mapping[str, Step]]
    end: int
    renamed: dict[tuple[int, int, str], int] = field(default_factory=dict)

    def rename(self, below: int, top: int, kind: str) -> int:
        """Return the state after all renamings that a token leads to; `below` is the one before."""
        known = self.renamed.get((below, top, kind))
        if known is None:
            known = top
            while isinstance(step := self.steps[known].get(kind), tuple) and step[2] is None:
                known = self._goto(below, step[1])
            self.renamed[below, top, kind] = known
        return known

    def _goto(self, state: int, name: str) -> int:
        target = self.steps[state][name]
        assert isinstance(target, int)  # noqa: S101 - the table says so of every name
        return target


@cache
def _table() -> _Table:
    """Return Lark's tables in the form that the loop below reads."""
    conf: ParseConf[int] = grammar.parser().parse_interactive().parser_state.parse_conf
    states = {
        state: {kind: _step(conf, *step) for kind, step in steps.items()}
        for state, steps in conf.states.items()
    }
    return _Table(states, conf.end_state)


def _step(conf: ParseConf[int], action: object, argument: Any) -> Step:
    if action is Shift:
        state: int = argument
        return state
    build: Build = conf.callbacks[argument]
    size = len(argument.expansion)
    renames = size == 1 and isinstance(build, ExpandSingleChild)
    return size, argument.origin.name, None if renames else build


class Machine:
    """One run of the parser over one file."""

    def __init__(self) -> None:
        self._table = _table()
        self._lark = grammar.parser().parse_interactive()
        self._states: list[int] = self._lark.parser_state.state_stack
        self._held: list[Any] = self._lark.parser_state.value_stack

    def feed(self, token: Token) -> tree.Flow | None:
        """Take a token; return the file after `$END`. Raises `Unfit` or `Refused`."""
        states, held, table = self._states, self._held, self._table
        steps, kind = table.steps, token.type
        while True:
            step = steps[states[-1]].get(kind)
            if isinstance(step, int):
                states.append(step)
                held.append(token)
                return None
            if step is None:
                raise Unfit
            size, name, build = step
            if build is None:
                states[-1] = table.rename(states[-2], states[-1], kind)
                continue
            start = len(held) - size
            children = held[start:]
            del held[start:], states[start + 1 :]
            held.append(build(children))
            states.append(steps[states[-1]][name])  # type: ignore[arg-type]  # a name leads to a state
            if kind == END and states[-1] == table.end:
                made: tree.Flow = held[-1]
                return made

    def accepts(self) -> frozenset[str]:
        """Return the kinds of token that could come next."""
        kinds: set[str] = self._lark.accepts()  # type: ignore[no-untyped-call]  # Lark's gap
        return frozenset(kinds)

    @property
    def held(self) -> Sequence[Any]:
        """The tokens and nodes that are not part of a finished construct yet, outermost first."""
        return self._held

    def rewind(self, count: int) -> None:
        """Forget all but the first `count` of `held`."""
        del self._held[count:]
        del self._states[count + 1 :]

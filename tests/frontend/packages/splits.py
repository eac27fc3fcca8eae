"""Random programs that are written twice: in one package, and split into several.

A program is flows that call each other, a component, and pass records and variants. In the split
each file has its own declarations of the types, its own alias for the component, and a folder of
its own, now and then; the last flow and all that share its package are the root's.
"""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from hypothesis import strategies as st

Kind: TypeAlias = Literal["number", "pair", "way"]
Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]
Name: TypeAlias = "Callable[[int], str]"
Text: TypeAlias = "Callable[[Spelling], str]"
"""An expression, once it is known how the flows and types around it are spelled."""

TYPES = """\
record pair { left: u32, right: u32 }
variant way { up(pair), along(u32), down }
"""
WRITTEN: dict[Kind, str] = {"number": "u32", "pair": "pair", "way": "way"}
HOME = "/project/app"
"""Where the root is; some packages are reached from others by way of that folder's name."""
FOLDERS = ("", "lib", "../other", "lib/deep")


@dataclass(frozen=True)
class Spelling:
    """How one file spells a flow, and the component."""

    flow: Name
    component: str


@dataclass(frozen=True)
class Written:
    """One flow; `step` is its parameter that has a default."""

    result: Kind
    step: int
    body: Text


@dataclass(frozen=True)
class Split:
    """A program; `homes` are the packages of its flows, never falling, the last one the root."""

    flows: tuple[Written, ...]
    homes: tuple[int, ...]
    folders: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The program in one package."""
        spelling = Spelling(lambda at: f"f{at}", "fix")
        root = [at for at, home in enumerate(self.homes) if home == self.homes[-1]]
        flows = (self._flow(at, spelling, exported=at in root) for at in range(len(self.flows)))
        return _file("whole", ['use fix from "fix.wasm";'], flows)

    @property
    def files(self) -> dict[str, str]:
        """The program in several packages, by path; the root is `main.flow`."""
        return {self.path(home): self._package(home) for home in dict.fromkeys(self.homes)}

    def path(self, home: int) -> str:
        """Return the path of a package's file."""
        if home == self.homes[-1]:
            return "main.flow"
        return posixpath.join(self.folders[home], f"p{home}.flow")

    def _package(self, home: int) -> str:
        folder = posixpath.dirname(self.path(home))
        component = f"fix{home}"
        others: dict[int, None] = {}

        def flow(at: int) -> str:
            if self.homes[at] == home:
                return f"f{at}"
            others[self.homes[at]] = None
            return f"p{self.homes[at]}.f{at}"

        own = [at for at, of in enumerate(self.homes) if of == home]
        flows = [self._flow(at, Spelling(flow, component), exported=True) for at in own]
        paths = {f"p{other}": self.path(other) for other in others} | {component: "fix.wasm"}
        here = posixpath.join(HOME, folder)
        uses = [
            f'use {alias} from "{posixpath.relpath(posixpath.join(HOME, path), here)}";'
            for alias, path in paths.items()
        ]
        return _file(f"p{home}", uses, flows)

    def _flow(self, at: int, spelling: Spelling, *, exported: bool) -> str:
        flow = self.flows[at]
        head = f"{'export ' if exported else ''}flow f{at}(n: u32, step: u32 = {flow.step})"
        return f"{head} -> {WRITTEN[flow.result]} {{ {flow.body(spelling)} }}"


def _file(name: str, uses: list[str], flows: Any) -> str:
    return "\n".join([f"package t:{name}@1.0.0;", *uses, TYPES, *flows, ""])


@st.composite
def splits(draw: Draw) -> Split:
    """Return programs of a few flows in a few packages."""
    kinds: list[Kind] = draw(st.lists(st.sampled_from(tuple(WRITTEN)), min_size=1, max_size=7))
    flows = tuple(
        Written(kind, draw(st.integers(0, 9)), _expr(draw, kinds[:at], kind, 3))
        for at, kind in enumerate(kinds)
    )
    homes = sorted(draw(st.integers(0, 3)) for _ in flows)
    folders = tuple(draw(st.sampled_from(FOLDERS)) for _ in range(4))
    return Split(flows, tuple(homes), folders)


def _expr(draw: Draw, before: list[Kind], kind: Kind, depth: int) -> Text:
    calls = [at for at, one in enumerate(before) if one == kind]
    if calls and draw(st.booleans()):
        return _call(draw, before, draw(st.sampled_from(calls)), depth)
    if depth == 0:
        leaf = {"number": "n", "pair": "{ left: n, right: step }", "way": "along(step)"}[kind]
        return lambda _: leaf
    return {"number": _number, "pair": _pair, "way": _way}[kind](draw, before, depth - 1)


def _call(draw: Draw, before: list[Kind], at: int, depth: int) -> Text:
    first = _expr(draw, before, "number", 0) if depth == 0 else _number(draw, before, depth - 1)
    form = draw(st.sampled_from(["{0}({1})", "{0}({1}, step)", "{0}({1}, step: n)", "{1} |> {0}"]))
    return lambda s: f"({form.format(s.flow(at), first(s))})"


def _number(draw: Draw, before: list[Kind], depth: int) -> Text:
    form = draw(
        st.sampled_from(
            [
                "({0} + {1})",
                "({0} * {1})",
                "({0} - {1})",
                "{fix}.half({0})",
                "({2}).left",
                "match {3} {{ up(p) => p.right, along(m) => m, down => {0} }}",
                "if {0} > {1} {{ {0} }} else {{ step }}",
                "({0} % 9)",
            ]
        )
    )
    numbers = [_expr(draw, before, "number", depth) for _ in range(2)]
    pair, way = (_expr(draw, before, kind, depth) for kind in ("pair", "way"))

    def text(s: Spelling) -> str:
        whole: str = form.format(*(one(s) for one in (*numbers, pair, way)), fix=s.component)
        return whole

    return text


def _pair(draw: Draw, before: list[Kind], depth: int) -> Text:
    left, right = (_expr(draw, before, "number", depth) for _ in range(2))
    return lambda s: f"{{ left: {left(s)}, right: {right(s)} }}"


def _way(draw: Draw, before: list[Kind], depth: int) -> Text:
    form = draw(st.sampled_from(["up({0})", "way.up({0})", "along({1})", "down"]))
    pair, number = (_expr(draw, before, kind, depth) for kind in ("pair", "number"))

    def text(s: Spelling) -> str:
        whole: str = form.format(pair(s), number(s))
        return whole

    return text

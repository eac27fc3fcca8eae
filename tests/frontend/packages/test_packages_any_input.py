"""Whatever files there are, and however they use each other: a program is checked, or told why not.

Cycles, files that are missing, damaged or no text, and names that are taken come about by chance.
"""

import posixpath

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.frontend.packages.programs import check, within

from flowc import ir, optimise
from flowc.text.render import terminal
from flowc.text.source import SourceFile

HOME = "/project/app"
PATHS = ("main.flow", "a.flow", "lib/b.flow", "../c.flow", "d.flow", "lib/deep/e.flow")
WAYS = (
    *PATHS,
    *("../a.flow", "../main.flow", "b.flow", "../../c.flow", "deep/../b.flow", "./lib//b.flow"),
    *("../app/d.flow", ".flow", "/.flow", "lib", "x.wasm", "x.wit", "\\u{0}.flow", "é.flow"),
)
ALIASES = ("a", "b", "c")
SOUND = (
    "export flow f(n: u32) -> u32 { n }",
    "variant t { x(u32), y }",
    "record r { n: u32 }",
    "export flow h(n: u32) -> t { x(n) }",
    "export flow i(n: u32, by: u32 = 2) -> u32 { a.f(n) * by }",
    "export flow j(n: u32) -> u32 { b.f(n) + c.f(n) }",
    "export flow l(n: u32) -> a.t { a.h(n) }",
    "export flow m(n: u32) -> t { g(b.h(n)) }",
    "flow g(o: b.t) -> b.t { match o { x(n) => b.t.x(n + 1), y => y } }",
    "type s = a.t;",
)
DOUBTFUL = (
    "export flow h(n: u32) -> a.t { a.h(n) }",
    "export flow k(o: a.r) -> u32 { o.n + c.f(o.n) + a.g(y) }",
    "variant t { x(u64), y, z }",
    "record r { n: u32, t: b.t }",
    "record q { n: list<c.q> }",
    "export flow f( -> u32 { }",
    "use flow from flow;",
)


@st.composite
def file(draw: st.DrawFn, at: int, *, odd: bool) -> bytes:
    """Return the file at a path; it uses some that come later, or an odd one anything."""
    folder = posixpath.dirname(posixpath.join(HOME, PATHS[at]))
    later = [posixpath.relpath(posixpath.join(HOME, one), folder) for one in PATHS[at + 1 :]]
    ways = st.sampled_from((*later, *WAYS) if odd or not later else later)
    uses = [f'use {alias} from "{draw(ways)}";' for alias in ALIASES if later or odd]
    known = SOUND if uses else SOUND[:4]
    rest = draw(st.lists(st.sampled_from((*SOUND, *DOUBTFUL) if odd else known), max_size=6))
    return "\n".join(["package t:t@1.0.0;", *uses, *dict.fromkeys((*SOUND[:4], *rest))]).encode()


@st.composite
def programs(draw: st.DrawFn) -> dict[str, bytes]:
    """Return files by path; now and then one is odd, missing, or no text."""
    odd = draw(st.sets(st.sampled_from(PATHS), max_size=2))
    made = {path: draw(file(at, odd=path in odd)) for at, path in enumerate(PATHS)}
    for path in odd - {"main.flow"}:
        match draw(st.sampled_from(("as it is", "no text", "missing"))):
            case "no text":
                made[path] = b"\xff"
            case "missing":
                del made[path]
    return made


@settings(max_examples=300)
@given(programs(), st.sampled_from([HOME, HOME, ""]))
def test_any_files_are_checked_or_told(files: dict[str, bytes], home: str) -> None:
    source = SourceFile("main.flow", files["main.flow"].decode())
    checked, report, sources = check(source, within(files), home)
    assert (checked is None) == bool(report.errors)
    assert terminal.render(report.diagnostics, sources) or not report.diagnostics
    if checked is not None:
        optimise.run(ir.lower(checked.package))

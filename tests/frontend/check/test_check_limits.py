"""Deep and long sources: the deepest that parse are checked, and time grows with size alone."""

import inspect

import pytest
from tests.frontend.check.checker import checked, components
from tests.work import calls_in

from flowc.frontend import check, parse
from flowc.frontend.parsing.outline import MOST_DEPTH
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile

HEAD = 'package t:t@1.0.0; use shop from "shop.wasm"; record r { a: u32 }\n'
NESTS = {
    "brackets": ("(", "a", ")"),
    "sums": ("1 + (", "a", ")"),
    "chains": ("", "a", " + 1"),
    "lists": ("length([", "a", "])"),
    "tuples": ("(", "a", ", 1).0"),
    "calls": ("f(", "a", ")"),
    "named": ("f(a: ", "a", ")"),
    "conversions": ("u32(", "a", ")"),
    "pipes": ("", "a", " |> f()"),
    "components": ("g(shop.quote(h(", "a", ")).cents)"),
    "somes": ("o(some(", "a", "))"),
    "ifs": ("if true { ", "a", " } else { 1 }"),
    "lets": ("{ let _ = 1; ", "a", " }"),
    "matches": ("match 1 { _ => ", "a", " }"),
    "cases": ("match q { some(_) => 1, none => ", "a", " }"),
    "fors": ("length(for _ in [1] { ", "a", " })"),
    "folds": ("fold _ in [1] from 0 { ", "a", " }"),
    "records": ("{ a: ", "a", " }.a"),
    "texts": ('s("{', "a", '}")'),
    "tries": ("(ok(", "a", "))?"),
    "negations": ("-", "u", ""),
    "nots": ("not ", "b", ""),
}


def nested(kind: str, depth: int) -> SourceFile:
    before, inside, after = NESTS[kind]
    body = before * depth + inside + after * depth
    return SourceFile(
        "deep.flow",
        f"""{HEAD}
        flow f(a: u32) -> u32 {{ a }}
        flow g(a: u64) -> u32 {{ 1 }}
        flow h(a: u32) -> string {{ "" }}
        flow s(a: string) -> u32 {{ 1 }}
        flow o(a: option<u32>) -> u32 {{ 1 }}
        export flow main(a: u32, b: bool, u: s8, q: option<u32>) -> result<u32> {{
          let _ = {body};
          ok(a)
        }}""",
    )


def deepest(kind: str) -> SourceFile:
    """Return the deepest source of its kind that still parses."""
    low, high = 1, MOST_DEPTH + 1
    while high - low > 1:
        middle = (low + high) // 2
        try:
            parse.parse(nested(kind, middle), Report())
            low = middle
        except Stopped:
            high = middle
    return nested(kind, low)


@pytest.mark.parametrize("kind", NESTS)
def test_the_deepest_source_that_parses_is_checked(kind: str) -> None:
    used = len(inspect.stack(0))
    source = deepest(kind)

    def under_load(frames: int) -> None:
        # What calls the checker may itself be deep: 150 frames, of Python's 1000, are its own.
        if frames:
            under_load(frames - 1)
        else:
            flow, report = checked(source)
            assert flow is not None, report.diagnostics

    under_load(max(0, 150 - used))


def program(size: int) -> SourceFile:
    flows = "".join(
        f"""flow step-{i}(l: list<r>, n: u32 = {i}) -> result<u32, string> {{
            let a = fold x in l from 0 {{ acc + x.a * 2 }};
            let b = for x in l {{ {{ a: x.a + a }} }};
            let c = match shop.find("{{a}}") {{ some(x) => x, none => 0 }};
            {f"let d = step-{i - 1}(b)?;" if i else "let d = length(b);"}
            if d > n {{ ok(d + u32(c)) }} else {{ err("{{n}} is too large") }}
        }}\n"""
        for i in range(size)
    )
    lets = "".join(f"let v{i} = a + {i} + {f'v{i - 1}' if i else 'a'};\n" for i in range(size))
    return SourceFile(
        "long.flow",
        f"""{HEAD}{flows}
        export flow main(a: u32) -> result<u32, string> {{
          {lets}
          step-{size - 1}([{{ a: v{size - 1} }}])
        }}""",
    )


def work(size: int) -> int:
    source, report = program(size), Report()
    flow = parse.parse(source, report)
    signatures = components(flow)
    assert len(check.check(flow, signatures, report).flows) == size + 1
    assert report.diagnostics == ()
    return calls_in(lambda: check.check(flow, signatures, report))


def test_work_grows_with_size_alone() -> None:
    work(1)
    assert work(400) < 1.5 * 20 * work(20)

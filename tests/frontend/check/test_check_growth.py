"""Sources made to be slow: twice as much of one takes about twice the work, in calls, no more."""

import pytest
from tests.frontend.check.checker import codes
from tests.work import calls_in

from flowc.frontend.checking.mistakes import MOST_ERRORS
from flowc.text.suggest import MOST_COMPARED, nearest

HEAD = "package t:t@1.0.0;\n"
DOUBLES = "record d0 { a: u8, b: u8 }\n" + "".join(
    f"record d{at} {{ a: d{at - 1}, b: d{at - 1} }}\n" for at in range(1, 15)
)


def names(count: int, pattern: str) -> str:
    return ", ".join(pattern.format(at) for at in range(count))


def lines(count: int, pattern: str) -> str:
    return "".join(pattern.format(at) for at in range(count))


SOURCES = {
    "items of a list": lambda n: f"export flow f() -> list<u32> {{ [{names(n, '{0}')}] }}",
    "items that nothing decides": lambda n: (
        f"""
        export flow f() -> u32 {{ length([{names(n, "{0}")}]) }}"""
    ),
    "arms of a variant": lambda n: (
        f"""
        variant v {{ {names(n, "c{0}(u32)")} }}
        export flow f(v: v) -> u32 {{ match v {{ {names(n, "c{0}(x) => x")} }} }}"""
    ),
    "flows that take a large record": lambda n: (
        f"""
        record r {{ {names(n, "f{0}: u32")} }}
        {lines(n, "export flow f{0}(r: r) -> u32 {{ r.f0 }}")}"""
    ),
    "variants with cases of one name": lambda n: lines(
        n, "variant v{0} {{ a(u8), b{0} }}\n export flow f{0}(v: v{0}) -> bool {{ v == b{0} }}\n"
    ),
    "records of records twice": lambda n: (
        f"""{DOUBLES}
        {lines(n, "export flow f{0}(x: d14, y: list<d14>) -> bool {{ [x] == y }}")}"""
    ),
    "parameters of tuples twice": lambda n: (
        f"""
        type t0 = tuple<u8, u8>;
        {"".join(f"type t{at} = tuple<t{at - 1}, t{at - 1}>;" for at in range(1, 15))}
        {lines(n, "export flow f{0}(x: t14, y: t14) -> bool {{ x == y }}")}"""
    ),
    "tuples of tuples twice": lambda n: (
        f"""
        export flow f(a: u8) -> u8 {{
          let v0 = ([a], none);
          {"".join(f"let v{at} = (v{at - 1}, v{at - 1});" for at in range(1, 13))}
          let _ = v0 == ([a], some(a));
          {lines(n, "let w{0} = [v12] == [v12]; let _ = w{0};")}
          a
        }}"""
    ),
}


def work(source: str) -> int:
    assert "F226" not in codes(source)
    return calls_in(lambda: codes(source))


@pytest.mark.parametrize("kind", SOURCES)
def test_twice_the_source_is_twice_the_work(kind: str) -> None:
    small, large = (HEAD + SOURCES[kind](count) for count in (40, 160))
    work(small)
    assert work(large) < 4 * 1.3 * work(small)


def test_after_many_mistakes_the_rest_is_not_checked() -> None:
    source = HEAD + lines(1000, "export flow name-of-{0}() -> u32 {{ nome-of-{0}() }}\n")
    assert codes(source) == ["F201"] * MOST_ERRORS


def test_of_very_many_names_those_that_begin_alike_are_compared() -> None:
    known = [f"name-{at}" for at in range(50 * MOST_COMPARED)] + ["nam-7"]
    assert calls_in(lambda: nearest("nane-7", known)) < 2_000_000
    assert nearest("nam-8", known)[0] == "nam-7"

"""Whatever the texts, the reader answers with packages or with errors about places in them."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowc.frontend import wit
from flowc.frontend.wit import grammar
from flowc.text.diagnostic import Error
from flowc.text.render import terminal
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile

CASES = Path(__file__).parent / "cases"
SEEDS = [file.read_bytes().decode() for file in sorted(CASES.rglob("*.wit"))]
WORDS = [*grammar.fixed_tokens(), "a", "b", "c-d", "1", "4", "1.0.0", '"', "/*", "*/", "///", "\n"]
WORDS += ["%type", "since", "unstable", "version", "feature", "é", "$", "\ufeff"]


def survives(text: str) -> None:
    report = Report()
    try:
        wit.read({"a.wit": text}, report)
    except Stopped:
        assert report.errors
        for one in report.diagnostics:
            assert isinstance(one, Error)
            assert 0 <= one.span.start <= one.span.end <= len(text)
        source = SourceFile("a.wit", text)
        assert terminal.render(report.diagnostics, {"a.wit": source}, colour=False)
    else:
        assert not report.diagnostics


@settings(max_examples=200)
@given(st.text())
def test_any_text(text: str) -> None:
    survives(text)


@settings(max_examples=200)
@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    survives(data.decode(errors="surrogateescape"))


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_tokens(words: list[str]) -> None:
    survives("package a:b;" + " ".join(words))


@settings(max_examples=300)
@given(st.sampled_from(SEEDS), st.data())
def test_any_small_change(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    survives(text[:start] + data.draw(st.sampled_from([*WORDS, ""])) + text[end:])


NAMES = st.sampled_from(["a", "b", "c", "d", "u8", "list<a>", "borrow<b>", "own<c>"])
LINES = st.one_of(
    st.builds("type {} = {};".format, NAMES, NAMES),
    st.builds("record {} {{ x: {} }}".format, NAMES, NAMES),
    st.builds("resource {};".format, NAMES),
    st.builds("use {}.{{{} as {}}};".format, NAMES, NAMES, NAMES),
    st.builds("{}: func(x: {}) -> {};".format, NAMES, NAMES, NAMES),
    st.builds("import {};".format, NAMES),
    st.builds("export {}: {};".format, NAMES, NAMES),
    st.builds("include {} with {{ {} as {} }}".format, NAMES, NAMES, NAMES),
)
BLOCKS = st.builds(
    lambda word, name, lines: f"{word} {name} {{ {' '.join(lines)} }}",
    st.sampled_from(["interface", "world"]),
    NAMES,
    st.lists(LINES, max_size=5),
)


@settings(max_examples=300)
@given(st.lists(BLOCKS, max_size=5))
def test_any_names(blocks: list[str]) -> None:
    survives("package a:b; " + " ".join(blocks))


@pytest.mark.parametrize("text", SEEDS)
def test_a_file_cut_off_anywhere(text: str) -> None:
    for end in range(0, len(text), 41):
        survives(text[:end])


MANY = 2_000


def chain(line: str, count: int = MANY) -> str:
    return " ".join(line.format(i, i + 1) for i in range(count))


LONG = {
    "braces": "{" * MANY,
    "closing": "}" * MANY,
    "lists": "interface i { type t = " + "list<" * MANY,
    "interfaces": "interface i { " * MANY,
    "packages": "package a:b { " * MANY,
    "comments": "/*" * MANY,
    "gates": "@since(version = 1.0.0) " * MANY,
    "gates, wrong": "@since( " * MANY,
    "aliases": f"interface i {{ {chain('type t{0} = t{1};')} type t{MANY} = u8; }}",
    "aliases in a circle": f"interface i {{ {chain('type t{0} = t{1};')} type t{MANY} = t0; }}",
    "lists of lists": f"interface i {{ {chain('type t{0} = list<t{1}>;')} type t{MANY} = u8; }}",
    "twice": "interface i { " + chain("type t{0} = tuple<t{1}, t{1}>;", 60) + " type t60 = u8; }",
    "uses": f"{chain('interface i{0} {{ use i{1}.{{t}}; }}')} interface i{MANY} {{ type t = u8; }}",
    "uses, exported": f"{chain('interface i{0} {{ use i{1}.{{t}}; }}', 300)} "
    f"interface i300 {{ type t = u8; }} {chain('world w{0} {{ export i{0}; }}', 300)}",
    "includes": chain("world w{0} {{ include w{1}; import f{0}: func(); }}")
    + f" world w{MANY} {{}}",
    "circles": "interface i { "
    + chain("record t{0} {{ a: t{1}, b: t0 }}")
    + f" type t{MANY} = t0; }}",
    "renamed again": "world v { resource r; "
    + chain("type t{1} = tuple<t{0}, t{0}>;", 15).replace("t0", "r")
    + chain("import f{0}: func(a: t15);")
    + " } world w { include v with { r as s } }",
    "shorthands": chain("use i{0} as i{1};"),
    "many fields": f"interface i {{ record r {{ {chain('f{0}: u8,')} }} }}",
    "many mistakes": f"interface i {{ {'x: fun(); ' * MANY} }}",
    "unknown names": f"interface i {{ {chain('type t{0} = unknown{1};')} }}",
}


@pytest.mark.parametrize("body", LONG.values(), ids=LONG.keys())
def test_deep_or_long_input_is_read_in_time(body: str) -> None:
    begun = time.process_time()
    survives(f"package a:b; {body}")
    assert time.process_time() - begun < 20

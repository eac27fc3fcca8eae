"""What is read without TOML's library is what that library reads, and files are written so."""

import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flowrt.trust.keys import PublicKey
from flowrt.trust.plain import plain
from flowrt.trust.policy import Demands, Engines, Publisher, Revoked, Root, Trust
from flowrt.trust.text import encode_trust

KEY = PublicKey(bytes(range(32)))
PIECES = st.sampled_from(
    ["[a]", "[[a]]", "[b]", "[[a.b]]", "[ a ]", "# é", "#\t", "", " ", "a = 1", "a = 01", "b = -1",
     'a = "x"', 'a = "é#"', 'b = "\\n"', 'b = ""', "c = []", 'c = ["x", "y"]', 'c = ["x","y"]',
     'c = ["x", ]', "c = [1]", 'c = ["x" "y"]', 'c = "x", "y"', 'a= "x"', 'a = "x" # why',
     'a.b = "x"', "a = {}", "d = 1979-05-27T07:32:00Z", "e = true", 'a = """x"""', '"a" = "x"',
     "\r", "f = 9007199254740993", "g = 999999999999999", "h = 1_0", "i = '1'", 'j = "\u2028"'],
)  # fmt: skip
LINES = st.lists(PIECES | st.text('[]a="\\,# 0', max_size=12), max_size=8).map("\n".join)


@given(LINES)
@example('[a]\nb = "x"\nb = "y"')
@example("[a]\n[a]")
@example("[[a]]\n[a]")
@example("[a]\n[[a]]")
@example('[a]\nb = ["x"\n, "y"]')
def test_what_is_plain_is_what_toml_says(text: str) -> None:
    found = plain(text)
    if found is not None:
        assert found == tomllib.loads(text)


@pytest.mark.parametrize(
    "trust",
    [
        Trust((Publisher("me", (KEY,), ("*",)),)),
        Trust((Publisher("a", (KEY,), ("a:b", "a:*"), 1), Publisher("é", (KEY,), ("b:*",)))[:1]),
        Trust(
            (Publisher("me", (KEY,), ("a:b",)),),
            (Revoked(KEY, "lost", ("0" * 64,)),),
            {"a:b": Demands(("1" * 64,), 7)},
            Engines(("50.0.1",), ("49.0.0",)),
            Root(3, (KEY,)),
        ),
    ],
)
def test_what_is_written_is_plain(trust: Trust) -> None:
    text = encode_trust(trust)
    assert plain(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    "text",
    ["[[a]]\nb = 'x'", "[a]\nb = 1979-05-27T07:32:00Z", '[a]\nb = "\\u00e9"', "a = 1", "[a]\r\n"],
)
def test_what_needs_the_library_is_left_to_it(text: str) -> None:
    assert plain(text) is None
    assert tomllib.loads(text)

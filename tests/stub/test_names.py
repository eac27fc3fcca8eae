"""Names are told as the regular expressions of FORMAT's grammar tell them."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowrt.archive import names

WORD = r"[a-zA-Z][a-zA-Z0-9]*(?:-[a-zA-Z0-9]+)*"
NUMBER = r"(?:0|[1-9][0-9]*)"
TAIL = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
PACKAGE = f"{WORD}:{WORD}"
RULES: list[tuple[Callable[[str], bool], str]] = [
    (names.is_word, WORD),
    (names.is_package, PACKAGE),
    (names.is_pattern, rf"\*|[a-zA-Z][a-zA-Z0-9-]*:\*|{PACKAGE}"),
    (names.is_version, rf"{NUMBER}\.{NUMBER}\.{NUMBER}(?:-{TAIL})?(?:\+{TAIL})?"),
    (names.is_digest, r"[0-9a-f]{64}"),
    (names.is_marked_digest, r"sha256:[0-9a-f]{64}"),
    (names.is_blob_id, r"[a-z0-9._-]{1,64}"),
    (names.is_target, r"[a-z0-9_]+-[a-z0-9_]+"),
    (names.is_setting, r"[a-z][a-z0-9_.]*"),
    (names.is_capability, r"[a-zA-Z0-9._:/@=*\[\]-]{1,128}"),
    (names.is_number, r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"),
    (names.is_kind_of_site, r"[a-z][a-z-]*"),
]
ODD = "aZz09-._:*+/@=[] \n\0éß٣ªK\u200b"
"""Characters that names are made of, and those that look or behave like them elsewhere."""


@pytest.mark.parametrize(("fits", "rule"), RULES)
@settings(max_examples=12)
@given(data=st.data())
def test_a_name_is_what_its_rule_says(
    fits: Callable[[str], bool], rule: str, data: st.DataObject
) -> None:
    good = data.draw(st.from_regex(re.compile(rule, re.ASCII), fullmatch=True))
    assert fits(good)
    at = data.draw(st.integers(0, len(good)))
    put = data.draw(st.text(ODD, max_size=3))
    for text in (good[:at] + put + good[at:], good[:at] + put + good[at + 1 :], put, good[at:]):
        assert fits(text) == bool(re.fullmatch(rule, text)), text


@pytest.mark.parametrize(("fits", "rule"), RULES)
def test_lengths_and_single_characters(fits: Callable[[str], bool], rule: str) -> None:
    texts = ["", *ODD, *("a" * size for size in (63, 64, 65, 128, 129)), "sha256:" + "a" * 63]
    for text in texts:
        assert fits(text) == bool(re.fullmatch(rule, text)), text

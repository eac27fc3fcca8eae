"""What is said of values, and of what was raised: their kind, and no character of theirs."""

from pathlib import Path

import pytest

from flowrt.problems.kinds import name_or_kind, raised, text_kind, without_password
from flowrt.problems.mishaps import mishap

INPUT = "the-canary-of-input"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("", "an empty text"), ("x", "a text of 1 character"), ("ö" * 70, "a text of 70 characters")],
)
def test_a_text_is_told_by_its_length(text: str, kind: str) -> None:
    assert text_kind(text) == kind


@pytest.mark.parametrize("text", ['{"a":1}', "a b", "1st", "-", "a-", "a--b", "a" * 65, "é"])
def test_what_is_no_name_is_not_shown(text: str) -> None:
    assert name_or_kind(text) == text_kind(text)
    assert name_or_kind("chekout-2") == "chekout-2"


def failing() -> None:
    raise ValueError(INPUT)


def test_what_is_raised_is_told_by_its_type_and_place() -> None:
    assert raised(ValueError(INPUT)) == "ValueError"
    with pytest.raises(ValueError, match=INPUT) as caught:
        failing()
    line = failing.__code__.co_firstlineno + 1
    assert raised(caught.value) == f"ValueError at {Path(__file__).name}:{line}"
    lines = mishap(caught.value).splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-2:] == ["    raise ValueError(INPUT)", "ValueError"]


def test_an_address_is_shown_without_its_password() -> None:
    for url in ("nats://me:p@ss:w@host:4222", "nats://token@host:4222", "nats://host:4222"):
        assert without_password(url) == "nats://host:4222"
    assert without_password("http://me:x@host/a@b") == "http://host/a@b"

"""`flowrt recut` without a compiler beside it: one clear message, and nothing is started."""

import importlib.util
import subprocess

import pytest

from flowrt.__main__ import main


def test_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "lark" else name)
    monkeypatch.setattr(subprocess, "call", lambda _: pytest.fail("something was started"))
    assert main(["recut", "shop.flowpack", "--cut", "fraud"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("error[R433]: the compiler is not installed\n")
    assert "= asked recut shop.flowpack --cut fraud\n" in said
    assert "help: install `flowc[compile]`, or run `flowc recut` where it is" in said


def test_it_hands_its_words_to_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def call(words: list[str]) -> int:
        asked.append(words)
        return 7

    monkeypatch.setattr(subprocess, "call", call)
    assert main(["recut", "shop.flowpack", "--cut", "fraud"]) == 7
    assert [words[1:] for words in asked] == [
        ["-m", "flowc", "recut", "shop.flowpack", "--cut", "fraud"]
    ]

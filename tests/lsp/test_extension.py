"""The extension for Visual Studio Code: its grammar keeps in step with `flow.lark`.

`pytest --bless` writes the words of the language into the grammar.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.lsp.editing import ROOT

from flowc.frontend import grammar
from flowc.frontend.checking.package import BUILT_IN_CASES, TYPE_WORDS
from flowc.frontend.parsing.scan import scan
from flowc.text.report import Report
from flowc.text.source import SourceFile

VSCODE = ROOT / "editors" / "vscode"
SYNTAX = VSCODE / "syntaxes" / "flow.tmLanguage.json"

DECLARING = frozenset(
    (
        *("package", "use", "interface", "record", "variant", "enum", "flags", "type"),
        *("flow", "export", "let", "test", "given", "expect"),
    )
)
LOGIC = frozenset(("and", "or", "not"))
CONSTANTS = frozenset(("true", "false"))
WORDS = frozenset(one for one in grammar.fixed_tokens() if one.isalpha())
SIGNS = frozenset(grammar.fixed_tokens()) - WORDS - set("(){}[],;_")


def words(chosen: frozenset[str] | tuple[str, ...], after: str = r"(?![\w-]|[ \t]*:)") -> str:
    """Return what matches whole words, where the scanner takes them for keywords."""
    return rf"(?<![\w.%-])(?:{'|'.join(sorted(chosen))}){after}"


def patterns() -> dict[str, str]:
    """Return the patterns that hold the words and signs of the language."""
    signs = sorted(SIGNS, key=lambda sign: (-len(sign), sign))
    return {
        "declaring": words(DECLARING & WORDS),
        "control": words(WORDS - DECLARING - LOGIC - CONSTANTS),
        "logic": words(LOGIC),
        "constants": words((*CONSTANTS, *BUILT_IN_CASES)),
        "types": words(TYPE_WORDS, r"(?![\w-])"),
        "operators": "|".join(map(re.escape, signs)),
    }


def test_the_grammar_has_the_words_of_the_language(golden: Callable[[Path, str], None]) -> None:
    syntax = json.loads(SYNTAX.read_text(encoding="utf-8"))
    for name, pattern in patterns().items():
        syntax["repository"][name]["match"] = pattern
    golden(SYNTAX, json.dumps(syntax, indent=2) + "\n")


def test_the_grammar_sees_the_keywords_that_the_scanner_sees(movies: str) -> None:
    bare = re.sub(r'//.*|"[^"]*"', lambda found: " " * len(found.group()), movies)
    tokens = scan(SourceFile("movies.flow", bare), grammar.fixed_tokens(), Report()).tokens
    expected = {(one.span.start, one.text) for one in tokens if one.text in WORDS - CONSTANTS}
    expected -= {(one.span.start, one.text) for one in tokens if one.type == "NAME"}
    parts = (patterns()[name] for name in ("declaring", "control", "logic"))
    seen = {(found.start(), found.group()) for found in re.finditer("|".join(parts), bare)}
    assert seen == expected
    assert len(seen) > 60


def rules(node: Any) -> list[str]:
    """Return every regular expression below a node."""
    if isinstance(node, list):
        return [rule for one in node for rule in rules(one)]
    if not isinstance(node, dict):
        return []
    own = [str(node[key]) for key in ("match", "begin", "end") if key in node]
    return own + [rule for one in node.values() for rule in rules(one)]


def test_every_pattern_is_one() -> None:
    found = rules(json.loads(SYNTAX.read_text(encoding="utf-8")))
    assert len(found) > 15
    for rule in found:
        assert rule
        re.compile(rule)


def test_the_manifest_names_files_that_exist() -> None:
    manifest = json.loads((VSCODE / "package.json").read_text(encoding="utf-8"))
    contributed = manifest["contributes"]
    for named in (
        manifest["main"],
        contributed["languages"][0]["configuration"],
        contributed["grammars"][0]["path"],
    ):
        assert (VSCODE / named).is_file()
    json.loads((VSCODE / "language-configuration.json").read_text(encoding="utf-8"))


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_the_extension_is_javascript() -> None:
    subprocess.run(["node", "--check", VSCODE / "extension.js"], check=True)  # noqa: S607 - whichever Node there is

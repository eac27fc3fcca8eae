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
from flowc.frontend.checking.packages.package import BUILT_IN_CASES, TYPE_WORDS
from flowc.frontend.parsing.scan import scan
from flowc.lsp.words import ANNOTATIONS, CAPABILITIES, POLICIES
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
        "capabilities": words(tuple(CAPABILITIES), r"(?![\w-])"),
        "policies": words(tuple(POLICIES), r"(?=\s*[:,}(])"),
        "annotations": rf"(@)({'|'.join(sorted(ANNOTATIONS))})(?![\w-])",
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


def manifest_of_the_extension() -> Any:
    return json.loads((VSCODE / "package.json").read_text(encoding="utf-8"))


SHOWN = """@every(5m) @subject("x")
use a from b as service needs clock, http("x"), files("y", read);
flow f(x: u32) -> u32 needs env { a.b(x) with { timeout: 200ms, isolate, fallback: { needs: 1 } } }
interface i { go: async func(x: u32); }
test "x" { given a.b(_) = 1; expect par { f(1), f(2) } == (1, 2); }
"""


def test_oniguruma_reads_every_pattern_as_python_does(movies: str) -> None:
    """Editors match with Oniguruma; so the patterns are tried in it, where it is installed."""
    oniguruma = pytest.importorskip("onigurumacffi")
    ends = json.loads(SYNTAX.read_text(encoding="utf-8"))
    for text in (*SHOWN.splitlines(), *movies.splitlines()):
        for rule in rules(ends):
            compiled, at, seen = oniguruma.compile(rule), 0, []
            while at <= len(text) and (found := compiled.search(text, at)) is not None:
                seen.append(found.span())
                at = max(found.end(), found.start() + 1)
            expected = [one.span() for one in re.finditer(rule, text)]
            assert seen == expected, (rule, text)


def test_the_grammar_knows_what_means_something_in_one_place() -> None:
    repository = json.loads(SYNTAX.read_text(encoding="utf-8"))["repository"]

    def found(name: str) -> list[str]:
        return [one.group() for one in re.finditer(repository[name]["match"], SHOWN)]

    assert found("capabilities") == ["clock", "http", "files", "env"]
    assert found("policies") == ["timeout", "isolate", "fallback"]
    assert found("annotations") == ["@every", "@subject"]
    assert found("service") == ["as service"]
    assert found("function") == [": async func"]
    assert "200ms" in found("numbers")
    begun = re.findall(repository["needs"]["begin"], SHOWN)
    assert begun == ["needs", "needs"]  # and not the field


def test_every_rule_that_is_included_is_there() -> None:
    syntax = json.loads(SYNTAX.read_text(encoding="utf-8"))
    named = set(re.findall(r'"include": "#([\w-]+)"', SYNTAX.read_text(encoding="utf-8")))
    assert named == set(syntax["repository"])


def test_the_manifest_is_whole() -> None:
    manifest = manifest_of_the_extension()
    (language,) = manifest["contributes"]["languages"]
    (syntax,) = manifest["contributes"]["grammars"]
    assert manifest["activationEvents"] == [f"onLanguage:{language['id']}"]
    assert language["extensions"] == [".flow"]
    assert syntax["language"] == language["id"]
    assert syntax["scopeName"] == json.loads(SYNTAX.read_text(encoding="utf-8"))["scopeName"]
    for name in ("name", "displayName", "description", "version", "publisher", "license"):
        assert isinstance(manifest[name], str)
        assert manifest[name]
    command = manifest["contributes"]["configuration"]["properties"]["flowc.command"]
    assert command["default"] == ["flowc", "lsp"]
    assert re.fullmatch(r"\^\d+\.\d+\.\d+", manifest["engines"]["vscode"])


def test_the_manifest_names_files_that_exist() -> None:
    manifest = manifest_of_the_extension()
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

"""What the documents say of the repository is so: decisions by number, folders by name."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMPILER = ROOT / "compiler"
ARCHITECTURE = (COMPILER / "ARCHITECTURE.md").read_text(encoding="utf-8")
LINK = re.compile(r"\]\(([^)#:]+)\)")


def test_decisions_have_a_number_each() -> None:
    files = sorted((COMPILER / "decisions").glob("*.md"))
    numbers = [int(one.name[:4]) for one in files]
    assert len(set(numbers)) == len(numbers)
    for number, one in zip(numbers, files, strict=True):
        text = one.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. "), one.name
        assert "\n**Context.** " in text, one.name
        assert "\n**Decision.** " in text, one.name


def test_decisions_that_are_named_are_there() -> None:
    there = {int(one.name[:4]) for one in (COMPILER / "decisions").glob("*.md")}
    texts = (path.read_text(encoding="utf-8") for path in sorted(COMPILER.rglob("*.md")))
    named = {int(number) for text in texts for number in re.findall(r"[Dd]ecision (\d+)", text)}
    assert named <= there


def test_the_folders_that_are_listed_are_those_that_there_are() -> None:
    listed = set(re.findall(r"^\| `flowc/([a-z]+)` \|", ARCHITECTURE, re.MULTILINE))
    folders = {one.parent.name for one in (COMPILER / "flowc").glob("*/__init__.py")}
    assert listed == folders


def test_files_that_the_architecture_names_are_there() -> None:
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.py)`", ARCHITECTURE))
    homes = (COMPILER / "flowc", COMPILER, ROOT / "runtime_stub", ROOT)
    assert len(named) > 10
    assert [one for one in sorted(named) if not any((home / one).exists() for home in homes)] == []


def test_links_lead_somewhere() -> None:
    for page in (*COMPILER.rglob("*.md"), *(ROOT / "grammar").glob("*.md"), *ROOT.glob("*.md")):
        links = LINK.findall(page.read_text(encoding="utf-8"))
        assert [one for one in links if not (page.parent / one).exists()] == [], page.name


def test_the_whole_compiler_is_on_one_screen() -> None:
    text = (COMPILER / "flowc" / "pipeline.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 100

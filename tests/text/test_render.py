import json
import re
from collections.abc import Callable
from pathlib import Path

from flowc.text.diagnostic import Diagnostic
from flowc.text.form import FORMATS
from flowc.text.render import github, jsonl, sarif, short, terminal
from flowc.text.render.colour import wants_colour
from flowc.text.render.formats import render
from flowc.text.source import SourceFile

CASES = Path(__file__).parent / "cases"
Golden = Callable[[Path, str], None]
Sources = dict[str, SourceFile]
Found = tuple[Diagnostic, ...]


def test_source_is_as_awkward_as_it_says() -> None:
    data = (CASES / "awkward.flow").read_bytes()
    assert data.count(b"\r\n") == 1
    assert b"\t" in data
    assert "😀".encode() in data
    assert not data.endswith(b"\n")


def test_positions_counted_by_hand(found: Found, sources: Sources) -> None:
    assert short.render(found, sources).splitlines() == [
        "flowc: error[F001] a file cannot be read: `shop.flow`: no such file or directory",
        "cases/awkward.flow:3:22: error[F691] these types differ: expected `string`, found `u32`",
        "cases/awkward.flow:4:5: error[F692] this match misses a case: add `_`",
        "cases/awkward.flow:6:18: warning[F693] 100% sure: a slip, perhaps: the file ends here",
    ]


def test_columns_counted_by_hand(found: Found, sources: Sources) -> None:
    rows = terminal.render(found, sources).splitlines()
    # A tab and two wide characters: 4 + 4 + 2 * 2 + 3 columns stand before `read`.
    assert rows[rows.index("2 |     let 名前 = read(path);") + 1] == (
        "  | " + " " * 15 + "---------- this is text"
    )
    # An emoji is one code point, two columns: the 22nd code point is in the 23rd column.
    assert rows[rows.index('3 |     let mood = "😀" + 3;') + 1].startswith(
        "  | " + " " * 22 + "^ expected"
    )
    # A span over two lines: to the first one's end, from the second one's first word.
    first = rows.index('4 |     match mood { "a" => 1,')
    assert rows[first + 1] == "  |     " + "^" * 22
    assert rows[first + 3] == "  |         " + "^" * 10 + " add `_`"


def test_text(found: Found, sources: Sources, golden: Golden) -> None:
    golden(CASES / "awkward.txt", terminal.render(found, sources))


def test_colour(found: Found, sources: Sources, golden: Golden) -> None:
    coloured = terminal.render(found, sources, colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == terminal.render(found, sources)
    golden(CASES / "awkward.ansi", coloured)


def test_short(found: Found, sources: Sources, golden: Golden) -> None:
    golden(CASES / "awkward.short", short.render(found, sources))


def test_jsonl(found: Found, sources: Sources, golden: Golden) -> None:
    text = jsonl.render(found, sources)
    rows = [json.loads(line) for line in text.splitlines()]
    assert [row["code"] for row in rows] == ["F001", "F691", "F692", "F693"]
    assert rows[1]["span"]["from"] == {"line": 3, "column": 22}
    source = sources["cases/awkward.flow"].text
    assert source[rows[1]["span"]["start"] : rows[1]["span"]["end"]] == "3"
    golden(CASES / "awkward.jsonl", text)


def test_github(found: Found, sources: Sources, golden: Golden) -> None:
    text = github.render(found, sources)
    lines = text.splitlines()
    assert "line=3,endLine=3,col=22,endColumn=23" in lines[1]
    assert "line=4,endLine=5::" in lines[2]
    assert "::100%25 sure" in lines[3]
    golden(CASES / "awkward.github", text)


def test_sarif(found: Found, sources: Sources, golden: Golden) -> None:
    text = sarif.render(found, sources, version="0.0.0")
    (run,) = json.loads(text)["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "F001",
        "F691",
        "F692",
        "F693",
    ]
    assert run["columnKind"] == "unicodeCodePoints"
    region = run["results"][1]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 22, "endLine": 3, "endColumn": 23}
    golden(CASES / "awkward.sarif", text)


def test_every_format_is_reached(found: Found, sources: Sources) -> None:
    texts = {render(found, sources, form, version="0.0.0") for form in FORMATS}
    assert len(texts) == len(FORMATS)


def test_nothing_to_say(sources: Sources) -> None:
    for form in ("human", "short", "json", "github"):
        assert render((), sources, form, version="0.0.0") == ""
    assert json.loads(render((), sources, "sarif", version="0.0.0"))["runs"][0]["results"] == []


def test_wants_colour() -> None:
    assert wants_colour({}, isatty=True)
    assert not wants_colour({}, isatty=False)
    assert wants_colour({"FORCE_COLOR": "1"}, isatty=False)
    assert not wants_colour({"FORCE_COLOR": "1", "NO_COLOR": "1"}, isatty=True)
    assert wants_colour({"NO_COLOR": ""}, isatty=True)
    assert not wants_colour({"TERM": "dumb"}, isatty=True)

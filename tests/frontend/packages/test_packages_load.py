"""What becomes of the files of a program: which are read, in which order, under which names."""

import pytest
from tests.frontend.packages.programs import check, within

from flowc import ir, optimise
from flowc.frontend.checked import Checked
from flowc.text.report import Report
from flowc.text.source import SourceFile


def package(name: str, *uses: str, body: str = "n") -> str:
    """Return a package with one flow; `uses` are `alias=path`."""
    pairs = (one.partition("=") for one in uses)
    lines = (f'use {alias} from "{path}";' for alias, _, path in pairs)
    return "\n".join(
        [f"package t:{name}@1.0.0;", *lines, f"export flow f(n: u32) -> u32 {{ {body} }}"]
    )


def program(files: dict[str, str | bytes], root: str = "app/main.flow", home: str = "") -> Checked:
    """Check a program that is sound; the root is named as from the folder above its own."""
    text = files["main.flow"]
    assert isinstance(text, str)
    checked, report, _ = check(SourceFile(root, text), within(files), home)
    assert report.diagnostics == ()
    assert checked is not None
    return checked


DIAMOND: dict[str, str | bytes] = {
    "main.flow": package("main", "l=lib/l.flow", "r=lib/r.flow", body="l.f(n) + r.f(n)"),
    "lib/l.flow": package("l", "base=../../base.flow", body="base.f(n)"),
    "lib/r.flow": package("r", "base=../../base.flow", body="base.f(n)"),
    "../base.flow": package("base", body="n + 1"),
}


def test_each_file_is_read_once_and_stands_after_what_it_uses() -> None:
    members = program(DIAMOND).program.members
    assert [one.label for one in members] == [
        "../base.flow",
        "lib/l.flow",
        "lib/r.flow",
        "main.flow",
    ]
    assert [one.prefix for one in members] == ["l.base.", "l.", "r.", ""]


def test_messages_name_files_from_the_folder_one_is_in() -> None:
    members = program(DIAMOND).program.members
    assert [one.source.path for one in members] == [
        "base.flow",
        "app/lib/l.flow",
        "app/lib/r.flow",
        "app/main.flow",
    ]


def test_both_ways_to_a_package_lead_to_one() -> None:
    left, right = program(DIAMOND).package.packages.values()
    assert left.packages["base"] is right.packages["base"]


def test_the_shortest_way_gives_the_names() -> None:
    files = {**DIAMOND, "main.flow": package(
        "main", "l=lib/l.flow", "b=../base.flow", body="l.f(n) + b.f(n)"
    )}  # fmt: skip
    del files["lib/r.flow"]
    assert [one.prefix for one in program(files).program.members] == ["b.", "l.", ""]


def test_the_graph_holds_each_flow_once_and_exports_the_roots() -> None:
    graph = ir.lower(program(DIAMOND).package)
    assert [(one.name, one.exported) for one in graph.flows] == [
        ("l.base.f", False),
        ("l.f", False),
        ("r.f", False),
        ("f", True),
    ]


def test_what_no_export_needs_is_left_out() -> None:
    base = package("base", body="n + 1") + "\nexport flow g(n: u32) -> u32 { f(n) * 2 }"
    graph = optimise.run(ir.lower(program({**DIAMOND, "../base.flow": base}).package))
    assert "l.base.g" not in {one.name for one in graph.flows}


def test_the_graph_reads_as_it_prints() -> None:
    graph = ir.lower(program(DIAMOND).package)
    text = ir.text(graph)
    assert ir.text(ir.read(SourceFile("g.ir", text), Report())) == text


def test_the_inputs_are_labelled_by_their_paths_from_the_roots_folder() -> None:
    inputs = program(DIAMOND).program.inputs
    assert inputs == {label: str(text).encode() for label, text in DIAMOND.items()}


def test_out_of_the_folder_and_in_again_is_the_same_file() -> None:
    files: dict[str, str | bytes] = {
        "main.flow": package("main", "a=a.flow", "b=../other/b.flow", body="a.f(n) + b.f(n)"),
        "a.flow": package("a"),
        "../other/b.flow": package("b", "a=../app/a.flow", body="a.f(n)"),
    }
    members = program(files, home="/project/app").program.members
    assert [one.label for one in members] == ["a.flow", "../other/b.flow", "main.flow"]


def test_a_root_that_is_reached_by_a_detour_uses_itself() -> None:
    files: dict[str, str | bytes] = {
        "main.flow": package("main", "b=../other/b.flow", body="b.f(n)"),
        "../other/b.flow": package("b", "main=../app/main.flow", body="main.f(n)"),
    }
    text = files["main.flow"]
    assert isinstance(text, str)
    _, report, _ = check(SourceFile("main.flow", text), within(files), "/project/app")
    assert [one.label for one in report.diagnostics] == [
        "`main.flow` uses `../other/b.flow`, which uses `main.flow`"
    ]


def test_one_file_may_be_used_under_two_aliases() -> None:
    files: dict[str, str | bytes] = {
        "main.flow": package("main", "a=x.flow", "b=./x.flow", body="a.f(b.f(n))"),
        "x.flow": package("x"),
    }
    graph = ir.lower(program(files).package)
    assert [one.name for one in graph.flows] == ["a.f", "f"]


@pytest.mark.parametrize("size", [300])
def test_a_long_chain_of_packages_is_checked(size: int) -> None:
    files: dict[str, str | bytes] = {
        f"p{at}.flow": package(f"p{at}", f"p=p{at + 1}.flow", body="p.f(n)") for at in range(size)
    }
    files[f"p{size}.flow"] = package("last")
    files["main.flow"] = package("main", "p=p0.flow", body="p.f(n)")
    checked = program(files)
    assert len(checked.program.members) == size + 2
    assert len(ir.lower(checked.package).flows) == size + 2


def test_types_are_one_by_structure_whichever_way_they_come() -> None:
    base = "package t:base;\nrecord pair { a: u32, b: u32 }\nvariant way { up(pair), down }\n"
    files: dict[str, str | bytes] = {
        "main.flow": """package t:main;
            use base from "base.flow";
            use lib from "lib.flow";
            record pair { a: u32, b: u32 }
            type other = base.pair;
            flow own(p: pair) -> base.way { base.way.up(p) }
            export flow f(p: other) -> list<lib.way> {
              [own(lib.made(p)), lib.turned(own(p)), down]
            }
        """,
        "lib.flow": """package t:lib;
            use base from "base.flow";
            type way = base.way;
            export flow made(p: base.pair) -> base.pair { { a: p.b, b: p.a } }
            export flow turned(w: way) -> way { match w { up(p) => up(made(p)), down => down } }
        """,
        "base.flow": base,
    }
    flows = {one.name: str(one.result) for one in program(files).package.flows}
    assert flows == {"own": "base.way", "f": "list<lib.base.way>"}

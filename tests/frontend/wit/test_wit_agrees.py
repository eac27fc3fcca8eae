"""What our reader says of `.wit` files, against what wasm-tools says, and against goldens."""

from pathlib import Path

import pytest
from tests.conftest import Golden
from tests.frontend.wit import oracle

from flowc.frontend import wit
from flowc.frontend.terms import Enum, Record, Type, TypeName
from flowc.text.report import Report

CASES = Path(__file__).parent / "cases" / "pass"
WHOLE = sorted([*CASES.glob("*.wit"), *(path for path in CASES.iterdir() if path.is_dir())])
BY_NAME = pytest.mark.parametrize("case", WHOLE, ids=lambda case: case.name)


@BY_NAME
def test_wasm_tools_tells_the_same(case: Path) -> None:
    told = oracle.Told(case)
    assert told.interfaces
    assert oracle.json_differences(oracle.read(case), told) == []


@BY_NAME
def test_components_of_its_worlds_have_the_same_outside(case: Path, tmp_path: Path) -> None:
    resolved = oracle.read(case)
    for package in resolved.packages:
        for world in package.worlds:
            data = oracle.component_of(case, world.id, tmp_path)
            assert oracle.component_differences(world, data) == []


def test_a_difference_is_seen() -> None:
    told = oracle.Told(CASES / "types.wit")
    told.interfaces["test:types/values@1.2.0-rc.1+build.7"]["functions"]["all"]["params"].pop()
    told.worlds["test:types/all@1.2.0-rc.1+build.7"]["exports"].clear()
    found = oracle.json_differences(oracle.read(CASES / "types.wit"), told)
    assert [line.split(":")[0] for line in found] == ["test", "test"]
    assert "func all" in found[0]


@BY_NAME
def test_golden(case: Path, golden: Golden) -> None:
    golden(case.with_suffix(".txt"), shown(oracle.read(case)))


def test_no_golden_is_left_over() -> None:
    assert {path.stem for path in CASES.glob("*.txt")} == {path.stem for path in WHOLE}


def shown(resolved: wit.Resolved) -> str:
    lines: list[str] = []
    for package in resolved.packages:
        lines += [f"package {package.id}", *noted(package.doc)]
        for interface in package.interfaces:
            lines += ["", f"interface {interface.id}", *noted(interface.doc), *body(interface)]
        for world in package.worlds:
            lines += ["", f"world {world.id}", *noted(world.doc)]
            for word, externs in (("import", world.imports), ("export", world.exports)):
                lines += [line for one in externs for line in outside(word, one)]
        lines.append("")
    return "\n".join(lines)


def noted(doc: str) -> list[str]:
    return [f"  | {line}" for line in doc.splitlines()]


def body(interface: wit.WitInterface) -> list[str]:
    lines = []
    for one in interface.types:
        lines += [f"  {one.name} = {plain(one.type)}  ({one.place})", *noted(one.doc)]
        lines += [f"    {part.name}: {part.doc}" for part in one.parts if part.doc]
    for function in interface.functions:
        lines += [f"  {function.name}: {function.type}", *noted(function.doc)]
        lines += [f"    @{gate.kind} {gate.value}" for gate in function.gates]
    return lines


def plain(type_: Type) -> str:
    declared = getattr(type_, "declared", None)
    return f"{type(type_).__name__.lower()} {declared}" if declared else str(type_)


def outside(word: str, one: wit.WitExtern) -> list[str]:
    match one.item:
        case wit.WitInterface(id=id_) as inside:
            named = f"  {word} {one.name}" + (f": {id_}" if id_ not in ("", one.name) else "")
            return [named, *(f"  {line}" for line in body(inside))] if not id_ else [named]
        case wit.WitFunction(type=type_):
            return [f"  {word} {one.name}: {type_}"]
        case wit.WitType(type=type_):
            return [f"  {word} type {one.name} = {plain(type_)}"]


# --- what no oracle says --------------------------------------------------------------------


def test_documentation_is_looked_up() -> None:
    resolved = oracle.read(CASES / "types.wit")
    values = "test:types/values@1.2.0-rc.1+build.7"
    assert resolved.root.doc == "Everything that a type can be."
    assert resolved.doc("values") == "Types of values."
    assert resolved.doc(values, "plain", "a") == "True or false."
    assert resolved.doc(values, "plain", "j") == "Half of a\nnumber."
    assert resolved.doc(values, "all") == "Takes all."
    assert resolved.doc(values, "nowhere") == resolved.doc("nowhere", "all") == ""
    world = resolved.world("all")
    assert world is not None
    assert world.doc == ""


def test_names_of_types_lead_to_their_declarations() -> None:
    files = oracle.files_of(CASES / "shop")
    resolved = wit.read(files, Report(), owner="shop")
    cart = resolved.interface("cart")
    assert cart is not None
    old = next(one for one in cart.types if one.name == "old-coin")
    assert isinstance(old.type, Record)
    assert old.type.declared == TypeName("shop", "old-coin", "deps/old-money.wit:2:26")
    assert old.used
    place = files["shop.wit"].index("old-coin")
    assert (old.span.file, old.span.start) == ("shop.wit", place)


def test_a_component_tells_where_its_names_are_declared() -> None:
    files = oracle.files_of(CASES / "shop")
    offered = wit.read(files, Report(), owner="shop").root.component
    price = next(one for one in offered.functions if one.name == "price")
    old = next(one for one in offered.types if one.name == "old-coin")
    for note, path, text in (
        (price.note, "shop.wit", "price"),
        (price.note.part(price.type.params[0].name), "shop.wit", price.type.params[0].name),
        (old.note, "deps/old-money.wit", "coin"),
        (offered.note, "shop.wit", "package test:shop@1.0.0;"),
    ):
        assert note.span is not None
        assert note.span.file == path
        assert files[path][note.span.start : note.span.end] == text
    assert price.note.part("nowhere").span is None


def test_unstable_items_are_there_only_for_their_feature() -> None:
    files = oracle.files_of(CASES / "gates.wit")

    def names(features: wit.Features) -> list[str]:
        root = wit.read(files, Report(), features=features).root
        functions = [one.name for each in root.interfaces for one in each.functions]
        return functions + [one.name for one in root.worlds[0].imports]

    assert names(wit.Features()) == ["plain"]
    assert names(wit.Features(frozenset({"other"}))) == ["plain", "old"]
    tricks = "test:gates/tricks@2.1.0"
    assert names(wit.Features(frozenset({"fancy"}))) == ["perform", "plain", "go", tricks]
    assert names(oracle.EVERY) == ["perform", "plain", "old", "go", tricks]


def test_a_folder_stands_below_another() -> None:
    below = {f"x/wit/{path}": text for path, text in oracle.files_of(CASES / "shop").items()}
    beside = below | {"x/other.wit": "package", "x/wit/deps/a/b/deep.wit": "no WIT"}
    resolved = wit.read(beside, Report(), folder="x/wit")
    assert resolved.root.id == "test:shop@1.0.0"
    assert "x/other.wit" not in resolved.sources


def test_a_package_as_a_service_offers_all_its_interfaces() -> None:
    offered = oracle.read(CASES / "shop").root.component
    assert [f"{one.interface}#{one.name}" for one in offered.functions] == [
        "test:shop/cart@1.0.0#exchange",
        "test:shop/cart@1.0.0#price",
        "test:shop/stock@1.0.0#here",
    ]


def test_crlf_and_a_byte_order_mark_are_no_matter() -> None:
    text = (CASES / "types.wit").read_text("utf-8")
    one = wit.read({"types.wit": text}, Report()).root
    two = wit.read({"types.wit": "\ufeff" + text.replace("\n", "\r\n")}, Report()).root
    assert two.component == one.component
    assert two.doc == one.doc
    kinds = [t.type for t in two.interfaces[0].types if isinstance(t.type, Enum)]
    assert kinds == [Enum(("type", "b-2", "URL-of"))]

"""What flows do, by their graphs: a change is told of the flows that it reaches, and no others."""

from dataclasses import replace
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

import pytest
from tests.ir.test_document import CASES, SHOP
from tests.samples.sealed import fetch
from tests.stub import forge
from wasmtime import wat2wasm

from flowc import ir
from flowc.diff import difference
from flowc.pipeline import Compiled, compile_flow
from flowc.seal import write
from flowc.text.report import Report
from flowc.text.source import SourceFile
from flowrt.verify import VerifiedArchive

SOURCE = """\
package acme:hello@1.0.0;

use greeting from "components/greeting/greeting.wasm";

/// Greets.
export flow greet(name: string = "world") -> string { twice(name) }

export flow count(names: list<string>) -> u32 { fold one in names from 0 { acc + 1 } }

export flow plain(name: string) -> string { greeting.greet(name) }

flow twice(name: string) -> string {
  let one = greeting.greet(name);
  "{one} {one}"
}
"""


@cache
def compiled(source: str, component: bytes = b"") -> Compiled:
    """Compile a package; another component has other bytes, and the same types."""
    load = partial(fetch, "hello")
    return compile_flow(
        SourceFile("hello.flow", source), lambda path: load(path) + component, Report()
    )


def archive(source: str, component: bytes = b"", document: bytes | None = None) -> VerifiedArchive:
    made = compiled(source, component)
    assert made.document is not None
    graph = ir.document.write(made.document).encode() if document is None else document
    manifest = forge.MANIFEST
    documents = {"graph": graph} if graph else {}
    sealed = write(
        made.plan,
        made.component,
        {},
        manifest,
        [forge.ALICE],
        documents=documents,  # type: ignore[arg-type]  # its kind is known
    )
    return sealed.verified


def changes(source: str, component: bytes = b"", document: bytes | None = None) -> list[str]:
    return told(archive(SOURCE), archive(source, component, document))


def told(old: VerifiedArchive, new: VerifiedArchive) -> list[str]:
    found = difference(old, new)
    return [f"{one.name}: {one.what}" for one in found if one.kind == "flow"]


def test_nothing_changed() -> None:
    assert changes(SOURCE) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("let one", "// another comment\n  let one"),
        ("one = greeting", "first = greeting"),
        ("\n", "\n\n"),
    ],
)
def test_what_reads_otherwise_and_does_the_same_is_the_same(old: str, new: str) -> None:
    source = SOURCE.replace(old, new)
    source = source.replace('"{one} {one}"', '"{first} {first}"') if "first" in new else source
    assert changes(source) == []


def test_a_private_flow_is_told_of_where_it_is_called() -> None:
    assert changes(SOURCE.replace('"{one} {one}"', '"{one}, {one}"')) == [
        "greet: it does something else"
    ]


def test_a_flows_own_change_is_its_own() -> None:
    assert changes(SOURCE.replace("acc + 1", "acc + 2")) == ["count: it does something else"]


def test_another_component_is_told_of_where_it_is_called() -> None:
    more = b"\0\5\4more"
    assert changes(SOURCE, more) == [
        "greet: it calls another `greeting`",
        "plain: it calls another `greeting`",
    ]
    [change, _] = [
        one for one in difference(archive(SOURCE), archive(SOURCE, more)) if one.kind == "flow"
    ]
    data = fetch("hello", "components/greeting/greeting.wasm")
    assert change.old == f"sha256:{sha256(data).hexdigest()[:12]}"
    assert change.new == f"sha256:{sha256(data + more).hexdigest()[:12]}"


def test_documentation_is_no_behaviour() -> None:
    assert changes(SOURCE.replace("/// Greets.", "/// Greets twice.")) == [
        "greet: its text is another"
    ]


ASKING = """
use rates from rating as service;
interface rating { get: func() -> u64; }
export flow asks() -> u64 { rates.get() with { breaker(failures: 3) } }
"""


def test_when_a_service_is_left_alone_is_what_a_flow_does() -> None:
    one, other = (archive(f"{SOURCE}{text}") for text in (ASKING, ASKING.replace("3", "4")))
    assert told(one, other) == ["asks: it does something else"]


def test_a_new_flow_is_not_compared() -> None:
    more = "\nexport flow more() -> u32 { 1 }\n"
    assert changes(SOURCE + more) == ["more: it is new"]


def shop(source: str, **other: bytes) -> VerifiedArchive:
    """Return an archive in which components call flows that stand for what they import."""
    binaries = {path.stem: bytes(wat2wasm(path.read_text())) for path in CASES.glob("*.wat")}
    made = compile_flow(
        SourceFile("shop.flow", source),
        lambda path: binaries[Path(path).stem] + other.get(Path(path).stem, b""),
        Report(),
    )
    assert made.document is not None
    manifest = replace(forge.MANIFEST, package="acme:shop")
    graph = ir.document.write(made.document).encode()
    return write(
        made.plan, made.component, {}, manifest, [forge.ALICE], documents={"graph": graph}
    ).verified


def test_what_a_component_calls_is_part_of_what_calls_it() -> None:
    """`counted` stands for an import of `store`, which is what `work` calls."""
    one = shop(SHOP)
    two = shop(SHOP.replace("1000 / level", "2000 / level"))
    assert told(one, two) == ["work: it does something else"]
    three = shop(SHOP, logger=b"\0\5\4more")
    assert told(one, three) == ["work: it calls another `logger`"]


@pytest.mark.parametrize("document", [b"graph 99\n", b"graph", b"\xff", b"[" * 10_000])
def test_a_graph_that_cannot_be_read_says_nothing(document: bytes) -> None:
    assert changes(SOURCE.replace("acc + 1", "acc + 2"), document=document) == []


def test_an_archive_without_a_graph_says_nothing() -> None:
    assert changes(SOURCE.replace("acc + 1", "acc + 2"), document=b"") == []

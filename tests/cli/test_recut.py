"""`flowc recut`: an archive cut otherwise is what a build with these cuts gives."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop
from wasmtime import wat2wasm

import flowrt
from flowc.seal import describe, write
from flowc.seal.sign import read_signing_key
from flowrt.archive import format as f
from flowrt.archive.archive import open_archive, read_contents
from flowrt.engine import engine
from flowrt.plan.plan import read_plan

CASES = Path(__file__).parent / "cases" / "connected"
NAMES = ("desk", "shelf", "store", "logger", "pages")
SHOP = """\
package acme:shop@1.0.0;

use desk  from "desk.wasm" with {
  pages: shelf, fresh: fresh, review: reviewed, done: told, total: shelf.total,
};
use shelf from "shelf.wasm";
use store from "store.wasm" with { sink: { write: noted }, changed: counted };
use logger from "logger.wasm";
use stock from warehouse as service;

interface warehouse { left: func(level: u32) -> u32; }

/// Works on a page of so many levels.
export flow work(level: u32) -> tuple<u64, result<u32, string>> {
  (desk.work(level), store.save(stock.left(level)))
}

/// Says what becomes of each level, one beside the other.
export flow all(levels: list<u32>) -> list<result<u32, string>> {
  par for level in levels { logger.write({ level, text: "{level}" }) with { retry: 2 } }
}

export flow plain(level: u32) -> u32 {
  match logger.write({ level, text: "" }) { ok(n) => n, err(_) => 0 }
}

flow noted(entry: logger.entry) -> result<u32, string> {
  if entry.level > 100 { err("{entry.text} is too high") } else { ok(entry.level + 1) }
}

flow counted(level: u32) -> u32 { 1000 / level }

flow fresh(level: u32) -> result<shelf.page, string> { ok(shelf.page("{1000 / level}")) }

flow reviewed(page: shelf.page) -> shelf.page { page }

flow told(page: shelf.page) -> bool { shelf.page.size(page) > 0 }
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Return a workshop with an archive, `shop.flowpack`, whose sources stand in `source`."""
    made = Workshop(tmp_path_factory.mktemp("shop"))
    made.path("source").mkdir()
    for name in NAMES:
        text = (CASES / f"{name}.wat").read_text().replace("PARAM", "line")
        made.path(f"source/{name}.wasm").write_bytes(wat2wasm(text))
    made.path("source/shop.flow").write_text(SHOP)
    made.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml")
    made.well("flowc", "keygen", "other.key", "--trust", "other.toml")
    build(made, "shop.flowpack")
    return made


def build(shop: Workshop, output: str, *words: str) -> None:
    shop.well("flowc", "build", "source/shop.flow", "--key", "flowc.key", "-o", output, *words)


def recut(shop: Workshop, archive: str, output: str, *words: str) -> None:
    trust = ("--trust", "trust.toml", "--key", "flowc.key")
    shop.well("flowc", "recut", archive, "-o", output, *trust, *words)


def blobs(shop: Workshop, archive: str) -> Mapping[str, str]:
    """Return the digests of an archive's blobs, but for its provenance."""
    contents = read_contents(open_archive(shop.path(archive).read_bytes()))
    return {one.id: one.digest for one in contents.header.blobs if one.kind != "provenance"}


def outcomes(shop: Workshop, archive: str) -> list[object]:
    """Return what comes of each flow, faults and all."""
    services = {"stock": lambda _, given: given["level"] * 2}
    app = flowrt.open(shop.path(archive), shop.path("trust.toml"), services=services)
    calls = (
        ("work", {"level": 7}),
        ("work", {"level": 0}),
        ("all", {"levels": [1, 2, 500]}),
        ("plain", {"level": 3}),
    )
    return [told(lambda: app.call(*one)) for one in calls]  # noqa: B023 - it is called at once


def told(call: Callable[[], object]) -> object:
    try:
        return call()
    except flowrt.Fault as fault:
        return fault.code, fault.place, fault.facts


CUTS = [("desk",), ("logger.write", "store")]


@pytest.mark.parametrize("cuts", CUTS, ids="+".join)
def test_it_is_what_a_build_with_these_cuts_gives(shop: Workshop, cuts: tuple[str, ...]) -> None:
    words = [word for name in cuts for word in ("--cut", name)]
    recut(shop, "shop.flowpack", "cut.flowpack", *words)
    build(shop, "built.flowpack", *words)
    assert blobs(shop, "cut.flowpack") == blobs(shop, "built.flowpack")
    assert blobs(shop, "cut.flowpack") != blobs(shop, "shop.flowpack")
    assert outcomes(shop, "cut.flowpack") == outcomes(shop, "shop.flowpack")


def test_cuts_add_up_and_are_taken_back(shop: Workshop) -> None:
    recut(shop, "shop.flowpack", "one.flowpack", "--cut", "desk", "--portable")
    recut(shop, "one.flowpack", "two.flowpack", "--cut", "logger", "--uncut", "desk")
    build(shop, "built.flowpack", "--cut", "logger")
    assert blobs(shop, "two.flowpack") == blobs(shop, "built.flowpack")


def test_the_stub_hands_over_and_the_sources_are_not_needed(shop: Workshop, tmp_path: Path) -> None:
    apart = Workshop(tmp_path)
    for name in ("shop.flowpack", "trust.toml", "flowc.key"):
        shutil.copy(shop.path(name), apart.path(name))
    words = ("--cut", "desk", "--key", "flowc.key", "--output", "cut.flowpack", "--portable")
    apart.well("flowrt", "recut", "shop.flowpack", *words, FLOWRT_TRUST="trust.toml")
    facts = json.loads(apart.well("flowrt", "inspect", "cut.flowpack", "--json"))
    assert ("work", "call", "desk.work") in [
        (one["flow"], one["for"], one["called"]) for one in facts["waits"]
    ]


def test_who_cuts_signs_and_provenance_names_the_archive(shop: Workshop) -> None:
    words = ("--key", "other.key", "--trust", "trust.toml", "--portable", "--build", "3")
    shop.well("flowc", "recut", "shop.flowpack", "--cut", "desk", "-o", "other.flowpack", *words)
    ours = shop.run("flowrt", "verify", "other.flowpack", "--trust", "trust.toml")
    assert (ours.returncode, "R201" in ours.stderr) == (3, True)
    shop.well("flowrt", "verify", "other.flowpack", "--trust", "other.toml")
    told = json.loads(
        shop.well("flowrt", "inspect", "other.flowpack", "--provenance", "--trust", "other.toml")
    )
    asked = told["predicate"]["buildDefinition"]
    digest = json.loads(shop.well("flowrt", "inspect", "shop.flowpack", "--json"))["digest"]
    assert asked["buildType"] == "urn:flowc:recut:1"
    assert asked["externalParameters"] == {
        "archive": digest, "build": 3, "cut": ["desk"], "source": "shop.flow", "targets": [],
    }  # fmt: skip


def test_its_sources_make_it_again_to_the_byte(shop: Workshop) -> None:
    recut(shop, "shop.flowpack", "again.flowpack", "--cut", "desk", "--portable")
    words = ("source/shop.flow", "--check", "--trust", "trust.toml")
    shop.well("flowc", "rebuild", "again.flowpack", *words)


REFUSALS = [
    (("--cut", "desc"), 1, "error[F505] there is nothing to cut: no flow calls `desc`"),
    (("--cut", "shelf"), 1, "error[F504] a component calls a flow that has to wait"),
    (("--uncut", "desk"), 1, "error[F533] this was not cut: no `--cut desk` was asked for"),
    (("--cut", "desk", "--trust", "other.toml"), 3, "refused[R201]"),
]


@pytest.mark.parametrize(("words", "code", "said"), REFUSALS)
def test_what_cannot_be_done_is_refused(
    shop: Workshop, words: tuple[str, ...], code: int, said: str
) -> None:
    given = ("--key", "flowc.key", "--trust", "trust.toml", "-o", "no.flowpack", "--format=short")
    done = shop.run("flowc", "recut", "shop.flowpack", *given, *words)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert not shop.path("no.flowpack").exists()


def test_the_nearest_names_are_told(shop: Workshop) -> None:
    given = ("--key", "flowc.key", "--trust", "trust.toml", "-o", "no.flowpack")
    done = shop.run("flowc", "recut", "shop.flowpack", *given, "--cut", "loger.write")
    assert "help: it calls `logger.write`" in done.stderr


def resealed(shop: Workshop, **documents: bytes) -> str:
    """Write the archive again with other documents; return its name."""
    contents = read_contents(open_archive(shop.path("shop.flowpack").read_bytes()))
    key = read_signing_key(shop.path("flowc.key").read_bytes(), "flowc.key")
    plan = read_plan(bytes(contents.view(contents.header.blob("plan"))))
    component = bytes(contents.view(contents.header.blob("component")))
    manifest = describe(plan, {}, engine.host().engine)
    kept: dict[f.Document, bytes] = {
        kind: documents[kind] for kind in f.DOCUMENTS if kind in documents
    }
    sealed = write(plan, component, {}, manifest, [key], documents=kept)
    shop.path("resealed.flowpack").write_bytes(sealed.data)
    return "resealed.flowpack"


def graph(shop: Workshop) -> bytes:
    words = ("--graph", "--trust", "trust.toml")
    return shop.well("flowrt", "inspect", "shop.flowpack", *words).encode()


def test_archives_without_a_graph_that_can_be_used_are_refused(shop: Workshop) -> None:
    text = graph(shop)
    for documents, said in (
        ({}, "error[F530] the archive does not hold its graph"),
        ({"graph": text.replace(b"graph 1", b"graph 9", 1)}, "error[F531] the graph in the"),
        ({"graph": b"\xff"}, "error[F531] the graph in the"),
        ({"graph": text.replace(b'binary "', b'binary "0', 1)}, "error[F532] the archive does not"),
    ):
        archive = resealed(shop, **documents)
        words = ("--key", "flowc.key", "--trust", "trust.toml", "-o", "no.flowpack")
        done = shop.run("flowc", "recut", archive, *words, "--format=short")
        assert (done.returncode, said in done.stderr) == (1, True), done.stderr
        assert not shop.path("no.flowpack").exists()


def test_a_key_is_asked_for_before_anything_is_compiled(shop: Workshop) -> None:
    words = ("--cut", "desk", "--trust", "trust.toml", "-o", "no.flowpack", "--format=short")
    done = shop.run("flowc", "recut", "shop.flowpack", *words)
    assert (done.returncode, "error[F006]" in done.stderr) == (1, True)

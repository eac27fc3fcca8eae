"""What a server says that it has is compared with what is called of it, as the stub compares."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread

import pytest
from tests.web.conftest import Build, Built, node

from flowc.web.data import titles
from flowrt.catalogue import read_published
from flowrt.plan.cuts import Service, ServiceFunction
from flowrt.plan.shapes import (
    EnumOf,
    FlagsOf,
    ListOf,
    OptionOf,
    Prim,
    RecordOf,
    ResultOf,
    Shape,
    TupleOf,
    VariantOf,
    encode_shape,
)
from flowrt.problems.refusals.rights import Unfit
from flowrt.run.services import compare

RUNTIME = files("flowc.web") / "runtime"
BYTE, TEXT = Prim("u8"), Prim("string")
EVERY: tuple[Shape, ...] = (
    BYTE, TEXT, ListOf(BYTE), OptionOf(TEXT), OptionOf(OptionOf(BYTE)), ResultOf(None, None),
    ResultOf(BYTE, None), ResultOf(None, TEXT), ResultOf(BYTE, TEXT), TupleOf((BYTE, TEXT)),
    RecordOf("sum", (("net", BYTE),)), RecordOf("total", (("net", BYTE),)),
    RecordOf(None, (("net", BYTE), ("to", TEXT))), VariantOf(None, (("a", None), ("b", BYTE))),
    VariantOf("v", (("a", None), ("b", BYTE))), EnumOf("level", ("low", "high")),
    EnumOf(None, ("low", "high")), FlagsOf("days", ("mon", "tue")), FlagsOf(None, ("mon",)),
)  # fmt: skip
COMPARES = """
import { readFileSync } from "node:fs";
const { services, texts, TITLES } = JSON.parse(readFileSync(0, "utf8"));
Object.assign(globalThis, { PACKAGE: { services }, TITLES });
const { Agreed } = await import("./agreed.js");
const scope = { within: () => scope };
const came = [];
for (const [component, text] of texts) {
  const answer = { ok: true, text: async () => text };
  try {
    await new Agreed().seeTo({ component }, async () => answer, scope);
    came.push(null);
  } catch (error) {
    came.push([error.code, error.path, error.expected, error.found]);
  }
}
console.log(JSON.stringify(came));
"""


def says(flows: dict[str, tuple[list[tuple[str, Shape, bool]], Shape]]) -> str:
    """Return what a server publishes."""
    told = {
        name: {
            "params": [[param, encode_shape(shape), required] for param, shape, required in params],
            "result": encode_shape(result),
        }
        for name, (params, result) in flows.items()
    }
    return json.dumps({"schema": 1, "package": "acme:other", "plan": "", "flows": told})


def called(shape: Shape, result: Shape | None) -> Service:
    return Service("some", (ServiceFunction("", "screen", (("one", shape),), result),))


def cases() -> Iterator[tuple[Service, str]]:
    for asked in EVERY:
        for given in EVERY:
            flow = ([("one", given, True)], BYTE)
            yield called(asked, BYTE), says({"screen": flow})
            yield called(BYTE, asked), says({"screen": ([("one", BYTE, True)], given)})
    service = called(BYTE, None)
    one, more = ("one", BYTE, True), ("more", TEXT, True)
    yield service, says({})
    yield service, says({"other": ([one], BYTE), "another": ([one], BYTE)})
    yield service, says({"screen": ([], TEXT)})
    yield service, says({"screen": ([one, more], TEXT)})
    yield service, says({"screen": ([one, ("more", TEXT, False)], TEXT)})
    yield service, says({"screen": ([one, ("more", OptionOf(TEXT), True)], TEXT)})


def told_by_the_stub(service: Service, text: str) -> list[str] | None:
    try:
        compare(service, read_published(text.encode()).entries)
    except Unfit as refusal:
        return [refusal.code, refusal.place, refusal.expected, refusal.found]
    return None


def compared(tmp_path: Path, given: list[tuple[Service, str]]) -> list[list[str] | None]:
    """Return what JavaScript makes of each, which knows services by their numbers."""
    for name in ("agreed.js", "spelled.js", "said.js", "problems.js"):
        (tmp_path / name).write_text((RUNTIME / name).read_text())
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "compares.mjs").write_text(COMPARES)
    services = {
        f"{at}": {
            one.name: {
                "params": [[name, encode_shape(shape)] for name, shape in one.params],
                "result": None if one.result is None else encode_shape(one.result),
            }
            for one in service.functions
        }
        for at, (service, _) in enumerate(given)
    }
    texts = [[f"{at}", text] for at, (_, text) in enumerate(given)]
    asked = {"services": services, "texts": texts, "TITLES": titles()}
    came: list[list[str] | None] = json.loads(
        node(tmp_path / "compares.mjs", json.dumps(asked, ensure_ascii=False))
    )
    for at, one in enumerate(came):
        if one is not None:
            assert one[1] == f"{at}"
            one[1] = given[at][0].name
    return came


def test_what_fits_and_how_it_is_told_is_as_in_the_stub(tmp_path: Path) -> None:
    given = list(cases())
    told = [told_by_the_stub(*one) for one in given]
    assert compared(tmp_path, given) == told
    assert 0 < told.count(None) < len(told)


@pytest.mark.parametrize(
    "text",
    ["", "no JSON", "[]", "7", '{"schema":2,"flows":{}}', '{"schema":1}',
     '{"schema":1,"flows":{"screen":{}}}', '{"schema":1,"flows":{"screen":{"params":[7]}}}'],
)  # fmt: skip
def test_what_is_no_signature_is_no_fit(tmp_path: Path, text: str) -> None:
    [came] = compared(tmp_path, [(called(BYTE, None), text)])
    assert came is not None
    assert came[:3] == ["R215", "some", "a signature"]
    with pytest.raises(ValueError, match=r".*"):
        read_published(text.encode())


FLOW = """\
package acme:asks@1.0.0;

use fraud from screening as service;

interface screening { screen: func(net: u64) -> bool; }

export flow clear(net: u64) -> bool {
  fraud.screen(net) with { retry: 1, backoff: 1ms, fallback: true }
}
export flow slow(net: u64) -> bool { fraud.screen(net) with { timeout: 300ms } }
"""


@pytest.fixture(scope="module")
def asks(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Built:
    source = tmp_path_factory.mktemp("agreed") / "asks.flow"
    source.write_text(FLOW)
    return build(source)


class Server:
    """A server that says what it is told to, and lists what it was asked."""

    def __init__(self) -> None:
        self.signatures: list[str | None] = []
        self.seen: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.seen.append(self.path)
                told = outer.signatures.pop(0)
                self.answer(503 if told is None else 200, told or "")

            def do_POST(self) -> None:
                outer.seen.append(self.path)
                self.answer(200, "false")

            def answer(self, status: int, text: str) -> None:
                self.send_response(status)
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_port}"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    with made.http:
        Thread(target=made.http.serve_forever, daemon=True).start()
        yield made
        made.http.shutdown()


FITS = says({"screen": ([("net", Prim("u64"), True)], Prim("bool"))})
OTHER = says({"screen": ([("net", Prim("u8"), True)], Prim("bool"))})
CLEAR = ("clear", '{"net": 1}')


def test_a_server_is_compared_once(asks: Built, server: Server) -> None:
    server.signatures = [FITS]
    came = asks.in_node([CLEAR] * 3, {"services": {"fraud": server.address}})
    assert came == [{"text": "false"}] * 3
    assert server.seen == ["/v1/signature", *["/v1/flows/screen"] * 3]


def test_one_that_does_not_fit_is_refused_and_nothing_stands_in(
    asks: Built, server: Server
) -> None:
    server.signatures = [OTHER, OTHER]
    came = asks.in_node([CLEAR] * 2, {"services": {"fraud": {"url": server.address}}})
    for one in came:
        assert (one["code"], one["path"]) == ("R215", "fraud")
        assert one["expected"] == "screen: func(net: u64) -> bool"
        assert one["found"] == "screen: func(net: u8) -> bool"
    assert server.seen == ["/v1/signature"] * 2


def test_one_that_says_nothing_has_failed_until_it_does(asks: Built, server: Server) -> None:
    server.signatures = [None, FITS]
    [came] = asks.in_node([CLEAR], {"services": {"fraud": server.address}})
    assert came == {"text": "false"}
    assert server.seen == ["/v1/signature", "/v1/signature", "/v1/flows/screen"]
    server.signatures = [None]
    [came] = asks.in_node([("slow", '{"net": 1}')], {"services": {"fraud": server.address}})
    assert came["code"] == "R430"
    assert came["detail"] == "it publishes nothing: it answered 503"


def test_calls_beside_each_other_wait_for_one_comparison(
    asks: Built, server: Server, tmp_path: Path
) -> None:
    server.signatures = [FITS]
    script = tmp_path / "beside.mjs"
    script.write_text(f"""
        import {{ open }} from "{asks.module.as_uri()}";
        const app = open({{ services: {{ fraud: "{server.address}" }} }});
        const asked = [1, 2, 3].map((net) => app.call("clear", {{ net }}));
        console.log(JSON.stringify(await Promise.all(asked)));
    """)
    assert json.loads(node(script, "")) == [False] * 3
    assert server.seen == ["/v1/signature", *["/v1/flows/screen"] * 3]

"""FORMAT.md: its test vector is what the writer writes, and messages cite sections it has."""

import hashlib
import re
from importlib import import_module
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from flowc.cli.explain import STUB
from flowc.seal import write
from flowc.seal.sign import SigningKey
from flowrt.archive import format as f
from flowrt.archive.archive import open_archive
from flowrt.plan.plan import Plan, read_plan
from flowrt.problems.every import every_problem
from flowrt.problems.report import Problem
from flowrt.trust.file import read_trust

PAGE = (Path(__file__).parents[2] / "runtime_stub" / "FORMAT.md").read_text(encoding="utf-8")
BLOCKS = {
    name: "".join(text.split())
    for name, text in re.findall(r"```(?:hex|json) (\w+)\n(.*?)```", PAGE, re.DOTALL)
}
NUMBERS = re.findall(r"^##+ ([0-9]+(?:\.[0-9]+)?)", PAGE, re.MULTILINE)
SECTIONS = set(NUMBERS)
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
PLAN = Plan("acme:hello", "1.0.0", "acme:hello/flows@1.0.0", "flowc:run/door@0.1.0", ())
MANIFEST = f.Manifest(
    "acme:hello",
    "1.0.0",
    f.Engine("wasmtime", "50.0.1", {"epoch_interruption": True}),
    f.Compiler("flowc", "0.1.0"),
)


def test_the_vector_is_what_the_writer_writes() -> None:
    documents: dict[f.Document, bytes] = {"drawing": BLOCKS["drawing"].encode()}
    component = bytes.fromhex(BLOCKS["component"])
    data = write(PLAN, component, {}, MANIFEST, [KEY], documents=documents).data
    archive = open_archive(data)
    found = {
        "plan": data[4096 : data.index(0, 4096)].hex(),
        "component": data[8192 : 8192 + len(component)].hex(),
        "drawing": data[12288:].decode(),
        "header": archive.header.decode(),
        "front": data[:16].hex(),
        "signatures": b"".join(s.encode() for s in archive.signatures).hex(),
        "file": hashlib.sha256(data).hexdigest(),
        "pieces": f.digest_of("component", bytes(300_000)),
    }
    assert found == BLOCKS
    assert len(data) == 12290


def test_sections_have_a_number_each_in_order() -> None:
    order = [tuple(map(int, number.split("."))) for number in NUMBERS]
    assert order == sorted(set(order))


def test_the_vectors_parts_read_back() -> None:
    assert read_plan(bytes.fromhex(BLOCKS["plan"])) == PLAN
    assert KEY.public.line in PAGE
    signed = f.signed_bytes(BLOCKS["header"].encode())
    assert KEY.public.signed(signed, bytes.fromhex(BLOCKS["signatures"])[17:])
    assert f"DSSEv1 {len(f.HEADER_TYPE)} {f.HEADER_TYPE.decode()} " in PAGE


def test_the_trust_file_of_the_page_is_read() -> None:
    [text] = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert [publisher.name for publisher in read_trust(text).publishers] == ["acme"]


for module in STUB:
    import_module(module)
PROBLEMS = every_problem()
BY_NAME = pytest.mark.parametrize("kind", PROBLEMS, ids=lambda kind: f"{kind.code}-{kind.__name__}")


@BY_NAME
def test_a_problem_cites_a_section_that_exists(kind: type[Problem]) -> None:
    assert not kind.rule or kind.rule.removeprefix("FORMAT ") in SECTIONS


@BY_NAME
def test_a_problem_is_explained(kind: type[Problem]) -> None:
    assert re.fullmatch(r"R[1-5][0-9]{2}", kind.code)
    assert kind.__doc__ != (kind.__base__ or object).__doc__
    assert kind.title
    assert kind.help
    assert kind.title[0].islower() or not kind.title[0].isalpha()


def test_codes_are_unique() -> None:
    queue: list[type[Problem]] = [Problem]
    codes = []
    for kind in queue:
        queue += kind.__subclasses__()
        codes += [kind.code] if kind.code and kind.__module__.startswith("flowrt.") else []
    assert len(set(codes)) == len(codes) == len(PROBLEMS)

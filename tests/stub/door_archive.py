"""A hand-made archive around `door.wat`, sealed by the real writer, for tests of the runner."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from wasmtime import wat2wasm

from flowc.seal.sign import SigningKey, generate
from flowc.seal.write import write
from flowrt.archive import format as f
from flowrt.engine import engine
from flowrt.plan.plan import Entry, Parameter, Plan, Site
from flowrt.plan.shapes import (
    EnumOf,
    FlagsOf,
    ListOf,
    OptionOf,
    Prim,
    RecordOf,
    ResultOf,
    VariantOf,
)
from flowrt.rights.limits import Limits
from flowrt.run.runner import Isolation, Runner
from flowrt.trust.policy import Publisher, Trust
from flowrt.trust.text import encode_trust
from flowrt.verify import Native, VerifiedArchive

DOOR = "flowc:run/door@0.1.0"
TEXT = Prim("string")
LINE = RecordOf("line", (("sku", TEXT), ("qty", Prim("u32"))))
CART = Parameter("cart", ListOf(LINE), "What is bought.", required=True, default=None)
COUNTRY = Parameter("country", TEXT, "", required=False, default='"IE"')
CHECKOUT = Entry("checkout", 0, "Prices a cart.\nSlowly.", (CART, COUNTRY), ResultOf(LINE, TEXT))
COUNT = Entry("count", 1, "", (), Prim("u32"))
EVERYTHING = Entry(
    "everything",
    2,
    "",
    tuple(
        Parameter(name, shape, "", required=False, default=None)
        for name, shape in {
            "text": OptionOf(TEXT),
            "number": OptionOf(Prim("s32")),
            "quick": OptionOf(Prim("bool")),
            "letter": OptionOf(Prim("char")),
            "colour": OptionOf(EnumOf("colour", ("red", "green"))),
            "rights": OptionOf(FlagsOf("rights", ("read", "write"))),
            "choice": OptionOf(VariantOf("choice", (("none", None), ("some", Prim("u8"))))),
            "twice": OptionOf(OptionOf(Prim("u8"))),
            "json": OptionOf(ListOf(Prim("u8"))),
        }.items()
    ),
    TEXT,
)
KEY = generate()
TRUST = Trust((Publisher("acme", (KEY.public,), ("acme:*",)),))
_SITES = (
    ("call", "pricing", "price", "shop.flow:4:9"),
    ("division", "", "", "shop.flow:9:1"),
    ("call", "pricing", "deep", "shop.flow:5:1"),
)


@cache
def component(text: str | None = None) -> bytes:
    """Return the door's component, or that of another text."""
    return bytes(wat2wasm(text or door_text()))


def door_text() -> str:
    return (Path(__file__).parent / "door.wat").read_text()


@cache
def native(code: bytes) -> bytes:
    return engine.compile_native(code)


def sites(code: bytes) -> tuple[Site, ...]:
    """Return the sites of the markers in the door's glue."""
    found = []
    for i, (kind, part, function, place) in enumerate(_SITES):
        marker = bytes([0x41, 0x80 | i, 0x80, 0xC0, 0xF8, 0x07, 0x1A])
        at = code.index(marker) + len(marker)
        found.append(Site(at, kind, "checkout", part, function, place))
    return tuple(sorted(found, key=lambda site: site.offset))


def seal(  # noqa: PLR0913 - each is one thing that a test varies
    code: bytes | None = None,
    *,
    entries: tuple[Entry, ...] = (CHECKOUT, COUNT, EVERYTHING),
    limits: Mapping[str, int] | None = None,
    natives: Mapping[str, Native] | None = None,
    key: SigningKey = KEY,
    has_sites: bool = True,
    capabilities: tuple[str, ...] = (),
    build: int = 0,
) -> tuple[bytes, VerifiedArchive]:
    """Return an archive's bytes and the same archive verified."""
    code = component() if code is None else code
    here = engine.host()
    plan = Plan(
        "acme:shop",
        "1.2.3",
        "acme:shop/flows@1.2.3",
        DOOR,
        entries,
        sites(code) if has_sites else (),
    )
    by_target = {here.target: Native(native(code))} if natives is None else natives
    manifest = f.Manifest(
        "acme:shop",
        "1.2.3",
        here.engine,
        f.Compiler("flowc", "0.1.0"),
        limits=limits,
        capabilities=capabilities,
        build=build,
    )
    sealed = write(plan, code, by_target, manifest, [key])
    return sealed.data, sealed.verified


def runner(
    isolation: Isolation = "call",
    limits: Limits | None = None,
    header: Mapping[str, int] | None = None,
) -> Runner:
    return Runner(seal(limits=header)[1], limits, isolation)


def write_files(folder: Path) -> tuple[Path, Path]:
    """Write an archive and a trust file for it; return their paths."""
    archive, trust = folder / "shop.flowpack", folder / "trust.toml"
    archive.write_bytes(seal()[0])
    trust.write_text(encode_trust(TRUST))
    return archive, trust

"""Executables for Windows and macOS as a reader of others finds them: nothing is run here.

The engine's library is a stand-in, which is enough to see where everything lies.
"""

import hashlib
import struct
from importlib.resources import files

import lief
import pytest
from tests.stub.forge import ALICE, seal

from flowc import bundle
from flowc.bundle import codesign
from flowc.bundle.macho import SIGNATURE, Macho
from flowc.bundle.pe import Pe
from flowc.text.diagnostic import InternalError

ARCHIVE = seal()
ENGINE = b"an engine's library" * 4321
MACS = pytest.mark.parametrize("machine", ["aarch64-macos", "x86_64-macos"])


def made(machine: str, engine: bytes = ENGINE) -> bytes:
    return bundle.executable(ARCHIVE, "acme:hello", [ALICE.public], engine, machine)


def part(name: str) -> bytes:
    return files("flowc.bundle").joinpath(name).read_bytes()


def macho(data: bytes) -> lief.MachO.Binary:
    """Return the program in a file whose layout is sound."""
    fat = lief.MachO.parse(list(data))
    assert fat is not None
    assert lief.MachO.check_layout(fat) == (True, "")
    program = fat.at(0)
    assert program is not None
    return program


@MACS
def test_on_macos_archive_and_engine_are_sections_before_the_last_segment(machine: str) -> None:
    data = made(machine)
    program = macho(data)
    *_, payload, last = program.segments
    assert (payload.name, last.name) == ("__FLOWC", "__LINKEDIT")
    assert (payload.init_protection, payload.max_protection) == (1, 1)
    for name, content in (("__archive", ARCHIVE), ("__engine", ENGINE)):
        (section,) = (one for one in payload.sections if one.name == name)
        assert data[section.offset : section.offset + section.size] == content
    assert last.file_offset + last.file_size == len(data)
    assert sum(size for _, size in bundle.weights(data)) == len(data)


@MACS
def test_on_macos_the_signature_covers_all_before_it(machine: str) -> None:
    data = made(machine)
    signature = macho(data).code_signature
    assert isinstance(signature, lief.MachO.CodeSignature)
    at = signature.data_offset
    directory = data[at + 20 :]
    limit, pages = struct.unpack_from(">I", directory, 32)[0], directory[39]
    assert (limit, pages) == (at, 12)
    hashes, count = (struct.unpack_from(">I", directory, place)[0] for place in (16, 28))
    found = [directory[hashes + 32 * n : hashes + 32 * (n + 1)] for n in range(count)]
    page = 1 << pages
    assert found == [
        hashlib.sha256(data[i : min(i + page, at)]).digest() for i in range(0, at, page)
    ]
    assert at + struct.unpack_from(">I", data, at + 4)[0] == len(data)


def test_the_signature_is_as_a_linker_writes_it() -> None:
    """Zig's linker signed the launcher; ours of the same bytes differs in the name alone."""
    launcher = part("launcher-aarch64-macos")
    (command,) = (one for one in Macho(launcher).commands if one.kind == SIGNATURE)
    at = command.field(8)
    text = next(one for one in Macho(launcher).segments if one.name == b"__TEXT")
    theirs, ours = launcher[at:], codesign.signature(launcher[:at], text.held, 14)
    fields = struct.Struct(">IIIIIIIIIBBBBIIIIQQQQ")
    sizes = (1, 4)  # the length, and where the hashes are
    one, other = (list(fields.unpack_from(sign, 20)) for sign in (theirs, ours))
    assert [value for i, value in enumerate(one) if i not in sizes] == [
        value for i, value in enumerate(other) if i not in sizes
    ]
    count = one[7]
    assert theirs[20 + one[4] :][: 32 * count] == ours[20 + other[4] :][: 32 * count]


@MACS
def test_on_macos_what_is_thin_has_no_engine(machine: str) -> None:
    data = bundle.thin(ARCHIVE, "acme:hello", [ALICE.public], bytes(range(32)), machine)
    assert macho(data).has_code_signature
    assert dict(bundle.weights(data))["engine"] == 0
    assert bytes(range(32)) in data


def test_on_windows_the_archive_is_the_last_section() -> None:
    data = made("x86_64-windows", part("thin-x86_64-windows"))
    program = lief.PE.parse(list(data), lief.PE.ParserConfig.all)
    assert program is not None
    assert lief.PE.check_layout(program) == (True, "")
    *_, section = program.sections
    assert section.name == ".flowpk"
    assert data[section.offset :][: section.virtual_size] == ARCHIVE
    assert section.offset + section.size == len(data)
    assert {one.name for one in program.imports} == {"KERNEL32.dll"}
    assert sum(size for _, size in bundle.weights(data)) == len(data)


@pytest.mark.parametrize(
    ("machine", "engine"),
    [("x86_64-windows", b"no library"), ("x86_64-linux", b"no library"), ("x86_64-windows", b"MZ")],
)
def test_an_engine_of_another_format_is_a_mistake_of_ours(machine: str, engine: bytes) -> None:
    with pytest.raises(InternalError, match="a part of the executable is no 64-bit"):
        made(machine, engine)


def test_a_function_that_is_not_imported_has_no_slot() -> None:
    with pytest.raises(InternalError, match="does not import Beep"):
        Pe(part("thin-x86_64-windows")).slot(b"Beep")

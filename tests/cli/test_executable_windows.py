"""Executables for Windows, made here: what an independent reader finds in them, and what Wine does.

They run the way those for this machine do, whose output they are compared with.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lief
import pytest
from tests.cli.conftest import Workshop
from tests.cli.executables import KINDS, Case, start
from tests.cli.test_executable_waits import CASES as WAITING
from tests.cli.test_executable_waits import FLOW as WAITS
from tests.cli.wine import WINE, Wine, wine
from wasmtime import wat2wasm

from flowrt.target import this_target

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(this_target() != "x86_64-linux", reason="nothing to compare with"),
]
NOTE = re.compile(rb"note: the component was compiled here, [^\n]*\n")
CASES = (
    Case(("div", "--a", "6", "--b", "3")),
    Case(("div", "--a", "6", "--b", "0")),
    Case(("div", "--a", "x", "--b", "0")),
    Case(("div", "--a", "6")),
    Case(("few", "--n", "9")),
    Case(("kinds", "--c", "ß")),
    Case(("kinds", "--c", "@one.txt")),
    Case(("kinds", "--c", '"')),
    Case(("kinds", "--c", "x", "--big", "maybe")),
    Case(("none",)),
    Case(("div",), b'{"a": 6, "b": 2}'),
    Case(("few", "--lines"), b"1\n2\n9\n"),
    Case(("few", "--lines", "--isolation", "stream"), b"1\r\n2\r\n9"),
    Case(("few", "--lines", "--keep-going"), b'1\n"x"\n9\n'),
    Case(("few", "--n", "1", "--limit", "memory_bytes=64K,total_memory_bytes=64K")),
    Case(("few", "--n", "1", "--json", "--limit", "fuel=1")),
    Case(("few", "--n", "1", "--timeout", "0")),
    Case(("--version",)),
    Case(("--help",)),
    Case(("few", "--help")),
)


FILES = """package acme:files@1.0.0;
use pieces from "pieces.wasm" needs files("data", write);
export flow wrote(size: u32) -> u32 needs files("data", write) { pieces.wrote(size) }
export flow read(size: u32) -> u32 needs files("data", write) { pieces.read(size) }
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Return a workshop with flows as programs for this machine and for Windows."""
    workshop = Workshop(tmp_path_factory.mktemp("windows"))
    workshop.path("kinds.flow").write_text(KINDS)
    workshop.path("waits.flow").write_text(WAITS)
    workshop.path("files.flow").write_text(FILES)
    code = (Path(__file__).parents[1] / "stub" / "pieces.wat").read_text()
    workshop.path("pieces.wasm").write_bytes(wat2wasm(code))
    workshop.path("one.txt").write_text("ü")
    workshop.well("flowc", "keygen", "flowc.key")
    for name in ("kinds", "waits", "files"):
        words = ("flowc", "build", f"{name}.flow", "-k", "flowc.key", "-o")
        workshop.well(*words, name, "--target", "exe")
        workshop.well(*words, f"{name}.exe", "--target", "exe:x86_64-windows")
        workshop.well(*words, f"{name}.flowpack", "--portable")
    return workshop


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    if WINE is None:
        pytest.skip("Wine is not installed")
    with wine(tmp_path_factory.mktemp("wine")) as one:
        yield one


def parsed(path: Path) -> lief.PE.Binary:
    program = lief.PE.parse(str(path), lief.PE.ParserConfig.all)
    assert program is not None
    return program


def test_a_reader_of_others_finds_the_archive_in_a_section_of_its_own(made: Workshop) -> None:
    program = parsed(made.path("kinds.exe"))
    assert lief.PE.check_layout(program) == (True, "")
    assert program.optional_header.subsystem == lief.PE.OptionalHeader.SUBSYSTEM.WINDOWS_CUI
    (section,) = (one for one in program.sections if one.name == ".flowpk")
    archive = made.path("kinds.flowpack").read_bytes()
    assert bytes(section.content)[: section.virtual_size] == archive
    last = section.offset + section.size
    assert last == made.path("kinds.exe").stat().st_size
    assert not program.has_signatures
    assert program.load_configuration is not None
    from_system_only = 0x800
    assert program.load_configuration.dependent_load_flags == from_system_only


def test_a_reader_of_others_finds_the_tables_of_both_parts(made: Workshop) -> None:
    program = parsed(made.path("kinds.exe"))
    text = [one for one in program.sections if one.name == ".text"]
    engine, launcher = ((one.virtual_address, one.virtual_size) for one in text)
    starts = sorted(one.rva_start for one in program.exceptions)
    assert starts == [one.rva_start for one in program.exceptions]
    for at, size in (engine, launcher):
        assert any(at <= one < at + size for one in starts)
    (tables,) = (one for one in program.sections if one.name == ".flowtab")
    assert program.relocations[0].virtual_address < engine[0] + engine[1] + (2 << 20)
    assert launcher[0] < program.relocations[-1].virtual_address < tables.virtual_address


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case.words))
def test_it_does_as_the_one_for_this_machine(made: Workshop, windows: Wine, case: Case) -> None:
    compare(made, windows, "kinds", case)


@pytest.mark.parametrize("words", WAITING[::3])
def test_flows_that_wait_do_alike(made: Workshop, windows: Wine, words: str) -> None:
    compare(made, windows, "waits", Case(tuple(words.split())))


def compare(made: Workshop, windows: Wine, name: str, case: Case) -> None:
    here = start(made.path(name), *case.words, case=case)
    there = windows.start(made.path(f"{name}.exe"), case)
    assert there.stdout == here.stdout
    assert NOTE.sub(b"", there.stderr) == NOTE.sub(b"", here.stderr)
    assert there.returncode == here.returncode


def test_it_audits_as_the_one_for_this_machine(made: Workshop, windows: Wine) -> None:
    words = ("few", "--n", "9", "--audit", "audit.jsonl")
    start(made.path("kinds"), *words)
    windows.start(made.path("kinds.exe"), Case(words))
    here, there = map(json.loads, made.path("audit.jsonl").read_text().splitlines())
    assert here.pop("exit") == there.pop("exit") == 1
    assert abs(here.pop("time") - there.pop("time")) < 600
    assert here.pop("digest") != there.pop("digest")  # that for Windows has no native code
    assert there == here


def test_it_tells_files_as_the_one_for_this_machine(made: Workshop, windows: Wine) -> None:
    log, big = made.path("files.jsonl"), made.path("data") / "big"
    big.parent.mkdir()

    def audits(*words: str) -> list[dict[str, Any]]:
        """Return both audits, of which each has a file of its own to write."""
        case = Case((*words, "--audit", log.name))
        start(made.path("files"), *case.words)
        if big.is_file():
            big.unlink()
        windows.start(made.path("files.exe"), case)
        found = [json.loads(line) for line in log.read_text().splitlines()[-2:]]
        for its in ("files", "used", "unseen", "exit"):
            assert found[0][its] == found[1][its]
        return found

    for one in audits("read", "--size", "5"):
        assert (one["files"], one["missed"]) == ({}, {"data": {"no-entry": 1}})
    for one in audits("wrote", "--size", "70000"):
        assert (one["files"], one["missed"]) == ({"data/big": {"create": 1, "write": 1}}, {})
    assert big.stat().st_size == 1 << 16
    big.unlink()
    big.mkdir()
    for one in audits("wrote", "--size", "5"):
        assert (one["files"], set(one["missed"])) == ({}, {"data/big"})


def test_code_that_was_compiled_is_kept_and_none_that_was_changed(
    made: Workshop, windows: Wine
) -> None:
    few = Case(("few", "--n", "1"))
    folder = windows.folder / "kept"

    def is_compiled(**environment: str) -> bool:
        done = windows.start(made.path("kinds.exe"), few, **environment)
        assert (done.returncode, done.stdout) == (0, b'{"ok":1}\n')
        assert NOTE.sub(b"", done.stderr) == b""
        return done.stderr != b""

    def check_that_it_is_kept() -> Path:
        """Have it compiled, and then not again; return what was kept, the only file there."""
        here = {"FLOWC_CACHE": f"Z:{folder}"}
        assert is_compiled(**here)
        there = sorted((folder / "code").iterdir())
        assert not is_compiled(**here), [(one, one.stat()) for one in (*there, *secrets())]
        (kept,) = there
        return kept

    def secrets() -> list[Path]:
        return [*windows.folder.glob("prefix/drive_c/users/*/AppData/Local/flowc/state/*")]

    kept = check_that_it_is_kept()
    data = kept.read_bytes()
    kept.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    check_that_it_is_kept()
    (secret,) = secrets()
    assert secret.name == "secret"
    secret.write_bytes(bytes(32))
    check_that_it_is_kept()
    assert is_compiled(FLOWC_CACHE="off")


def test_the_environment_denies(made: Workshop, windows: Wine) -> None:
    done = windows.start(made.path("kinds.exe"), Case(("few", "--n", "1")), FLOWRT_DENY="what")
    assert done.returncode == 2
    assert b"= found FLOWRT_DENY what" in done.stderr


def test_authenticode_signs_the_archive_and_leaves_it_as_it_was(
    made: Workshop, windows: Wine, tmp_path: Path
) -> None:
    signer, certifier = map(shutil.which, ("osslsigncode", "openssl"))
    if signer is None or certifier is None:
        pytest.skip("osslsigncode or openssl is not installed")
    program, signed = made.path("kinds.exe"), tmp_path / "signed.exe"
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    run(
        certifier, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=somebody",
        "-addext", "extendedKeyUsage=codeSigning", "-keyout", key, "-out", certificate,
    )  # fmt: skip
    run(signer, "sign", "-certs", certificate, "-key", key, "-in", program, "-out", signed)
    assert b"Signature verification: ok" in run(signer, "verify", "-CAfile", certificate, signed)
    before, after = program.read_bytes(), signed.read_bytes()
    headers = 1024
    assert after[headers : len(before)] == before[headers:]
    done = windows.start(signed, Case(("few", "--n", "1")))
    assert (done.returncode, done.stdout) == (0, b'{"ok":1}\n')


def run(*words: str | Path) -> bytes:
    return subprocess.run(words, check=True, capture_output=True, timeout=120).stdout


def test_a_changed_archive_is_refused(made: Workshop, windows: Wine, tmp_path: Path) -> None:
    data = made.path("kinds.exe").read_bytes()
    program = parsed(made.path("kinds.exe"))
    (section,) = (one for one in program.sections if one.name == ".flowpk")
    last = section.offset + section.virtual_size - 9
    changed = tmp_path / "changed.exe"
    changed.write_bytes(data[:last] + bytes([data[last] ^ 1]) + data[last + 1 :])
    done = windows.start(changed, Case(("few", "--n", "1")))
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"R204" in done.stderr


def test_an_archive_of_another_key_is_refused(
    made: Workshop, windows: Wine, tmp_path: Path
) -> None:
    data, archive = (made.path(f"kinds{end}").read_bytes() for end in (".exe", ".flowpack"))
    made.well("flowc", "keygen", "other.key")
    words = ("flowc", "build", "kinds.flow", "-k", "other.key", "--portable", "-o", "other")
    made.well(*words)
    other = made.path("other").read_bytes()
    assert len(other) == len(archive)
    assert data.count(archive) == 1
    changed = tmp_path / "other.exe"
    changed.write_bytes(data.replace(archive, other))
    done = windows.start(changed, Case(("few", "--n", "1")))
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"R201" in done.stderr

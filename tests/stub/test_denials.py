"""A hostile component tries what it can: what was not granted is not there.

`hostile.wat` opens files, reads variables and stdin, and prints. Its answers are numbers of three
digits that begin at 100; an error of opening a file is 101 and more.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from tests.stub import door_archive as door
from wasmtime import wat2wasm

from flowrt.engine.system.count import Count
from flowrt.plan.plan import Entry
from flowrt.plan.shapes import Prim
from flowrt.problems.refusals.rights import HiddenImport, NotAllowed
from flowrt.rights.capabilities import Allowed
from flowrt.run.runner import Runner

CODE = bytes(wat2wasm((Path(__file__).parent / "hostile.wat").read_text()))
READ, WRITE, VARIABLES, FOLDERS, PRINT, STDIN, SYMLINK, LINK, MOVE, FOLDER = range(10)
ENTRIES = tuple(Entry(f"e{n}", n, "", (), Prim("u32")) for n in range(10))
OPENED = 100
EVERYTHING = ("env", "files", "stdio")
HIDDEN = "what nobody may read"


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a secret beside the folder `data`, which has links that lead to it."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "file").write_text(HIDDEN)
    data = tmp_path / "data"
    (data / "sub").mkdir(parents=True)
    (data / "file").write_text("ours")
    (data / "out").symlink_to(secret / "file")
    (data / "far").symlink_to(secret)
    (data / "up").symlink_to("..")
    (data / "inner").symlink_to("file")
    os.link(data / "file", data / "hard")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def runner(*needs: str, allow: tuple[str, ...] = ("all",), deny: tuple[str, ...] = ()) -> Runner:
    """Return a runner of the hostile component, whose other imports are declared too."""
    names = {need.partition(":")[0] for need in needs}
    every = tuple(sorted({*needs, *(one for one in EVERYTHING if one not in names)}))
    _, verified = door.seal(CODE, entries=ENTRIES, has_sites=False, capabilities=every)
    return Runner(verified, allowed=Allowed(allow, denied=deny))


def tries(what: int, path: str, *needs: str) -> int:
    """Return what becomes of one attempt."""
    return int(runner(*needs).call(ENTRIES[what], path.encode()))


def test_a_granted_folder_is_read_and_written(outside: Path) -> None:
    assert tries(FOLDERS, "", "files:data=write") == 101
    for path in ("file", "inner", "sub/../file", "./file"):
        assert tries(READ, path, "files:data=read") == OPENED
    assert tries(WRITE, "new", "files:data=write") == OPENED
    assert (outside / "data" / "new").exists()


ESCAPES = [
    "../secret/file",
    "sub/../../secret/file",
    "./../secret/file",
    "out",
    "far/file",
    "up/secret/file",
    "up/data/up/secret/file",
    "sub/../up/secret/file",
    "..",
    "up",
    "/etc/passwd",
    "/",
    "//secret/file",
    "/../secret/file",
    "file/../../secret/file",
]


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("path", ESCAPES)
@pytest.mark.parametrize("what", [READ, WRITE])
def test_no_path_leads_out_of_a_folder(path: str, what: int) -> None:
    assert tries(what, path, "files:data=write") != OPENED


def test_nothing_outside_was_made_or_changed(outside: Path) -> None:
    for path in ("../made", "up/made", "far/made", "/made", "out"):
        assert tries(WRITE, path, "files:data=write") != OPENED
    assert (outside / "secret" / "file").read_text() == HIDDEN
    assert sorted(one.name for one in outside.iterdir()) == ["data", "secret"]
    assert [one.name for one in (outside / "secret").iterdir()] == ["file"]


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("to", ["../secret/file", "../secret", "sub/../../secret/file", ".."])
def test_a_link_that_was_made_leads_nowhere_outside(to: str) -> None:
    tries(SYMLINK, to, "files:data=write")
    for path in ("made", "made/file", "made/../secret/file", "made/secret/file", "./made/../.."):
        assert tries(READ, path, "files:data=read") != OPENED


@pytest.mark.parametrize("to", ["/", "/etc/passwd", "//etc/passwd"])
def test_no_link_is_made_to_an_absolute_path(outside: Path, to: str) -> None:
    assert tries(SYMLINK, to, "files:data=write") != OPENED
    assert not (outside / "data" / "made").is_symlink()


def test_nothing_outside_gets_another_name(outside: Path) -> None:
    for path in ("../secret/file", "out", "far/file", "up/secret/file", "/etc/passwd"):
        tries(LINK, path, "files:data=write")
        made = outside / "data" / "hard-made"
        assert not made.exists() or not made.samefile(outside / "secret" / "file")
        made.unlink(missing_ok=True)
    assert (outside / "secret" / "file").stat().st_nlink == 1


def test_nothing_goes_outside(outside: Path) -> None:
    for path in ("../moved", "far/moved", "up/moved", "/moved", "sub/../../moved"):
        assert tries(MOVE, path, "files:data=write") != OPENED
        assert tries(FOLDER, path, "files:data=write") != OPENED
    assert sorted(one.name for one in outside.iterdir()) == ["data", "secret"]
    assert sorted(one.name for one in (outside / "secret").iterdir()) == ["file"]
    assert tries(FOLDER, "sub/new", "files:data=write") == OPENED
    assert tries(MOVE, "sub/new/file", "files:data=write") == OPENED


def test_who_may_read_changes_no_names(outside: Path) -> None:
    for what in (SYMLINK, LINK, MOVE, FOLDER):
        before = sorted(one.name for one in (outside / "data").rglob("*"))
        assert tries(what, "inner", "files:data=read") != OPENED
        assert sorted(one.name for one in (outside / "data").rglob("*")) == before


def test_who_may_read_may_not_write(outside: Path) -> None:
    for path in ("new", "file", "inner", "sub/new"):
        assert tries(WRITE, path, "files:data=read") != OPENED
    assert not (outside / "data" / "new").exists()
    assert (outside / "data" / "file").read_text() == "ours"


@pytest.mark.usefixtures("outside")
def test_only_the_granted_variables_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOW_TOKEN", HIDDEN)
    monkeypatch.setenv("FLOW_NAME", "ada")
    assert tries(VARIABLES, "", "env:FLOW_NAME") == 101
    assert tries(VARIABLES, "", "env:FLOW_NAM") == 100
    assert tries(VARIABLES, "", "env") == 100 + len(os.environ)


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("count", [None, Count()])
def test_variables_that_are_no_text_are_not_there(
    count: Count | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine would give none behind such a one, and end the process where they are counted."""
    before = len(os.environ)
    for name, value in ((b"A_\xff", b"x"), (b"A_B", b"\xff"), (b"A_C", "\u00fc".encode())):
        monkeypatch.setenv(os.fsdecode(name), os.fsdecode(value))
    _, verified = door.seal(CODE, entries=ENTRIES, has_sites=False, capabilities=EVERYTHING)
    runner = Runner(verified, allowed=Allowed(("all",), count=count))
    assert runner.call(ENTRIES[VARIABLES], b"") == str(100 + before + 1).encode()
    if count is not None:
        assert "A_C" in count.variables
        assert not count.variables & {"A_B", os.fsdecode(b"A_\xff")}


@pytest.mark.usefixtures("outside")
def test_what_is_printed_goes_to_stderr_alone(capfd: pytest.CaptureFixture[str]) -> None:
    assert tries(PRINT, "", "stdio") == 100
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.count("hostile\n") == 2


@pytest.mark.usefixtures("outside")
def test_what_is_printed_is_counted_and_still_printed(capfd: pytest.CaptureFixture[str]) -> None:
    count = Count()
    _, verified = door.seal(CODE, entries=ENTRIES, has_sites=False, capabilities=EVERYTHING)
    runner = Runner(verified, allowed=Allowed(("all",), count=count))
    assert runner.call(ENTRIES[PRINT], b"") == b"100"
    assert capfd.readouterr().err.count("hostile\n") == 2
    assert count.calls.keys() == {"wasi:cli/stdout", "wasi:cli/stderr"}


@pytest.mark.usefixtures("outside")
def test_there_is_nothing_to_read_from_stdin() -> None:
    read, write = os.pipe()
    os.write(write, HIDDEN.encode())
    os.close(write)
    kept = os.dup(0)
    os.dup2(read, 0)
    try:
        assert tries(STDIN, "", "stdio") == 100
        assert os.read(0, 100) == HIDDEN.encode(), "what the stub was given is still there"
    finally:
        os.dup2(kept, 0)
        for one in (read, kept):
            os.close(one)


def importing(name: str) -> bytes:
    """Return a door that also imports an interface, of which it needs nothing."""
    head = f'(component\n  (import "{name}" (instance))\n'
    return door.component(door.door_text().replace("(component\n", head, 1))


INTERFACES = {
    "clock": ("wasi:clocks/wall-clock@0.2.0", "wasi:clocks/monotonic-clock@0.2.0"),
    "env": ("wasi:cli/environment@0.2.0",),
    "files": ("wasi:filesystem/types@0.2.0", "wasi:filesystem/preopens@0.2.0"),
    "http": ("wasi:http/outgoing-handler@0.2.0", "wasi:http/types@0.2.0"),
    "random": (
        "wasi:random/random@0.2.0",
        "wasi:random/insecure@0.2.0",
        "wasi:random/insecure-seed@0.2.0",
    ),
    "sockets": (
        "wasi:sockets/instance-network@0.2.0",
        "wasi:sockets/tcp-create-socket@0.2.0",
        "wasi:sockets/udp@0.2.0",
        "wasi:sockets/ip-name-lookup@0.2.0",
    ),
    "stdio": ("wasi:cli/stdin@0.2.0", "wasi:cli/stdout@0.2.0", "wasi:cli/terminal-stdin@0.2.0"),
}
PAIRS = [(name, interface) for name, all_of in INTERFACES.items() for interface in all_of]


@pytest.mark.parametrize(("name", "interface"), PAIRS)
def test_no_interface_is_there_without_its_capability(name: str, interface: str) -> None:
    """Hidden from the header it is refused, and so it is where the operator allows another."""
    code = importing(interface)
    others = tuple(other for other in INTERFACES if other != name)
    _, hidden = door.seal(code, capabilities=others)
    with pytest.raises(HiddenImport):
        Runner(hidden, allowed=Allowed(("all",)))
    _, declared = door.seal(code, capabilities=(name,))
    for allowed in (Allowed(others), Allowed(("all",), denied=(name,))):
        with pytest.raises(NotAllowed) as refusal:
            Runner(declared, allowed=allowed)
        assert refusal.value.found == name
    Runner(declared, allowed=Allowed((name,)))


@pytest.mark.parametrize("interface", ["wasi:cli/run@0.2.0", "wasi:nn/tensor@0.2.0", "evil:a/b"])
def test_an_interface_of_no_capability_is_never_there(interface: str) -> None:
    _, verified = door.seal(importing(interface), capabilities=tuple(INTERFACES))
    with pytest.raises(HiddenImport):
        Runner(verified, allowed=Allowed(("all",)))


def test_who_allows_part_of_the_sockets_allows_no_other_part() -> None:
    for need in ("sockets:localhost:81", "sockets:localhost", "sockets"):
        _, verified = door.seal(capabilities=(need,))
        with pytest.raises(NotAllowed):
            Runner(verified, allowed=Allowed(("sockets:localhost:80",)))


@pytest.mark.parametrize("need", ["files:../secret=read", "files:data/../../secret=read"])
@pytest.mark.parametrize("allow", ["files:.=read", "files:data=read", "files:data=write"])
@pytest.mark.usefixtures("outside")
def test_a_header_that_names_a_folder_that_climbs_gets_none(need: str, allow: str) -> None:
    with pytest.raises(NotAllowed):
        runner(need, allow=(allow, "env", "stdio"))


def test_a_denial_is_stronger_than_any_allowance() -> None:
    _, verified = door.seal(capabilities=("clock", "random"))
    with pytest.raises(NotAllowed) as refusal:
        Runner(verified, allowed=Allowed(("all", "clock", "random"), denied=("random",)))
    assert refusal.value.found == "random"
    with pytest.raises(NotAllowed):
        Runner(verified, allowed=replace(Allowed(("all",)), denied=("all",)))


@pytest.mark.parametrize("slip", ["clocks", "file:data", "files:", "http:localhost:0", "", "c"])
def test_a_slip_in_what_is_denied_denies_more_than_nothing(slip: str) -> None:
    _, verified = door.seal(capabilities=("clock",))
    with pytest.raises(NotAllowed, match="to deny"):
        Runner(verified, allowed=Allowed(("all",), denied=(slip,)))

"""An executable keeps sockets to granted hosts as `flowrt run` does: the launcher has a relay."""

import json
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.audits import both, ready
from tests.cli.workshop import Workshop
from tests.network.dialers import TEXT, sealed
from tests.network.peers import Peer
from tests.network.recipe import built
from tests.network.test_sockets import HERE, OTHERS, SPELLED
from tests.segment.waiting import KEY
from wasmtime import wat2wasm

from flowc.bundle import executable, installed
from flowrt.rights.limits import Limits
from flowrt.target import this_target

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")

STUB = Path(__file__).parents[1] / "stub"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("sockets")
    yield made
    for one in made.iterdir():
        one.unlink()


def made(folder: Path, *needs: str, limits: Limits = Limits()) -> Path:  # noqa: B008 - frozen
    """Make an executable that may use sockets as its header says."""
    archive = sealed(tuple(sorted(needs)), limits).contents.archive.data
    path = folder / f"app-{len(list(folder.iterdir()))}"
    path.write_bytes(executable(archive, "test:network", [KEY.public], installed()))
    path.chmod(0o755)
    return path


def dial(program: Path, *lines: str, more: tuple[str, ...] = ()) -> list[str]:
    """Have it do what lines say, in one instance."""
    command = [str(program), "dial", *more, "-"]
    done = subprocess.run(
        command, input=json.dumps({"script": "\n".join(lines)}), capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)).split("\n")


def test_an_executable_is_kept_to_an_address(folder: Path, peer: Peer, post: Peer) -> None:
    limits = Limits(total_memory_bytes=64 << 20, fuel=10**9)
    needs = (f"sockets:127.0.0.1:{peer.port}", f"sockets:127.0.0.1:{post.port}")
    program, before = made(folder, *needs, limits=limits), len(peer.said)
    others = [one.format(port=peer.port, other=peer.port + 1) for one in OTHERS.values()]
    assert dial(program, *(f"{one} hello" for one in others)) == ["start-connect 1"] * len(others)
    assert len(peer.said) == before
    names = [one.format(port=peer.port) for one in SPELLED if one != "127.0.0.1."]
    said = dial(program, *(f"resolve {one}" for one in names))
    assert said == ["resolve-addresses 1"] * len(names)
    connect, datagram = f"connect 4 {HERE} {peer.port} hello", f"4 {HERE} {post.port}"
    other = f"4 {HERE} {post.port + 1}"
    assert dial(program, *[connect] * 20) == ["echo hello"] * 20
    assert dial(
        program, f"send {datagram} hello", f"talk {datagram} hello",
        f"burst {datagram} {other} hello",
        f"send {other} hello", f"talk {other} hello", f"bind t 4 {HERE} 0", f"bind t 4 {HERE} 1",
        f"listen 4 {HERE} 0", "every t",
    )[:8] == [
        "echo hello", "echo hello", "1", "send 1", "stream 1", "bound", "start-bind 1",
        "start-listen 1",
    ]  # fmt: skip


FILES = """
use pieces from "pieces.wasm" needs files;
export flow wrote(size: u32) -> u32 needs files { pieces.wrote(size) }
"""


def test_a_flow_that_names_a_host_is_built(tmp_path: Path, peer: Peer) -> None:
    """It uses files, too, so that two relays stand beside its components in one store."""
    workshop, need = Workshop(tmp_path), f'needs sockets("localhost:{peer.port}")'
    workshop.path("dialer.wasm").write_bytes(built("dialer").read_bytes())
    workshop.path("pieces.wasm").write_bytes(wat2wasm((STUB / "pieces.wat").read_text()))
    package, *rest = TEXT.replace("needs sockets", need).splitlines(keepends=True)
    used, *flows = FILES.strip().splitlines(keepends=True)
    workshop.path("s.flow").write_text("".join((package, used, *rest, *flows)))
    workshop.well("flowc", "keygen", "flowc.key", "--trust", "trust.toml")
    build = ("flowc", "build", "s.flow", "-k", "flowc.key")
    workshop.well(*build, "--target", "exe", "-o", "app")
    workshop.well(*build, "-o", "app.flowpack")
    reach = f"reach localhost {peer.port} hello"
    assert dial(workshop.path("app"), reach) == ["echo hello"]
    (tmp_path / "data").mkdir()
    dialed = both(workshop.path("app"), "dial", "--script", reach)
    wrote = both(workshop.path("app"), "wrote", "--size", "70000", "--folder", ".=data")
    workshop.path("app").unlink()
    assert (dialed.executable, wrote.executable) == (dialed.flowrt, wrote.flowrt)
    assert dialed.executable["reached"] == {f"sockets:localhost:{peer.port}": 1}
    assert wrote.answers == (b"65536\n", b"65536\n")
    assert wrote.executable["files"] == {"./big": {"create": 1, "write": 1}}
    assert dialed.executable["unseen"] == wrote.executable["unseen"] == []


def test_an_executable_is_kept_to_a_name(folder: Path, peer: Peer) -> None:
    program = made(folder, f"sockets:localhost:{peer.port}")
    connect, other = (
        f"connect 4 {HERE} {peer.port} hello",
        f"connect 4 {HERE} {peer.port + 1} hello",
    )
    reach = f"reach localhost {peer.port} hello"
    assert dial(program, connect, reach, connect, other) == [
        "start-connect 1", "echo hello", "echo hello", "start-connect 1",
    ]  # fmt: skip
    done = subprocess.run(
        [str(program), "dial", "--lines"], input=f'"{reach}"\n"{connect}"\n', capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert answers == ["echo hello", "start-connect 1"], "addresses are an instance's own"


def test_an_executable_takes_no_datagrams_of_strangers(folder: Path, post: Peer) -> None:
    program, whole = made(folder, f"sockets:127.0.0.1:{post.port}"), made(folder, "sockets")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.1", 0))
        post.strangers.append(stranger)
        line = f"send 4 {HERE} {post.port} hello"
        assert dial(whole, line) == ["from a stranger"]
        assert dial(program, line) == ["echo hello"]
        post.strangers.clear()


def test_an_executable_that_may_open_any(folder: Path, peer: Peer) -> None:
    program = made(folder, "sockets")
    assert dial(program, f"reach localhost {peer.port} hello", f"listen 4 {HERE} 0") == [
        "echo hello",
        "accept 8",
    ]
    for need in ("sockets", "sockets:localhost"):
        done = subprocess.run(
            [str(program), "dial", "--deny", need, "-"], input="{}", capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr[:13]) == (3, "refused[R212]")


AUDITED = {
    "one by name": (
        ("sockets:localhost:{tcp}",),
        (
            "resolve secret.example.com", "reach localhost {tcp} hello",
            "reach localhost {tcp} hello", "connect 4 7f.0.0.1 1 hello", "listen 4 7f.0.0.1 0",
        ),
        {"sockets:localhost:{tcp}": 2}, 3,
    ),
    "several by address": (
        ("sockets:127.0.0.1:{tcp}", "sockets:127.0.0.1:{udp}", "sockets:secret.example.com"),
        (
            "connect 4 7f.0.0.1 {tcp} hello", "connect 4 7f.0.0.2 {tcp} hello",
            "send 4 7f.0.0.1 {udp} hello", "talk 4 7f.0.0.1 {udp} hello",
            "send 4 7f.0.0.1 1 hello", "talk 4 7f.0.0.1 1 hello",
            "burst 4 7f.0.0.1 {udp} 4 7f.0.0.1 {udp} 4 7f.0.0.1 1 4 7f.0.0.1 {udp} hello",
            "bind t 4 7f.0.0.1 0", "bind u 4 7f.0.0.1 1", "every t", "every u",
        ),
        {"sockets:127.0.0.1:{tcp}": 1, "sockets:127.0.0.1:{udp}": 4}, 4,
    ),
    "any": (
        ("sockets", "sockets:localhost"),
        (
            "reach localhost {tcp} hello", "connect 4 7f.0.0.1 {tcp} hello",
            "send 4 7f.0.0.1 {udp} hello", "listen 4 7f.0.0.1 0", "bind t 4 7f.0.0.1 0",
            "resolve [::1]",
        ),
        {"sockets": 3}, 0,
    ),
}  # fmt: skip
"""What may be reached, what is tried, what of it is told as reached, and how much as refused."""


@pytest.mark.parametrize("name", AUDITED)
def test_an_audit_tells_sockets_as_that_of_flowrt(
    tmp_path: Path, peer: Peer, post: Peer, name: str
) -> None:
    needs, lines, reached, refused = AUDITED[name]
    ports = {"tcp": peer.port, "udp": post.port}
    verified = sealed(tuple(sorted(one.format(**ports) for one in needs)), Limits())
    program = ready(tmp_path, "app", verified)
    script = "\n".join(lines).format(**ports)
    found = both(program, "dial", "--script", script)
    program.unlink()
    assert found.executable == found.flowrt
    assert found.answers[0] == found.answers[1]
    said = found.executable
    assert said["reached"] == {rule.format(**ports): n for rule, n in reached.items()}
    assert said["refused"] == ({"sockets": refused} if refused else {})
    assert said["unseen"] == []
    assert "secret.example.com" not in str(said["reached"]) + str(said["used"])


def test_datagrams_of_strangers_are_counted_as_refused(folder: Path, post: Peer) -> None:
    need = f"sockets:127.0.0.1:{post.port}"
    program, log = made(folder, need), folder / "audit"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.1", 0))
        post.strangers.append(stranger)
        line = f"send 4 {HERE} {post.port} hello"
        assert dial(program, line, more=("--audit", str(log))) == ["echo hello"]
        post.strangers.clear()
    said = json.loads(log.read_text())
    assert (said["reached"], said["refused"]) == ({need: 1}, {"sockets": 1})

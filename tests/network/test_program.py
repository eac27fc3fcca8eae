"""A program over CPython's own library, as its toolchain builds it, is kept to what it was granted.

Audited or not, by a relay or without one, it finds the same files and the same server.
"""

import subprocess
from pathlib import Path

import pytest
from tests.network.peers import listening
from tests.network.programs import made_of
from tests.segment.waiting import KEY
from tests.toolchains.recipes import SCRIPTS

from flowc.seal import describe, write
from flowrt.app import App
from flowrt.engine import engine
from flowrt.engine.system.count import Count
from flowrt.rights.capabilities import Allowed
from flowrt.run.runner import Runner
from flowrt.verify import Native

PROGRAM = Path(__file__).parent / "program"
NEEDS = "clock, env, files, random, sockets, stdio"
TEXT = f"""package test:network@1.0.0;
use user from "user.wasm" needs {NEEDS};
export flow run(folder: string, port: u32) -> string needs {NEEDS} {{ user.run(folder, port) }}
"""
FILES = [
    "12005 last", "['moved', 'sub']", "(b'first\\nFIRST\\n', 7.0)",
    "FileNotFoundError", "PermissionError",
]  # fmt: skip


@pytest.mark.slow
def test_a_program_uses_what_it_was_granted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = (SCRIPTS / "componentize-py", "-d", ".", "-w", "programs", "componentize", "user")
    built = tmp_path / "user.wasm"
    subprocess.run([*tool, "-o", built], cwd=PROGRAM, check=True, stdout=subprocess.DEVNULL)
    made, host = made_of(TEXT, built.read_bytes()), engine.host()
    native = Native(engine.compile_native(made.component))
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)

    def run(*needs: str, count: Count | None = None) -> list[str]:
        granted = ("clock", "env", "files:data=write", "random", *needs, "stdio")
        manifest = describe(made.plan, made.inputs, host.engine, capabilities=granted)
        sealed = write(made.plan, made.component, {host.target: native}, manifest, [KEY])
        app = App(Runner(sealed.verified, allowed=Allowed(("all",), count=count)))
        return str(app.call("run", {"folder": "data", "port": peer.port})).split("\n")

    with listening() as peer:
        need, count = f"sockets:localhost:{peer.port}", Count()
        refused = ["PermissionError"] * 2
        assert run("sockets") == [*FILES, "echo hello", *["ConnectionRefusedError"] * 2]
        assert run(need) == [*FILES, "echo hello", *refused]
        assert run(need, count=count) == [*FILES, "echo hello", *refused]
    assert (count.reached, count.refused) == ({need: 1}, {"sockets": 2})
    assert count.files["data/moved"] == {"create": 1, "look": 3, "read": 1, "remove": 1}
    assert count.missed == {"data": {"no-entry": 1, "not-permitted": 1}}

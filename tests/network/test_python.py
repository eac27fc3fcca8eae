"""CPython, as its toolchain makes a component of it, asks the hosts that it was granted alone."""

import subprocess
from pathlib import Path

import pytest
from tests.network.clients import TEXT, fetch
from tests.network.programs import made_of
from tests.network.recipe import HERE
from tests.network.servers import Server
from tests.segment.waiting import KEY
from tests.toolchains.recipes import SCRIPTS

from flowc.seal import describe, write
from flowrt.app import App
from flowrt.engine import engine
from flowrt.rights.capabilities import Allowed
from flowrt.run.runner import Runner

PYTHON = Path(__file__).parent / "python"


@pytest.mark.slow
def test_a_python_component_is_kept_to_its_host(server: Server, tmp_path: Path) -> None:
    world = ("-d", HERE / "client" / "wit", "-w", "clients")
    built = tmp_path / "caller.wasm"
    command = (SCRIPTS / "componentize-py", *world, "componentize", "caller", "-o", built)
    subprocess.run(command, cwd=PYTHON, check=True, stdout=subprocess.DEVNULL)
    text = TEXT.replace("needs http", "needs http, random")  # its start draws a seed for hashes
    made, needs = made_of(text, built.read_bytes()), (f"http:{server.host}", "random")
    manifest = describe(made.plan, made.inputs, engine.host().engine, capabilities=needs)
    sealed = write(made.plan, made.component, {}, manifest, [KEY])
    app = App(Runner(sealed.verified, allowed=Allowed(needs)))
    assert fetch(app, server.host)["ok"]["status"] == 200
    before = server.connections
    for other in (f"127.0.0.1:{server.port}", f"localhost:{server.port + 1}", "example.com"):
        assert fetch(app, other) == {"err": "ErrorCode_HttpRequestDenied"}
    assert server.connections == before

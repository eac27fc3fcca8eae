"""The same through a registry that others wrote in another way: go-containerregistry's."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import urllib3
from tests.oci.daemon import SECONDS, free_port
from tests.oci.desk import GREETING, Desk

PACKAGE = "github.com/google/go-containerregistry/cmd/registry@v0.22.1"


@pytest.fixture
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the host of a registry that was built here."""
    if shutil.which("go") is None:
        pytest.skip("Go is not installed")
    folder, port = tmp_path_factory.mktemp("second"), free_port()
    build = ["env", f"GOBIN={folder}", "go", "install", PACKAGE]
    subprocess.run(build, check=True, capture_output=True)
    serve = [str(folder / "registry"), "-port", str(port)]
    with Path(folder / "log").open("wb") as log:
        process = subprocess.Popen(serve, stdout=log, stderr=log)
    try:
        _await(f"http://127.0.0.1:{port}/v2/")
        yield f"127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _await(url: str) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with suppress(urllib3.exceptions.HTTPError), urllib3.PoolManager() as pool:
            if pool.request("GET", url, retries=False).status == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"{url} does not answer")


@pytest.mark.slow
def test_archives_and_components_go_and_come(
    second: str, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.push(GREETING, f"{second}/acme/greeting:1.0") == 0
    assert desk.push(desk.archive, f"{second}/acme/hello:1.0") == 0
    component, archive = capsys.readouterr().out.split()
    assert desk.pull(component, "-o", "greeting.wasm") == 0
    assert desk.pull(archive, "--trust", desk.trust, "-o", "hello.flowpack") == 0
    assert Path("greeting.wasm").read_bytes() == GREETING.read_bytes()
    assert Path("hello.flowpack").read_bytes() == desk.archive.read_bytes()
    assert desk.pull(f"{second}/acme/hello:2.0", "--trust", desk.trust) == 1
    assert "error[F073]" in capsys.readouterr().err

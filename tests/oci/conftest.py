"""A desk to work at, and registries: one for anybody, one with passwords, one with tokens."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.oci.daemon import Daemon, registry_program, running
from tests.oci.desk import Desk, furnish
from tests.oci.tokens import TokenServer

PASSWORDS = "ada:$2b$04$c8PMmwGHxcB8rQvFzScg/uxSJOhi.J7ilI3U45AvgSmFOe.0r3e5W\n"  # open sesame


@pytest.fixture(scope="session")
def program() -> str:
    """Return the path of a registry's program; skip, and say why, where there is none."""
    found = registry_program()
    if found is None:
        pytest.skip("docker-registry is not installed; `make test` does it where apt-get is")
    return found


@pytest.fixture(scope="session")
def registry(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    with running(program, tmp_path_factory.mktemp("registry"), {}) as daemon:
        yield daemon


@pytest.fixture(scope="session")
def guarded(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "passwords").write_text(PASSWORDS)
    auth = {"htpasswd": {"realm": "tests", "path": str(folder / "passwords")}}
    with running(program, folder, auth) as daemon:
        yield daemon


@pytest.fixture(scope="session")
def tokened(
    program: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Daemon, TokenServer]]:
    folder = tmp_path_factory.mktemp("tokened")
    with TokenServer(folder / "root.pem") as server:
        auth = {
            "token": {
                "realm": server.realm,
                "service": "tests",
                "issuer": "tests",
                "rootcertbundle": str(folder / "root.pem"),
            }
        }
        with running(program, folder, auth) as daemon:
            yield daemon, server


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an archive, its key and a trust file; do not change its files."""
    return furnish(tmp_path_factory.mktemp("archive"))


@pytest.fixture
def desk(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk in a folder of its own, whose user has no credentials."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    return Desk(tmp_path, built)

"""Flows built for the web, and Node to run them; the transpiler is fetched once for all tests."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

import pytest

import flowrt
from flowc.cli.main import main
from flowrt.app import App
from flowrt.run.services import Answer

DRIVE = Path(__file__).parent / "drive.mjs"
Job: TypeAlias = tuple[str, str]
"""A flow, and its parameters as JSON."""


@pytest.fixture(scope="session", autouse=True)
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the transpiler beside the tests' folders, where every process of this run finds it."""
    with pytest.MonkeyPatch.context() as patch:
        shared = tmp_path_factory.getbasetemp().parent / "flowc-cache"
        patch.setenv("FLOWC_CACHE", str(shared))
        yield


def node(script: Path, stdin: str) -> str:
    """Run a script in Node, and return what it printed."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("there is no Node on this machine")
    words = [program, "--no-warnings", str(script)]
    done = subprocess.run(words, input=stdin, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass(frozen=True)
class Built:
    """A package built for the web: its folder, and the name of its files."""

    folder: Path
    stem: str
    trust: Path

    @property
    def module(self) -> Path:
        return self.folder / f"{self.stem}.mjs"

    def opened(self, services: Mapping[str, Answer] | None = None) -> App:
        """Return the same package, as the stub runs it."""
        archive = self.folder / f"{self.stem}.flowpack"
        return flowrt.open(archive, self.trust, services=services)

    def in_node(
        self,
        jobs: Sequence[Job],
        options: Mapping[str, object] | None = None,
        *,
        steps: bool = False,
    ) -> list[dict[str, Any]]:
        """Return what the jobs come to in Node; with the `steps` that each took, if it is asked."""
        asked = {
            "module": self.module.as_uri(),
            "options": options or {},
            "steps": steps,
            "jobs": [{"flow": flow, "text": text} for flow, text in jobs],
        }
        came: list[dict[str, Any]] = json.loads(node(DRIVE, json.dumps(asked)))
        return came


Build: TypeAlias = Callable[[Path], Built]


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return what builds a source for the web, under a key of the tests' own."""
    folder, numbers = tmp_path_factory.mktemp("web"), count()
    key = folder / "t.key"
    assert main(["keygen", str(key)]) == 0
    trust = folder / "trust.toml"
    public = (folder / "t.key.pub").read_text().strip()
    trust.write_text(f'[[publisher]]\nname = "t"\nkeys = ["{public}"]\npackages = ["*"]\n')

    def built(source: Path) -> Built:
        out = folder / f"{source.stem}-{next(numbers)}"
        words = ["build", str(source), "--target", "web", "-k", str(key), "-o", str(out)]
        assert main(words) == 0
        return Built(out, source.stem, trust)

    return built

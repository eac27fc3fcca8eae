"""Flows built for the web, Node and one browser to run them; what is fetched is kept for all."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import pytest
from tests.parts.browser import Tab, browsing
from tests.parts.strict import confined
from tests.web.spinning import source

import flowrt
from flowc.cli.main import main
from flowrt.app import App

if TYPE_CHECKING:
    from flowrt.run.services import Answer

DRIVE = Path(__file__).parent / "drive.mjs"
IN_PAGE = Path(__file__).parent / "in_page.js"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:;"
    " connect-src http://127.0.0.1:*"
)
"""What CLIENT.md says is enough for a module that runs threads and asks services."""
Job: TypeAlias = tuple[str, str]
"""A flow, and its parameters as JSON."""
_numbers = count()


@pytest.fixture(scope="session", autouse=True)
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the transpiler beside the tests' folders, where every process of this run finds it."""
    with pytest.MonkeyPatch.context() as patch:
        shared = tmp_path_factory.getbasetemp().parent / "flowc-cache"
        patch.setenv("FLOWC_CACHE", str(shared))
        yield


def node(script: Path, stdin: str, *words: str) -> str:
    """Run a script in Node, and return what it printed."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("there is no Node on this machine")
    return ran([program, "--no-warnings", str(script), *words], stdin)


def ran(words: Sequence[str], stdin: str) -> str:
    """Run a program that must go well, and return what it printed."""
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

    @property
    def path(self) -> str:
        """Where the module lies on the server of `served`."""
        return f"/{self.folder.name}/{self.stem}.mjs"

    def opened(self, services: "Mapping[str, Answer | App] | None" = None) -> App:
        """Return the same package, as the stub runs it."""
        archive = self.folder / f"{self.stem}.flowpack"
        return flowrt.open(archive, self.trust, services=services)

    def question(
        self, jobs: Sequence[Job], options: Mapping[str, object] | None, **more: object
    ) -> str:
        """Return what `drive.mjs` reads."""
        asked = {"module": self.module.as_uri(), "options": options or {}, "jobs": jobs}
        return json.dumps(asked | more)

    def in_node(
        self,
        jobs: Sequence[Job],
        options: Mapping[str, object] | None = None,
        *,
        steps: bool = False,
    ) -> list[dict[str, Any]]:
        """Return what the jobs come to in Node; with the `steps` that each took, if it is asked."""
        came: list[dict[str, Any]] = json.loads(
            node(DRIVE, self.question(jobs, options, steps=steps))
        )
        return came

    def in_page(
        self,
        tab: Tab,
        served: str,
        jobs: Sequence[Job],
        options: Mapping[str, object] | None = None,
    ) -> list[dict[str, Any]]:
        """Return what the jobs come to in a page of the server, which is confined."""
        opened(tab, f"{served}/{self.folder.name}/{self.stem}.integrity.json")
        words = (f"'{self.path}'", json.dumps(options or {}), json.dumps(jobs))
        came: list[dict[str, Any]] = tab.run(f"({IN_PAGE.read_text()})({', '.join(words)})")
        return came


def opened(tab: Tab, address: str) -> None:
    """Go to an address, and wait until a page that nobody has used is there."""
    mark = f"?{next(_numbers)}"
    tab.log.clear()
    tab.goto(address + mark)
    tab.wait(f"location.search === '{mark}' && document.readyState === 'complete'")


class Build(Protocol):
    """Builds a source for the web."""

    def __call__(self, source: Path, *words: str) -> Built:
        """Return a source's build with more words on the command line; each is made once."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which everything is built."""
    return tmp_path_factory.mktemp("web")


@pytest.fixture(scope="session")
def build(site: Path) -> Build:
    """Return what builds a source for the web, once, under a key of the tests' own."""
    key = site / "t.key"
    assert main(["keygen", str(key)]) == 0
    trust = site / "trust.toml"
    public = (site / "t.key.pub").read_text().strip()
    trust.write_text(f'[[publisher]]\nname = "t"\nkeys = ["{public}"]\npackages = ["*"]\n')
    made: dict[tuple[Path, str, tuple[str, ...]], Built] = {}

    def built(source: Path, *more: str) -> Built:
        same = source, source.read_text(), more
        if same not in made:
            out = site / f"{source.stem}-{len(made)}"
            words = ["build", str(source), "--target", "web", "-k", str(key), "-o", str(out)]
            assert main([*words, *more]) == 0
            made[same] = Built(out, source.stem, trust)
        return made[same]

    return built


@pytest.fixture(scope="session")
def spinning(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a flow that can be told never to end."""
    return build(source(tmp_path_factory.mktemp("spinning")))


@pytest.fixture(scope="session")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """Return the tab of the one browser."""
    with browsing(tmp_path_factory.mktemp("browser")) as one:
        yield one


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """Return the address of a server of what is built, which confines what is no page."""
    with confined(site, POLICY) as address:
        yield address

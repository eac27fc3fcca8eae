"""Limits on the command line: set by a build, narrowed by a run, shown by `inspect`."""

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop
from tests.isolation.grounds import FLOWS, binary

from flowrt.rights.limit_text import limit_of
from flowrt.rights.limits import Limits
from flowrt.target import this_target

SETS = ("--limit", "total_memory_bytes=4M", "--limit", "memory_bytes=2M", "--limit", "wall_ms=20s")
MET = "`memory_bytes` allows 2,097,152; then: wasm `unreachable` instruction executed"
TRUST = ("--trust", "trust.toml")


@pytest.fixture(scope="module")
def limited(built: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Return a workshop with an archive that has limits."""
    folder = tmp_path_factory.mktemp("limited")
    shutil.copytree(built.folder, folder, dirs_exist_ok=True)
    workshop = Workshop(folder)
    workshop.path("hostile.flow").write_text(FLOWS)
    workshop.path("hostile.wasm").write_bytes(binary("hostile.wasm"))
    build = ("flowc", "build", "hostile.flow", "-k", "flowc.key", *SETS)
    workshop.well(*build, "-o", "hostile.flowpack")
    return workshop


def test_inspect_shows_the_limits(limited: Workshop) -> None:
    shown = limited.well("flowrt", "inspect", "hostile.flowpack")
    for line in ("  memory_bytes 2097152", "  total_memory_bytes 4194304"):
        assert line in shown, shown
    facts = json.loads(limited.well("flowrt", "inspect", "hostile.flowpack", "--json"))
    assert facts["limits"] == {
        "memory_bytes": 2 << 20,
        "total_memory_bytes": 4 << 20,
        "wall_ms": 20_000,
    }


def grow(workshop: Workshop, pages: int, *more: str) -> tuple[int, str, str]:
    words = ("must-grow", "--which", "0", "--pages", str(pages))
    done = workshop.run("flowrt", "run", "hostile.flowpack", *words, *TRUST, *more)
    return done.returncode, done.stdout, done.stderr


def test_a_limit_is_met_narrowed_and_named(limited: Workshop) -> None:
    assert grow(limited, 10) == (0, "11\n", "")
    code, out, err = grow(limited, 32)
    assert (code, out) == (4, "")
    assert "fault[R440]" in err
    assert MET in err
    code, _, err = grow(limited, 10, "--limit", "total_memory_bytes=512K,wall_ms=5s")
    assert code == 4
    assert "`total_memory_bytes` allows 524,288" in err
    assert grow(limited, 10, "--limit", "memory_bytes=1G")[0] == 0
    assert grow(limited, 32, "--limit", "memory_bytes=1G")[0] == 4


@pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
def test_an_executable_keeps_the_same_limits(limited: Workshop) -> None:
    build = ("flowc", "build", "hostile.flow", "-k", "flowc.key", *SETS)
    limited.well(*build, "--target", "exe", "-o", "app")
    app, words = str(limited.path("app")), ("must-grow", "--which", "0", "--pages")
    assert limited.run(app, *words, "10").stdout == "11\n"
    for pages, more in (("32", ()), ("65536", ())):
        done = limited.run(app, *words, pages, *more)
        assert (done.returncode, done.stdout) == (4, "")
        assert told(done.stderr) == told(grow(limited, int(pages))[2])


def told(message: str) -> list[str]:
    return [line for line in message.splitlines() if not line.startswith("help:")]


READ = {
    "wall_ms=250": Limits(wall_ms=250),
    "wall_ms=250ms": Limits(wall_ms=250),
    "wall_ms=2s": Limits(wall_ms=2000),
    "wall_ms=3m": Limits(wall_ms=180_000),
    "memory_bytes=64K": Limits(memory_bytes=65536),
    "total_memory_bytes=1G": Limits(total_memory_bytes=1 << 30),
    "fuel=1_000_000": Limits(fuel=1_000_000),
}


@pytest.mark.parametrize("text", READ)
def test_limits_are_read_as_people_write_them(text: str) -> None:
    assert limit_of(text) == READ[text]


WRONG = {
    "": "NAME=BOUND",
    "memory": "NAME=BOUND",
    "memory=1": "NAME is one of fuel",
    "memory_bytes": "NAME=BOUND",
    "memory_bytes=": "memory_bytes=NUMBER, perhaps with K, M, G behind it",
    "memory_bytes=0": "from 1 to",
    "memory_bytes=-1": "NUMBER",
    "memory_bytes=2s": "with K, M, G",
    "memory_bytes=9007199254740992": "from 1 to 9007199254740991",
    "memory_bytes=9000000G": "from 1 to",
    "wall_ms=1.5s": "perhaps with ms, s, m behind it",
    "fuel=1M": "fuel=NUMBER",
    "memories=²": "memories=NUMBER",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_limit_is_refused_with_what_is(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        limit_of(text)
    assert WRONG[text] in str(caught.value)


@pytest.mark.parametrize(
    "command", ["flowc build hello.flow", "flowrt run hello.flowpack --trust trust.toml"]
)
def test_a_mistaken_limit_is_a_mistake_of_usage(workshop: Workshop, command: str) -> None:
    done = workshop.run(*command.split(), "--limit", "memory_bytes=lots")
    assert (done.returncode, done.stdout) == (2, "")
    assert "memory_bytes=NUMBER" in done.stderr
    assert not Path(workshop.folder / "dist").exists()


@pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
def test_an_executable_that_needs_more_from_the_start_says_so(limited: Workshop) -> None:
    small = ("-k", "flowc.key", "--limit", "total_memory_bytes=128K")
    limited.well("flowc", "build", "hostile.flow", *small, "-o", "small.flowpack")
    limited.well("flowc", "build", "hostile.flow", *small, "--target", "exe", "-o", "small")
    alike = limited.run("flowrt", "run", "small.flowpack", "found", *TRUST)
    done = limited.run(str(limited.path("small")), "found")
    assert (done.returncode, done.stdout) == (4, "")
    assert "`total_memory_bytes` allows 131,072" in done.stderr
    assert told(done.stderr) == told(alike.stderr)

"""The README and its guides: flows are the samples, commands print what is shown, code runs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import HELLO, ROOT, Workshop, furnish

PAGES = [
    ROOT / name
    for name in (
        "README.md",
        "runtime_stub/TRUST.md",
        "runtime_stub/SERVING.md",
        "compiler/BUILDING.md",
        "runtime_stub/CLIENT.md",
    )
]
"""The README, and what goes on from its first flow, in an order in which all commands work."""


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of a language, page by page."""
    text = "\n".join(page.read_text() for page in PAGES)
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def sessions() -> list[tuple[str, str]]:
    """Return each command of the console blocks with what it prints; `...` stands for anything."""
    parts = "\n".join(blocks("console")).split("$ ")[1:]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    workshop = furnish(tmp_path_factory.mktemp("readme"))
    workshop.path("wrong.flow").write_text(blocks("flow")[1])
    return workshop


def test_the_flow_is_the_sample() -> None:
    assert blocks("flow")[0] == (HELLO / "hello.flow").read_text()


def test_the_test_is_one_of_a_template() -> None:
    template = ROOT / "compiler/flowc/templates/service/NAME.flow.jinja"
    assert blocks("flow")[2] in template.read_text()


def test_the_sessions_print_what_is_shown(desk: Workshop) -> None:
    assert len(sessions()) > 4
    for command, output in sessions():
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=desk.folder,
            env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(desk.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        shown = ".*".join(re.escape(part) for part in output.strip().split("..."))
        assert re.fullmatch(shown, done.stdout.strip()), f"$ {command}\n{done.stdout}"


def test_the_picture_is_what_is_drawn(desk: Workshop) -> None:
    assert blocks("mermaid") == [desk.well("flowc", "graph", "hello.flow")]


def test_the_python_runs(desk: Workshop, capfd: pytest.CaptureFixture[str]) -> None:
    program = "\n".join(blocks("python"))
    subprocess.run([sys.executable, "-c", program], cwd=desk.folder, check=True)
    assert capfd.readouterr().out == "Hello, Ada!\n"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)[^)]*\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []

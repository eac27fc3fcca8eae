"""What runtime_stub/CLIENT.md says is so: its scripts print what stands behind them."""

import re
from pathlib import Path

import pytest
from tests.web.conftest import Build, Built, node

from flowrt.trust.file import read_trust

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "runtime_stub" / "CLIENT.md").read_text()
SCRIPTS = re.findall(r"^```js\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
PRINTED = re.compile(r"console\.log\(.*\); // (.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def hello(build: Build) -> Built:
    return build(ROOT / "samples" / "hello" / "hello.flow")


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_scripts_print_what_is_shown(hello: Built, script: str) -> None:
    [publisher] = read_trust(hello.trust.read_text()).publishers
    script = script.replace('readFile("hello', f'readFile("{hello.folder}/hello')
    path = hello.folder / "script.mjs"
    path.write_text(script.replace('"KEY"', f'"{publisher.keys[0].line}"'))
    printed = PRINTED.findall(script)
    assert printed
    assert node(path, "").splitlines() == printed


def test_the_files_are_those_that_are_listed(hello: Built) -> None:
    listed = set(re.findall(r"`(hello\.[a-z.]+)`", PAGE.split("## Calling")[0]))
    made = {one.name for one in hello.folder.iterdir() if one.name.startswith("hello.")}
    assert made == listed - {"hello.flow"}

"""What the README says of registries is done here, with a registry of this machine in its place."""

import re
import shlex
import shutil

import pytest
from tests.oci.daemon import Daemon
from tests.oci.desk import GREETING, ROOT, Desk

from flowc.cli.main import main

README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("\n## Registries\n")[2].partition("\n## ")[0]


def test_the_commands_of_the_readme_run(
    registry: Daemon, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(GREETING.parents[1], "components")
    shutil.copy(desk.archive, "hello.flowpack")
    shutil.copy(desk.trust, "trust.toml")
    (block,) = re.findall(r"^```sh\n(.*?)^```$", SECTION, re.DOTALL | re.MULTILINE)
    commands = [shlex.split(line, comments=True) for line in block.splitlines()]
    assert len(commands) == 3
    for program, *words in commands:
        assert program == "flowc"
        assert main([word.replace("ghcr.io", registry.host) for word in words]) == 0
        assert "@sha256:" in capsys.readouterr().out

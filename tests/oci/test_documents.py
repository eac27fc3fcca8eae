"""What the guide says of registries is done here, with a registry of this machine in its place."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from tests.oci.daemon import Daemon
from tests.oci.desk import GREETING, ROOT, Desk

from flowc.cli.main import main
from flowrt.__main__ import main as flowrt_main

GUIDE = (ROOT / "compiler" / "BUILDING.md").read_text(encoding="utf-8")
SECTION = GUIDE.partition("\n## Registries\n")[2].partition("\n## ")[0]


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


def test_the_flow_of_the_readme_is_locked_and_checked(
    registry: Daemon, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (text,) = re.findall(r"^```flow\n(.*?)^```$", SECTION, re.DOTALL | re.MULTILINE)
    (desk.folder / "hello.flow").write_text(text.replace("ghcr.io", registry.host))
    monkeypatch.setenv("FLOWC_CACHE", str(desk.folder / "cache"))
    assert desk.push(GREETING, f"{registry.host}/acme/greeting:1.0") == 0
    assert main(["lock", "hello.flow"]) == 0
    assert main(["check", "hello.flow"]) == 0


def test_a_pod_gets_its_archive_as_it_is_told_to(
    registry: Daemon, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command of the container that comes first, but for where its folders lie."""
    assert desk.push(desk.archive, f"{registry.host}/acme/pod:1") == 0
    pinned = capsys.readouterr().out.strip().replace(":1@", "@")
    deploy = ["deploy", "kubernetes", str(desk.archive), "--trust", desk.trust, "--open"]
    assert flowrt_main([*deploy, "--image", "flowrt:1", "--from", pinned]) == 0
    objects = list(yaml.safe_load_all(capsys.readouterr().out))
    (pods,) = [one["spec"]["template"]["spec"] for one in objects if one["kind"] == "Deployment"]
    (data,) = [one["data"] for one in objects if one["kind"] == "ConfigMap"]
    Path("etc").mkdir()
    for name, text in data.items():
        Path("etc", name).write_text(text)
    program, *words = pods["initContainers"][0]["command"]
    here = [one.replace("/etc/flow/", "etc/").replace("/archive/", "pod/") for one in words]
    assert program == "flowc"
    assert main(here) == 0
    assert Path("pod/app.flowpack").read_bytes() == desk.archive.read_bytes()

"""Shells complete flows, flags and values: of an executable, and of an archive for `flowrt run`."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Workshop
from tests.cli.executables import start

from flowrt.target import this_target

pytestmark = pytest.mark.skipif(this_target() != "x86_64-linux", reason="no launcher for it")
ASKED = [
    ("", {"div", "kinds", "few", "--lines", "--help"}, {"--c", "--size"}),
    ("k", {"kinds"}, {"div", "--lines"}),
    ("kinds --", {"--c", "--size", "--big", "--lines"}, {"kinds", "--a"}),
    ("kinds --s", {"--size"}, {"--c"}),
    ("kinds --size ", {"small", "large"}, {"--c", "kinds"}),
    ("kinds --size = la", {"large"}, {"small"}),
    ("kinds --big = ", {"true", "false"}, {"--c"}),
    ("kinds --c x --", {"--size", "--deny"}, {"--c"}),
    ("kinds --isolation ", {"call", "stream"}, {"--c"}),
    ("div --a ", set(), {"--b"}),
]


def answers(program: Path, words: list[str], exe: Workshop) -> set[str]:
    done = start(program, "--complete", *words, at=exe)
    assert (done.returncode, done.stderr) == (0, b"")
    return {line.partition("\t")[0] for line in done.stdout.decode().splitlines()}


@pytest.mark.parametrize(("typed", "offered", "withheld"), ASKED)
def test_what_fits_is_offered(
    exe: Workshop, typed: str, offered: set[str], withheld: set[str]
) -> None:
    flowrt = Path(sys.executable).with_name("flowrt")
    for program, words in ((exe.path("kinds"), []), (flowrt, ["run", "kinds.flowpack"])):
        found = answers(program, [*words, *typed.split(" ")], exe)
        assert found >= offered
        assert not found & withheld


def test_flowrt_offers_commands_and_leaves_files_to_the_shell(exe: Workshop) -> None:
    flowrt = Path(sys.executable).with_name("flowrt")
    assert answers(flowrt, ["r"], exe) == {"recut", "renew", "run"}
    assert "--trust" in answers(flowrt, ["run", ""], exe)
    assert not answers(flowrt, ["run", "kin"], exe)
    assert not answers(flowrt, ["run", "kinds.flow", ""], exe)


def test_bash_completes_by_the_script(exe: Workshop) -> None:
    bash = shutil.which("bash")
    assert bash is not None
    script = (
        "source <(./kinds --completion bash) && complete -p kinds && "
        'COMP_WORDS=(./kinds kinds --size "") COMP_CWORD=3 && '
        '_kinds_words && echo "${COMPREPLY[*]}"'
    )
    done = start(Path(bash), "-c", script, at=exe)
    assert done.stderr == b""
    assert done.stdout.decode().splitlines() == [
        "complete -o bashdefault -o default -F _kinds_words kinds",
        "small large",
    ]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_are_read_by_their_shells(exe: Workshop, shell: str) -> None:
    flowrt = Path(sys.executable).with_name("flowrt")
    known = shutil.which(shell)
    for program in (exe.path("kinds"), flowrt):
        script = start(program, "--completion", shell, at=exe).stdout
        assert program.name.encode() in script
        if known is not None:
            subprocess.run([known, "-n"], input=script, check=True, timeout=120)


def test_no_other_shell_is_known(exe: Workshop) -> None:
    flowrt = Path(sys.executable).with_name("flowrt")
    assert start(exe.path("kinds"), "--completion", "csh", at=exe).returncode == 2
    assert start(flowrt, "--completion", "csh", at=exe).returncode == 2

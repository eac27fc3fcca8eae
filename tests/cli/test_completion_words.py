"""What `flowrt --complete` offers, word by word; shells ask for it in `test_completion`."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from tests.stub import door_archive as door

from flowrt.__main__ import main

Offered: TypeAlias = Callable[..., set[str]]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive, _ = door.write_files(tmp_path_factory.mktemp("shop"))
    return archive


@pytest.fixture
def offered(
    capsys: pytest.CaptureFixture[str], shop: Path, monkeypatch: pytest.MonkeyPatch
) -> Offered:
    monkeypatch.chdir(shop.parent)

    def offered(*words: str) -> set[str]:
        assert main(["--complete", *words]) == 0
        said = capsys.readouterr()
        assert not said.err
        return {line.partition("\t")[0] for line in said.out.splitlines()}

    return offered


EVERYTHING = ("run", "shop.flowpack", "everything")
ASKED = [
    ((), {"run", "serve"}, {"--trust"}),
    (("ru",), {"run"}, {"serve"}),
    (("nothing", ""), set(), {"run"}),
    (("run", ""), {"--trust"}, {"checkout"}),
    (("run", "--trust", ""), set(), {"--trust"}),
    (("run", "--trust", "trust.toml", "shop.flowpack", ""), {"count", "--deny"}, {"--trust"}),
    (("run", "none.flowpack", ""), set(), {"--trust"}),
    ((*EVERYTHING, ""), {"--text", "--colour"}, {"count"}),
    ((*EVERYTHING, "--text", "x", "--"), {"--colour"}, {"--text"}),
    ((*EVERYTHING, "--text=x", "--"), {"--colour"}, {"--text"}),
    ((*EVERYTHING, "--colour", ""), {"red", "green"}, {"--text"}),
    ((*EVERYTHING, "--colour", "=", "r"), {"red"}, {"green"}),
    ((*EVERYTHING, "--number", ""), set(), {"--text"}),
    ((*EVERYTHING, "--quick", ""), {"--text"}, {"true"}),
    ((*EVERYTHING, "--quick", "=", ""), {"true", "false"}, {"--text"}),
    ((*EVERYTHING, "--isolation", ""), {"call", "stream"}, {"--text"}),
    ((*EVERYTHING, "--lines", ""), {"--text"}, {"--lines"}),
]


@pytest.mark.parametrize(("words", "there", "not_there"), ASKED)
def test_what_fits_is_offered(
    offered: Offered, words: tuple[str, ...], there: set[str], not_there: set[str]
) -> None:
    found = offered(*words)
    assert found >= there
    assert not found & not_there


def test_each_shell_has_its_script_and_others_have_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert main(["--completion", shell]) == 0
        assert "--complete" in capsys.readouterr().out
    assert main(["--completion", "tcsh"]) == 2
    assert "give one of bash, zsh, fish" in capsys.readouterr().err

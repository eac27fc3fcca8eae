import sys

import pytest

from flowc.cli import main


def test_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pygls", None)
    assert main(["lsp"]) == 1
    said = capsys.readouterr().err
    assert "error[F012]: a part of flowc is not installed" in said
    assert "help: install it: `pip install 'flowc[lsp]'`" in said

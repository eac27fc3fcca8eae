"""`flowc explain` for every code there is: the compiler's and the stub's."""

import re
from importlib import import_module

import pytest
from tests.architecture.messages import CLASSES

from flowc.cli.explain import STUB
from flowc.cli.main import main
from flowrt.problems.every import every_problem

for module in STUB:
    import_module(module)
TITLES = {one.code: one.title for one in CLASSES} | {one.code: one.title for one in every_problem()}
FENCED = re.compile(r"^```\w*\n(.+?)\n```$", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("code", TITLES)
def test_a_code_has_a_page(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", code.lower()]) == 0
    said = capsys.readouterr()
    heading, empty, *text = said.out.splitlines()
    assert heading == f"{code}: {TITLES[code]}"
    assert empty == ""
    assert text[0].endswith((".", ":", ",")) or text[1], "what it means, in a sentence"
    assert said.err == ""


@pytest.mark.parametrize("code", [one for one in TITLES if one.startswith("R")])
def test_a_page_of_the_stub_shows_the_message_and_what_to_do(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["explain", code])
    shown = FENCED.findall(capsys.readouterr().out)[-1].splitlines()
    assert re.fullmatch(rf"(error|fault|refused)\[{code}\]: .+", shown[0])
    assert shown[-1].startswith("help: ")

"""The files of our runtime are put into one text, in which each has a scope to itself."""

import re
from importlib.resources import files

import pytest

from flowc.text.diagnostic import InternalError
from flowc.web.inline import constant, rewritten
from flowc.web.script import runtime

DECLARED = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
FILES = sorted(path.stem for path in (files("flowc.web") / "runtime").iterdir())  # type: ignore[attr-defined]


def test_each_file_is_a_constant_and_nothing_else_is_declared() -> None:
    found = DECLARED.findall(re.sub(r"^const (\w+) = \(\(\) => \{\n(?:.*\n)*?\}\)\(\);$",
                                    r"const \1;", runtime(), flags=re.MULTILINE))  # fmt: skip
    assert sorted(found) == sorted(map(constant, FILES))


def test_nothing_of_the_module_system_is_left() -> None:
    assert re.findall(r"^(?:import|export)\b", runtime(), re.MULTILINE) == []


@pytest.mark.parametrize(
    "twice",
    [
        "function one() {}\nexport function one() {}\n",
        'import { one } from "./other.js";\nfunction one() {}\n',
        'import { two as one } from "./other.js";\nexport const one = 1;\n',
        'import { one } from "./other.js";\nexport { one } from "./third.js";\n',
    ],
)
def test_a_name_that_is_declared_twice_in_a_file_is_our_mistake(twice: str) -> None:
    with pytest.raises(InternalError, match="declares `one` twice"):
        rewritten("some", twice)


def test_a_name_may_stand_in_two_files_for_two_things() -> None:
    for name in ("first", "second"):
        module = rewritten(name, f'export function one() {{ return "{name}"; }}\n')
        assert module.text.startswith(f"const {constant(name)} = (() => {{\n")
        assert module.text.endswith("return { one };\n})();")

"""The files of our runtime are put into one text, in which each name can stand for one thing."""

import re
from collections import Counter

from flowc.web.script import RUNTIME, runtime

DECLARED = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)


def test_each_name_is_declared_once() -> None:
    counts = Counter(DECLARED.findall(runtime()))
    assert len(counts) > 40
    assert [name for name, count in counts.items() if count > 1] == []


def test_nothing_of_the_module_system_is_left() -> None:
    assert re.findall(r"^(?:import|export)\b", runtime(), re.MULTILINE) == []
    assert len(RUNTIME) == len(set(RUNTIME))

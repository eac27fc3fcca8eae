"""The examples of `flowc explain` are compiled: each shows the mistake that its page is about.

An example is a file, but for its package line; one of syntax may also be the inside of a flow.
"""

import re
from contextlib import suppress

import pytest
from tests.architecture.messages import CLASSES
from tests.frontend.check.checker import codes

from flowc.frontend import wit
from flowc.text.diagnostic import Diagnostic
from flowc.text.explain import page
from flowc.text.report import Report, Stopped

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NOT_SHOWN = {
    "F102": "what cannot be seen cannot be shown",
    "F154": "it would have to be 128 levels deep",
    "F274": "it would have to be some screens long",
    "F179": "it would have to be 64 levels deep",
    "F289": "it would have to have 33 labels",
}
"""Pages whose example is not the mistake itself."""
BESIDE = ("F08", "F29", "F408", "F422", "F448")
"""Pages about other files than the flow; `tests/frontend/uses`, `tests/lock` and others have their
cases."""


def blocks(kind: type[Diagnostic]) -> list[tuple[str, str]]:
    return FENCED.findall(page(kind))


def whole(text: str) -> str:
    return text if "package" in text else f"package a:b;\n{text}"


def in_a_flow(text: str) -> str:
    return f"package a:b;\nflow f() -> u32 {{\n{text}\n}}"


def wit_codes(text: str) -> list[str]:
    report = Report()
    with suppress(Stopped):
        wit.read({"a.wit": text}, report)
    return [one.code for one in report.diagnostics]


def of(language: str) -> list[type[Diagnostic]]:
    """Return the messages about flows, or about `.wit` files, that show their mistake."""
    about_wit = ("flowc.frontend.errors.wit", "flowc.frontend.errors.wit_names")
    return [
        one
        for one in CLASSES
        if one.__module__.startswith("flowc.frontend.")
        and (one.__module__ in about_wit) == (language == "wit")
        and not one.code.startswith(BESIDE)
        and one.code not in NOT_SHOWN
    ]


def name(kind: type[Diagnostic]) -> str:
    return f"{kind.code}-{kind.__name__}"


@pytest.mark.parametrize("kind", of("flow"), ids=name)
def test_an_example_shows_its_mistake(kind: type[Diagnostic]) -> None:
    texts = [text for _, text in blocks(kind)]
    shown = [codes(one) for text in texts for one in (text, whole(text))]
    if kind.code.startswith("F1"):
        shown += [codes(in_a_flow(text)) for text in texts]
    elif kind.level == "warning":
        assert {kind.code} in map(set, shown), "a caution is told where there are no errors"
    assert kind.code in {code for found in shown for code in found}


@pytest.mark.parametrize("kind", of("wit"), ids=name)
def test_an_example_of_a_wit_file_shows_its_mistake(kind: type[Diagnostic]) -> None:
    shown = [wit_codes(whole(text)) for _, text in blocks(kind)]
    shown += [wit_codes(f"package a:b;\ninterface i {{\n{text}\n}}") for _, text in blocks(kind)]
    assert kind.code in {code for found in shown for code in found}


@pytest.mark.parametrize("kind", CLASSES, ids=name)
def test_a_page_has_an_example_of_its_own(kind: type[Diagnostic]) -> None:
    assert blocks(kind) or kind.code.startswith((*BESIDE, "F5"))

"""JUnit's XML, as CI servers read it: a suite for each file, a case for each test."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flowc.text.diagnostic import Error
from flowc.text.render import terminal
from flowc.trials.results import Results, path, place, status
from flowc.trials.run import Outcome

KINDS = {"failed": "failure", "faulted": "error"}


def render(results: Results) -> str:
    """Return the document."""
    root = Element("testsuites", _counts(results, "flowc"))
    for file, outcomes in results.files():
        seconds = sum(one.seconds for one in outcomes)
        part = Results(outcomes, None, seconds)
        suite = SubElement(root, "testsuite", _counts(part, file))
        for one in outcomes:
            _case(suite, one)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _counts(results: Results, name: str) -> dict[str, str]:
    return {
        "name": _legal(name),
        "tests": str(len(results.outcomes)),
        "failures": str(results.count("failed")),
        "errors": str(results.count("faulted")),
        "time": f"{results.seconds:.4f}",
    }


def _case(suite: Element, one: Outcome) -> None:
    case = SubElement(
        suite,
        "testcase",
        {
            "name": _legal(one.test.name),
            "classname": _legal(path(one)),
            "file": _legal(path(one)),
            "line": str(place(one).line),
            "time": f"{one.seconds:.4f}",
        },
    )
    if one.problem is not None:
        told = {"message": _legal(one.problem.title), "type": one.problem.code}
        SubElement(case, KINDS[status(one)], told).text = _legal(_told(one, one.problem))


def _told(one: Outcome, problem: Error) -> str:
    source = one.suite.source
    text = terminal.render([problem], {source.path: source})
    return f"\n{text.rpartition('flowc: ')[0].rstrip()}\n"


def _legal(text: str) -> str:
    """Return a text without the characters that no XML document may hold."""
    return "".join(
        char if char in "\t\n" or char >= " " else "\N{REPLACEMENT CHARACTER}" for char in text
    )

"""One JSON object: each test with how it went, the coverage place by place; schema 1."""

import json
from typing import TypeAlias

from flowc.text.diagnostic import Error
from flowc.text.source import SourceFile
from flowc.text.span import Span
from flowc.trials.coverage import Covered
from flowc.trials.errors import ExpectationFailed, NothingToTake
from flowc.trials.results import Results, path, place, status
from flowc.trials.run import Outcome

SCHEMA = 1
Fields: TypeAlias = dict[str, object]


def render(results: Results) -> str:
    """Return the object, indented, values of tests as the JSON texts that their codec printed."""
    fields: Fields = {
        "schema": SCHEMA,
        "passed": results.count("passed"),
        "failed": results.count("failed"),
        "faulted": results.count("faulted"),
        "seconds": round(results.seconds, 4),
        "tests": [_test(one) for one in results.outcomes],
    }
    if results.coverage is not None:
        fields["coverage"] = [_covered(one) for one in results.coverage]
    return json.dumps(fields, indent=2) + "\n"


def _test(one: Outcome) -> Fields:
    at = place(one)
    fields: Fields = {
        "file": path(one),
        "line": at.line,
        "name": one.test.name,
        "status": status(one),
        "seconds": round(one.seconds, 4),
    }
    if one.problem is not None:
        fields["problem"] = _problem(one.problem, one.suite.source)
    return fields


def _problem(problem: Error, source: SourceFile) -> Fields:
    fields: Fields = {
        "code": problem.code,
        "title": problem.title,
        "label": problem.label,
        **_place(problem.span, source),
    }
    match problem:
        case ExpectationFailed(left=left, right=right) if left:
            return {**fields, "left": left, "right": right}
        case NothingToTake(found=found):
            return {**fields, "found": found}
        case _:
            return {**fields, "notes": list(problem.notes)}


def _place(span: Span, source: SourceFile) -> Fields:
    if span.file != source.path:
        return {"file": span.file}
    at = source.place(span.start)
    return {"file": span.file, "line": at.line, "column": at.column}


def _covered(one: Covered) -> Fields:
    count = one.all
    return {
        "file": one.source.path,
        "reached": count.reached,
        "points": count.points,
        "missed": [
            {"kind": point.kind, **_place(point.span, one.source)} for point in one.missed()
        ],
    }

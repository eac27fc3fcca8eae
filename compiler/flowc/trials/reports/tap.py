"""TAP, version 14: a line for each test, and a YAML block for each that did not pass.

Source: the Test Anything Protocol's specification, version 14. Scalars are written as JSON, which
YAML reads as they are.
"""

import json
import re
from collections.abc import Iterator

from flowc.text.diagnostic import Error
from flowc.trials.errors import ExpectationFailed, NothingToTake
from flowc.trials.results import Results, path

SPECIAL = re.compile(r"[\\#]")


def render(results: Results) -> str:
    """Return the report."""
    lines = ["TAP version 14", f"1..{len(results.outcomes)}"]
    for number, one in enumerate(results.outcomes, 1):
        name = SPECIAL.sub(r"\\\g<0>", f"{path(one)}: {' '.join(one.test.name.split())}")
        lines.append(f"{'ok' if one.problem is None else 'not ok'} {number} - {name}")
        if one.problem is not None:
            source = one.suite.source
            inside = source.path == one.problem.span.file
            at = source.place(one.problem.span.start) if inside else None
            lines += ["  ---", *_block(one.problem), *_at(one.problem, str(at or "")), "  ..."]
    return "\n".join(lines) + "\n"


def _block(problem: Error) -> Iterator[str]:
    yield _line("message", problem.title)
    yield _line("severity", "fail")
    yield _line("code", problem.code)
    match problem:
        case ExpectationFailed(left=left, right=right) if left:
            yield _line("left", left)
            yield _line("right", right)
        case NothingToTake(found=found):
            yield _line("found", found)
        case _:
            yield _line("label", problem.label)


def _at(problem: Error, place: str) -> Iterator[str]:
    yield _line("at", f"{problem.span.file}:{place}" if place else problem.span.file)


def _line(key: str, value: str) -> str:
    return f"  {key}: {json.dumps(value)}"

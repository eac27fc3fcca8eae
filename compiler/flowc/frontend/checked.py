"""The front half of the compiler as one function: all that `flowc check` and `flowc graph` need.

It stands apart from `pipeline`, which imports every stage, so that checking starts quickly.
"""

from dataclasses import dataclass

from flowc.frontend import check, parse, uses
from flowc.frontend.typed import TypedFlow
from flowc.text.report import Report
from flowc.text.source import SourceFile


@dataclass(frozen=True, slots=True)
class Checked:
    """A package without mistakes, and the components it uses."""

    package: TypedFlow
    uses: uses.Uses


def check_flow(source: SourceFile, load: uses.Load, report: Report) -> Checked:
    """Parse and type-check; every mistake goes into the report."""
    flow = parse.parse(source, report)
    used = uses.load_uses(flow, load, report)
    return Checked(check.check(flow, used.signatures, report), used)

"""The front half of the compiler as one function: all that `flowc check` and `flowc graph` need.

It stands apart from `pipeline`, which imports every stage, so that checking starts quickly.
"""

from dataclasses import dataclass

from flowc.frontend import check, packages, parse
from flowc.frontend.typed import TypedFlow
from flowc.frontend.uses import Load
from flowc.text.report import Report
from flowc.text.source import SourceFile


@dataclass(frozen=True, slots=True)
class Checked:
    """A package without mistakes, and all that it was made of."""

    package: TypedFlow
    program: packages.Program


def check_flow(source: SourceFile, load: Load, report: Report, home: str = "") -> Checked:
    """Parse and type-check a package and all that it uses; mistakes go into the report."""
    flow = parse.parse(source, report)
    program = packages.load_program(flow, source, load, report, home)
    return Checked(check.check_program(program, report), program)

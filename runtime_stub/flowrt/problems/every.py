"""Every problem that there is, for what explains them and for what tells other programs of them."""

from __future__ import annotations

from flowrt.problems import errors, faults, refusals
from flowrt.problems.report import Problem

OURS = (refusals, errors, faults)
"""The modules that are imported so that their problems are found."""


def every_problem() -> tuple[type[Problem], ...]:
    """Return each problem class that has a code, in the order of the codes.

    Those that other packages define are among them if they were imported.
    """
    found: dict[str, type[Problem]] = {}
    queue: list[type[Problem]] = [Problem]
    while queue:
        cls = queue.pop()
        queue += cls.__subclasses__()
        if cls.code:
            found[cls.code] = cls
    return tuple(found[code] for code in sorted(found))

"""A fault as a value: what a flow's `try` gives where something could not be done; FORMAT 7.5.

Takes the problem that ended the work and gives its `err` as JSON text; an archive that cannot be
used is no fault that a flow could do anything about, and is raised again.
"""

import json

from flowrt.problems.faults import (
    ComponentTrapped,
    DeadlinePassed,
    FlowFaulted,
    FuelSpent,
    LeftAlone,
    MemorySpent,
    NotBounded,
    NotCompiled,
    NotGranted,
    NotKept,
    NotStarted,
    OutputTooLarge,
    OutsideFlow,
    ServiceFailed,
    StackExhausted,
)
from flowrt.problems.report import BadInput, Fault, Problem

KINDS: dict[type[Problem], str] = {
    ComponentTrapped: "trap",
    FlowFaulted: "arithmetic",
    FuelSpent: "limit",
    NotStarted: "limit",
    StackExhausted: "limit",
    OutsideFlow: "limit",
    OutputTooLarge: "limit",
    MemorySpent: "limit",
    NotBounded: "limit",
    DeadlinePassed: "timeout",
    ServiceFailed: "unreachable",
    LeftAlone: "unreachable",
    NotGranted: "denied",
    NotKept: "unkept",
}
"""What the language calls each kind of fault."""


def caught(problem: Fault | BadInput) -> bytes:
    """Return the err of a fault; raises the problem again where it is of no kind to be caught."""
    kind = KINDS.get(type(problem))
    if isinstance(problem, BadInput):
        kind, said = (
            "unkept",
            f"{problem.place}: expected {problem.expected}, found {problem.found}",
        )
    elif kind is None or isinstance(problem, NotCompiled):
        raise problem
    else:
        said = told(problem)
    fault = {"kind": kind, "message": said}
    return b'{"err":%b}' % json.dumps(fault, ensure_ascii=False, separators=(",", ":")).encode()


def told(fault: Fault) -> str:
    """Return what happened in one line: what it was, of whom, where, and in the engine's words."""
    called = ".".join(filter(None, (fault.component, fault.function)))
    where = f" in `{called}`" if called else ""
    place = f" at {fault.place}" if fault.place else ""
    said = f": {fault.message}" if fault.message else ""
    return f"{fault.title}{where}{place}{said}"

"""Execution plans that are none: R301 to R305."""

from __future__ import annotations

from flowrt.problems.report import Refused


class BadPlan(Refused):
    """The plan is not the one msgpack encoding that its fields have."""

    code = "R301"
    title = "the plan is not canonical msgpack"
    rule = "FORMAT 7.1"
    help = "build the archive again"


class BadPlanField(Refused):
    """A field of the plan is missing, unknown, of another type or out of its range."""

    code = "R302"
    title = "a field of the plan is not what the format says"
    rule = "FORMAT 7.2"
    help = "build the archive again; if flowc is newer than flowrt, update flowrt"


class UnknownPlan(Refused):
    """The plan has a version that this stub does not read."""

    code = "R303"
    title = "the plan has a version that is not supported"
    rule = "FORMAT 7.1"
    help = "use the flowrt release that matches the flowc that built it, or build it again"


class PlanMismatch(Refused):
    """The plan and the header name different packages or versions."""

    code = "R304"
    title = "the plan does not belong to this header"
    rule = "FORMAT 7.3"
    help = "build the archive again"


class BadShape(Refused):
    """A type in the plan is not one of the forms of a type, or nests too deep."""

    code = "R305"
    title = "a type in the plan is malformed"
    rule = "FORMAT 7.4"
    help = "build the archive again"

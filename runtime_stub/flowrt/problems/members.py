"""Problems as machines exchange them: RFC 9457 members, and the HTTP status of each.

Takes any `Problem`; gives the members of a problem document, in the order they are shown. Servers
answer with it, workers put it beside a message that failed. It never holds a traceback.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType

from flowrt.problems.report import BadInput, Fault, Problem, Refused

MEDIA = "application/problem+json"
BAD_REQUEST = 400
UNPROCESSABLE = 422
OURS = 500

STATUSES: Mapping[str, int] = MappingProxyType(
    {
        "R400": 404,  # no such flow
        "R401": BAD_REQUEST,  # not JSON
        "R408": 413,  # larger than a limit
        "R409": OURS,  # the flow made a value that JSON cannot hold
        "R412": 504,  # the deadline passed
        "R414": 503,  # no room for an instance
        "R430": 502,  # a service failed
        "R434": 503,  # a service is left alone
        "R475": BAD_REQUEST,  # no host, or several
        "R476": 431,
        "R477": BAD_REQUEST,  # no HTTP
        "R500": 405,
        "R501": 404,
        "R502": 415,
        "R503": 408,
        "R504": 503,
        "R505": 401,
        "R506": 421,
        "R507": BAD_REQUEST,
        "R508": 503,
    }
)
"""The status of each code that has one of its own."""
_OF_THE_SERVICE = (408, 429, *range(500, 600))
"""Statuses of HTTP that tell of whoever answers, and not of what was asked."""


class Internal(Problem):
    """A mistake of flowrt itself; nothing more is said to whoever asked."""

    level = "fault"
    exit_code = 70
    code = "R509"
    title = "a mistake of flowrt"
    help = "report it; what happened stands on the server's stderr"


def status_of(problem: Problem) -> int:
    """Return the HTTP status that tells of a problem."""
    known = STATUSES.get(problem.code)
    if known is not None:
        return known
    return UNPROCESSABLE if isinstance(problem, BadInput) else OURS


def is_well(status: object) -> bool:
    """Return whether whoever answers with a status is well; one that is no status says no."""
    return isinstance(status, int) and status not in _OF_THE_SERVICE


def members_of(problem: Problem) -> dict[str, object]:
    """Return the members of the problem document; those that are empty are left out."""
    members: dict[str, object] = {
        "type": f"urn:flowrt:problem:{problem.code}",
        "title": problem.title,
        "status": status_of(problem),
        "detail": _detail(problem),
        "code": problem.code,
        **_of_kind(problem),
        "help": problem.help,
    }
    return {name: value for name, value in members.items() if value != ""}


def document(problem: Problem) -> bytes:
    """Return the problem document as JSON."""
    return json.dumps(members_of(problem), ensure_ascii=False, separators=(",", ":")).encode()


def _detail(problem: Problem) -> str:
    facts = "; ".join(f"{label} {text}" for label, text in problem.facts)
    return ": ".join(part for part in (problem.place, facts) if part)


def _of_kind(problem: Problem) -> dict[str, object]:
    match problem:
        case BadInput():
            return {"path": problem.path, "expected": problem.expected, "found": problem.found}
        case Fault():
            return {
                "flow": problem.flow,
                "component": problem.component,
                "function": problem.function,
                "place": problem.place,
            }
        case Refused():
            return {"place": problem.place, "expected": problem.expected, "found": problem.found}
        case _:
            return {"place": problem.place}

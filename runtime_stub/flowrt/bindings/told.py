"""What a service says of its failure, told in our own words.

Its words may quote what it was given, and what is told here goes to logs: so a problem document
counts by its code, and by names of flows' parts and places in their source.
"""

import json
import re

from flowrt.problems.every import every_problem

_CODE = re.compile(r"R[0-9]{3}")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PLACE = re.compile(r"[\w./-]+\.flow:[0-9]+:[0-9]+")


def status_in(document: bytes) -> object:
    """Return the status that a problem document has, None for what is no such document."""
    try:
        status: object = json.loads(document)["status"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return status


def told(document: bytes, otherwise: str) -> str:
    """Return what a problem document says in one line; of what is none, something else."""
    try:
        problem = json.loads(document)
        code = _fitting(_CODE, problem["code"])
        titles = {cls.code: cls.title for cls in every_problem()}
        names = (_fitting(_NAME, problem.get(one)) for one in ("component", "function"))
        called = ".".join(filter(None, names))
        place = _fitting(_PLACE, problem.get("place"))
        title = f"{code}: {titles[code]}" if code in titles else code
        parts = (title or otherwise, called and f"in `{called}`", place and f"at {place}")
        return " ".join(filter(None, parts))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return otherwise


def _fitting(form: re.Pattern[str], text: object) -> str:
    return text if isinstance(text, str) and form.fullmatch(text) else ""

"""What a registry says in its answers: small bodies read within limits, errors put into words."""

import json
from http import HTTPStatus
from typing import Final

from urllib3 import exceptions

from flowc.oci.errors import TooLarge
from flowc.oci.wire import Response, Wire, announced
from flowc.text.report import stop
from flowrt.problems.report import shown

MOST_WORDS: Final = 1 << 14


def read_some(wire: Wire, response: Response, what: str, most: int) -> bytes:
    """Return a body of at most `most` bytes; raises F076, or F071 where it ends too early."""
    if announced(response) > most:
        response.close()
        raise stop(TooLarge(what, most, f"{announced(response):,}"))
    try:
        data = b""
        while len(data) <= most and (more := _next(response, most + 1 - len(data))):
            data += more
    except exceptions.HTTPError as error:
        raise wire.broken(error, what) from None
    finally:
        response.close()
    if len(data) > most:
        raise stop(TooLarge(what, most, "more"))
    return data


def _next(response: Response, most: int) -> bytes:
    """Return some more of a body, as it came: nobody asked for any that is compressed."""
    return response.read(most, decode_content=False)


def said_by(response: Response) -> str:
    """Return what a refusal says, in one line: its status, and the registry's own words."""
    status = response.status
    name = HTTPStatus(status).phrase if status in _KNOWN else "unknown"
    words = _words(response)
    return f"{status} {name}" + (f", {shown(words)}" if words else "")


_KNOWN = frozenset(HTTPStatus)


def _words(response: Response) -> str:
    try:
        found: object = json.loads(_next(response, MOST_WORDS))
    except (exceptions.HTTPError, ValueError, RecursionError):
        return ""
    finally:
        response.close()
    errors = found.get("errors") if isinstance(found, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    message = first.get("message") if isinstance(first, dict) else None
    return message if isinstance(message, str) else ""

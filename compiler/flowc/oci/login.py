"""How a registry is told who we are: its challenge in, a header out.

`Basic` is answered with name and password, `Bearer` with a token that is fetched from where the
challenge says: over TLS or on this machine only, and never at a place that redirects.
"""

import json
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode
from urllib.request import parse_http_list, parse_keqv_list

from flowc.oci.credentials import Login
from flowc.oci.errors import Denied, RegistryFailed
from flowc.oci.said import read_some, said_by
from flowc.oci.wire import Response, Wire
from flowc.text.report import stop

OK: Final = 200
REFUSED: Final = (400, 401, 403)
MOST_TOKEN: Final = 1 << 16
_TOKEN = re.compile(r"[\x21-\x7e]+")


def answer(
    wire: Wire, challenges: Sequence[str], scope: str, login: Login | None, reference: str
) -> str:
    """Return the header that answers one of the challenges; raises F072 where none can be."""
    known = dict(_parsed(one) for one in challenges)
    if "bearer" in known:
        return f"Bearer {_token(wire, known['bearer'], scope, login, reference)}"
    if "basic" in known:
        if login is None or login.token:
            raise stop(Denied(reference, "as nobody", "it wants a name and a password"))
        return login.basic
    raise stop(RegistryFailed(wire.registry, "it wants a login of no kind that is known"))


def _parsed(challenge: str) -> tuple[str, dict[str, str]]:
    kind, _, rest = challenge.strip().partition(" ")
    try:
        return kind.lower(), parse_keqv_list(parse_http_list(rest))
    except (ValueError, IndexError):
        return kind.lower(), {}


def _token(
    wire: Wire, challenge: dict[str, str], scope: str, login: Login | None, reference: str
) -> str:
    realm = wire.step("", challenge.get("realm", ""))
    query = {"service": challenge.get("service", ""), "scope": scope}
    response = _ask(wire, realm, {name: text for name, text in query.items() if text}, login)
    if response.status in REFUSED:
        who = "as nobody" if login is None else login.who
        raise stop(Denied(reference, who, said_by(response)))
    if response.status != OK:
        raise stop(RegistryFailed(wire.registry, f"no token: {said_by(response)}"))
    return _token_in(wire, read_some(wire, response, realm, MOST_TOKEN))


def _ask(wire: Wire, realm: str, query: dict[str, str], login: Login | None) -> Response:
    if login is not None and login.token:
        form = {**query, "grant_type": "refresh_token", "client_id": "flowc"}
        body = urlencode({**form, "refresh_token": login.token}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return wire.send("POST", realm, kind, body)
    headers = {} if login is None else {"Authorization": login.basic}
    joint = "&" if "?" in realm else "?"
    return wire.send("GET", f"{realm}{joint}{urlencode(query)}", headers)


def _token_in(wire: Wire, data: bytes) -> str:
    try:
        found: object = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    fields = found if isinstance(found, dict) else {}
    token = fields.get("token") or fields.get("access_token")
    if not isinstance(token, str) or _TOKEN.fullmatch(token) is None:
        raise stop(RegistryFailed(wire.registry, "its answer holds no token"))
    return token

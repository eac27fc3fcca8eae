"""Which NATS server a command speaks to, and as whom: the options `--nats` and `--nats-login`.

Takes the words, gives a `Server`. A password on the command line is refused, since everybody who
may list processes sees it.
"""

import os

from flowrt.cli.options import Option, Usage, said
from flowrt.problems.kinds import without_password

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrt.work.connect import Server

NATS = Option("nats", "URL", "the NATS server; without it, $NATS_URL, or nats://127.0.0.1:4222")
_SCHEMES = ("nats", "queue", "tls")


def server_of(options: "Mapping[str, str]") -> "Server":
    """Return the server that the words name; raises `Usage`, `Exposed` or `BadLogin`."""
    from flowrt.work.connect import DEFAULT, Server, is_address  # noqa: PLC0415 - help needs none of it
    from flowrt.work.login import login_for  # noqa: PLC0415 - the same

    guard("--nats", options.get("nats", ""))
    url = options.get("nats") or os.environ.get("NATS_URL") or DEFAULT
    if not is_address(url):
        raise Usage(
            f"the NATS server {without_password(url)}", f"give an address such as {DEFAULT}"
        )
    return Server(url, login_for(login_of(options), url))


def login_of(options: "Mapping[str, str]") -> str | None:
    """Return the file that says who connects."""
    return said(options, "nats-login")


def guard(place: str, target: str) -> None:
    """Refuse an address on the command line that has a password in it."""
    scheme, _, rest = target.partition("://")
    if scheme in _SCHEMES and "@" in rest.partition("/")[0]:
        from flowrt.work.errors import Exposed  # noqa: PLC0415 - most words have none

        raise Exposed(place)

"""What the commands share that speak with registries: references, credentials, progress.

`flowc.oci` needs an extra, and so it is imported here alone, when a command runs.
"""

import argparse
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from flowc.cli.errors.builds import MissingExtra
from flowc.cli.errors.keys import HalfALogin
from flowc.cli.progress import Progress
from flowc.cli.session import Session
from flowc.frontend.reference import BadReference, Reference, read_reference

if TYPE_CHECKING:
    from flowc.oci.credentials import Login
    from flowc.oci.repository import Repository

MEGA = 1_000_000
LONGEST_PASSWORD = 1 << 16
"""Characters that are read of a line that need not end."""


def reference_of(text: str, session: Session) -> Reference:
    """Return the reference that was given; stops with F070 if it is none."""
    from flowc.oci.errors import NoReference  # noqa: PLC0415 - commands without registries

    try:
        return read_reference(text)
    except BadReference as bad:
        raise session.report.fail(NoReference(text, bad.expected, bad.found)) from None


def open_repository(
    reference: Reference, args: argparse.Namespace, session: Session, *, writes: bool = False
) -> "Repository":
    """Return a repository, to be used in a `with` block, as whoever the options say."""
    try:
        from flowc.oci.repository import Repository  # noqa: PLC0415 - needs an extra
    except ModuleNotFoundError as missing:
        raise session.report.fail(MissingExtra("oci", str(missing.name))) from None
    login = _login(reference.registry, args, session)
    return Repository(reference, login, plain=args.plain_http, writes=writes)


def _login(host: str, args: argparse.Namespace, session: Session) -> "Login | None":
    from flowc.oci.credentials import Login, find_login  # noqa: PLC0415 - as above

    username = getattr(args, "username", None)
    if (username is None) != (not getattr(args, "password_stdin", False)):
        raise session.report.fail(HalfALogin())
    if username is None:
        return find_login(host, os.environ)
    password = "" if sys.stdin is None else sys.stdin.readline(LONGEST_PASSWORD).rstrip("\r\n")
    return Login("the command line", username, password)


class Moving:
    """Says on a terminal how far a transfer is, once it takes long."""

    def __init__(self, doing: str, total: int, stream: TextIO | None = None) -> None:
        self.doing = doing
        self.total = total
        self.moved = 0
        self._progress = Progress(self._far, stream)

    def __enter__(self) -> Callable[[int], None]:
        return self.more

    def __exit__(self, *error: object) -> None:
        self._progress.__exit__(*error)

    def more(self, count: int) -> None:
        """Count bytes that have moved."""
        self.moved += count
        self._progress.step()

    def _far(self) -> str:
        return f"{self.doing}: {self.moved / MEGA:.1f} of {self.total / MEGA:.1f} MB"

"""Uses of what lies in registries: how they are written, and what loaders say of them.

A use is remote when its path begins with `oci://`. Its label is that path; its bytes are whatever
the loader has for it. Nothing here reads a lock or a cache.
"""

from collections.abc import Callable

from flowc.frontend import errors
from flowc.frontend.reference import BadReference, read_reference
from flowc.text.diagnostic import Error
from flowc.text.span import Span


class Unavailable(Exception):  # noqa: N818 - no fault of the loader's
    """A loader cannot give a remote component; `said_at` makes the message, None for none."""

    def __init__(self, said_at: Callable[[Span], Error | None]) -> None:
        super().__init__("a remote component is not to be had")
        self.said_at = said_at


def mistake_in(path: str, span: Span) -> "errors.BadRemote | None":
    """Return what is wrong with a remote path, if anything is."""
    try:
        reference = read_reference(path)
    except BadReference as bad:
        return errors.BadRemote(bad.expected, bad.found, span=span)
    if not reference.version:
        return errors.BadRemote("a tag or a digest", "neither", span=span)
    return None

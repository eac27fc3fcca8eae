"""The time that is written into what is made: the environment's, so that two runs give the same."""

import os

from flowc.cli.errors.builds import BadEpoch
from flowc.cli.session import Session
from flowc.origin import LAST
from flowrt.problems.kinds import text_kind


def created(session: Session) -> int | None:
    """Return the time that the archive names: `$SOURCE_DATE_EPOCH`, or none."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch and not (epoch.isascii() and epoch.isdecimal() and int(epoch) <= LAST):
        raise session.report.fail(BadEpoch(text_kind(epoch)))
    return int(epoch) if epoch else None

"""Python: CPython as a component, with all that it imports of WASI."""

# The bindings exist only while componentize-py builds, so mypy cannot see them.
# mypy: disable-error-code="import-not-found,misc"

import os
import random
import time

from componentize_py_types import Err
from wit_world import exports
from wit_world.exports.link import Parcel


def deep(left: int) -> int:
    """Fault far from home: the division is under many frames of the interpreter."""
    return 1 + deep(left - 1) if left else os.abort()


class Link(exports.Link):
    """The interface, as componentize-py asks for it."""

    def pass_(self, of: Parcel) -> Parcel:
        """Add the name, the variable that was granted and a stamp."""
        if not of.text:
            raise Err("nothing to pass on, says Python")
        if of.text.startswith("abort"):
            deep(20)
        sane = time.time() > 1.6e9 and random.SystemRandom().random() < 1
        mark = "Python" if sane else "Python?"
        return Parcel(f"{of.text} {mark}({os.environ.get('SENDER', '-')})", of.stamps + 1)

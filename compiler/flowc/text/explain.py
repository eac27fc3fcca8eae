"""`flowc explain`: from a code to the page in its class's docstring.

It knows the classes whose modules were imported, so the command line imports every stage's
`errors.py` first.
"""

import inspect
from collections.abc import Iterable, Iterator

from flowc.text.diagnostic import Diagnostic
from flowc.text.errors import UnknownCode
from flowc.text.report import Report


def diagnostic_classes() -> tuple[type[Diagnostic], ...]:
    """Return every class that has a code, by code."""
    found = {(one.__module__, one.__qualname__): one for one in _under(Diagnostic.__subclasses__())}
    coded = (one for one in found.values() if "code" in one.__dict__)
    return tuple(sorted(coded, key=lambda one: (one.code, one.__module__, one.__qualname__)))


def all_codes() -> dict[str, type[Diagnostic]]:
    """Return the class of each code, in order."""
    return {one.code: one for one in diagnostic_classes()}


def page(kind: type[Diagnostic]) -> str:
    """Return the page of a class, markdown without a heading."""
    return inspect.cleandoc(kind.__doc__ or "")


def explain(code: str, report: Report) -> str:
    """Return what `flowc explain` prints for `code`, in upper or lower case.

    Reports F004 and raises `Stopped` if there is no such code.
    """
    known = all_codes()
    kind = known.get(code.upper())
    if kind is None:
        raise report.fail(UnknownCode(code, tuple(known)))
    return f"{kind.code}: {kind.title}\n\n{page(kind)}\n"


def _under(kinds: Iterable[type[Diagnostic]]) -> Iterator[type[Diagnostic]]:
    # A class with slots is made twice, and the first one lingers; the second comes later and wins.
    for kind in kinds:
        yield kind
        yield from _under(kind.__subclasses__())

"""Which flows wait, and so are cut, by what they call; and that none of them satisfies an import.

A component that calls an import is in the middle of its work and cannot wait.
"""

from flowc.frontend import errors
from flowc.frontend.checking.packages.outside import Wait
from flowc.frontend.checking.packages.package import Package
from flowc.text.span import Span

Called = dict[str, dict[str, Span]]


def spread(package: Package, called: Called, order: tuple[str, ...]) -> None:
    """Enter the flows that wait because one that they call does; `order` has callees first."""
    for alias, exports in package.exports.items():
        if exports.library is not None:
            others = exports.library.waits.items()
            package.waits.update({f"{alias}.{name}": wait for name, wait in others})
    for name in order:
        calls = {**called[name], **package.asked[name]}
        callee = next((one for one in calls if one in package.waits), None)
        if callee is not None:
            package.waits.setdefault(name, Wait(calls[callee], f"`{callee}` waits"))


def check_suppliers(package: Package) -> None:
    """Report flows that satisfy an import and wait."""
    for suppliers in package.suppliers.values():
        for name, span in suppliers.items():
            wait = package.waits.get(name)
            if wait is not None:
                package.report.add(errors.WaitingSupplier(name, wait.span, wait.what, span=span))

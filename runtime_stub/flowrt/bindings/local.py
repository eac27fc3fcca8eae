"""A service that another archive answers for, in this process: `fraud.flowpack`.

It is verified on the same terms as the archive that calls it, and may do outside what is allowed to
it by itself: what its caller may do says nothing of it.
"""

from typing import TYPE_CHECKING

from flowrt.bindings.errors import PlainComponent
from flowrt.load import Terms, load, read
from flowrt.problems.refusals import NotAllowed, NotAnArchive
from flowrt.run.runner import Runner
from flowrt.run.services import Local

if TYPE_CHECKING:
    from flowrt.bindings import Opening
    from flowrt.run.services import Binding

_WASM = b"\0asm"


def binding(target: str, opening: "Opening") -> "Binding":
    """Return a binding to the archive at a path; raises what it is refused for."""
    path = target.removeprefix("local:")
    try:
        verified = load(path, opening.trust, Terms(state=opening.state))
    except NotAnArchive:
        if read(path).startswith(_WASM):
            raise PlainComponent(path, expected="an archive", found="WebAssembly") from None
        raise
    allowed, limits = opening.allowed, opening.limits
    if opening.rules:
        from flowrt.rules import load_rules  # noqa: PLC0415 - most runs have none

        allowed, limits = load_rules(opening.rules).of(verified.plan.package, allowed, limits)
    try:
        return Local(Runner(verified, limits, allowed=allowed))
    except NotAllowed as refusal:
        refusal.place = path
        refusal.help = f"allow it with `--allow {opening.service}/NAME`; nothing in it was run"  # type: ignore[misc]  # here it depends on the service
        raise

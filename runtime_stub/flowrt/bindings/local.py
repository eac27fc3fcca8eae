"""A service that another archive answers for, in this process: `fraud.flowpack`.

It is verified on the same terms as the archive that calls it, and may do outside what is allowed to
it by itself: what its caller may do says nothing of it. A digest behind its path is the archive's.
A file that is a component is `flowrt.bindings.component`'s.
"""

from typing import TYPE_CHECKING

from flowrt.bindings.pin import pinned
from flowrt.load import Terms, load, read
from flowrt.problems.refusals.files import NotAnArchive
from flowrt.problems.refusals.rights import NotAllowed, NotBound
from flowrt.run.runner import Runner
from flowrt.run.services import Local
from flowrt.trust.policy import Demands

if TYPE_CHECKING:
    from flowrt.bindings import Opening
    from flowrt.run.services import Binding
    from flowrt.verify import VerifiedArchive

COMPONENT = ".wasm"
_WASM = b"\0asm"


def binding(target: str, opening: "Opening") -> "Binding":
    """Return a binding to the archive or component at a path; raises what it is refused for."""
    path, digest = pinned(target.removeprefix("local:"))
    if path.endswith(COMPONENT):
        return _component(path, digest, opening)
    demands = Demands(digests=(digest,) if digest else ())
    try:
        verified = load(path, opening.trust, Terms(demands, opening.state))
    except NotAnArchive:
        if read(path).startswith(_WASM):
            return _component(path, digest, opening)
        raise
    return answering(verified, path, opening)


def answering(verified: "VerifiedArchive", path: str, opening: "Opening") -> Local:
    """Return a binding to an archive, with what is allowed to it.

    Raises `NotAllowed`, and `NotBound` where it calls services itself.
    """
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
    except NotBound as refusal:
        how = f"`flowrt serve {path} --bind {refusal.place}=TARGET`"
        refusal.help = f"it calls `{refusal.place}` itself: serve it, {how}, and bind that server"  # type: ignore[misc]  # the same
        refusal.place = path
        raise


def _component(path: str, digest: str, opening: "Opening") -> "Binding":
    from flowrt.bindings.component import Component  # noqa: PLC0415 - most services are no components

    return Component(path, digest, opening)

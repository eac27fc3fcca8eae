"""What changed around the flows: rights, services, limits, what is inside, and what made it.

Whoever runs an archive has granted rights, bound services and set limits for the old one; a change
that needs more of them breaks that.
"""

from collections.abc import Iterator, Mapping

from flowc.diff.changes import Change
from flowc.diff.fitting import misfits
from flowrt.archive.format import Header, Manifest
from flowrt.plan.cuts import ServiceFunction
from flowrt.plan.plan import Plan
from flowrt.rights.capabilities import Capability, capability
from flowrt.verify import VerifiedArchive


def capabilities(old: Manifest, new: Manifest) -> Iterator[Change]:
    """Give each right that is needed now and was not covered, and each that is needed no more."""
    for text in _uncovered(new, old):
        yield Change("breaking", "capability", text, "it is needed now", new=text)
    for text in _uncovered(old, new):
        yield Change("compatible", "capability", text, "it is needed no more", old=text)


def _uncovered(some: Manifest, others: Manifest) -> Iterator[str]:
    known = [one for text in others.capabilities if (one := capability(text)) is not None]
    for text in some.capabilities:
        if text not in others.capabilities and not _is_covered(capability(text), known):
            yield text


def _is_covered(need: Capability | None, known: list[Capability]) -> bool:
    return need is not None and any(one.covers(need) for one in known)


def services(old: Plan, new: Plan) -> Iterator[Change]:
    """Give each change of what is asked of services: who answers must go on being able to."""
    before, after = _functions(old), _functions(new)
    for name, function in after.items():
        if name not in before:
            yield Change("breaking", "service", name, "it is asked now", new=str(function))
        else:
            yield from _function(name, before[name], function)
    for name, function in before.items():
        if name not in after:
            yield Change("compatible", "service", name, "it is asked no more", old=str(function))


def _functions(plan: Plan) -> dict[str, ServiceFunction]:
    return {
        f"{service.name}: {function.interface}{'/' if function.interface else ''}{function.name}": (
            function
        )
        for service in plan.services
        for function in service.functions
    }


def _function(name: str, old: ServiceFunction, new: ServiceFunction) -> Iterator[Change]:
    """Compare by type: bindings compare whole signatures before the first call."""
    if (old.params, old.result) == (new.params, new.result):
        return
    why = _why(old, new)
    yield Change("breaking", "service", name, why, str(old), str(new))


def _why(old: ServiceFunction, new: ServiceFunction) -> str:
    before, after = dict(old.params), dict(new.params)
    if list(before) != list(after):
        return "it is asked with other parameters"
    for parameter, shape in after.items():
        for one in misfits(shape, before[parameter], "door"):
            return f"parameter `{parameter}`: {one}"
    return "it has another type"


def limits(old: Manifest, new: Manifest) -> Iterator[Change]:
    """Give each bound that is another: a tighter one may refuse what went well before."""
    before, after = old.limits or {}, new.limits or {}
    for name in sorted({*before, *after}):
        one, other = before.get(name), after.get(name)
        if one != other:
            tighter = one is None or (other is not None and other < one)
            what = "it is tighter" if tighter else "it is wider"
            yield Change("note", "limit", name, what, _bound(one), _bound(other))


def _bound(bound: int | None) -> str:
    return "none" if bound is None else str(bound)


def made(old: Manifest, new: Manifest) -> Iterator[Change]:
    """Give what made the archives, where that is another."""
    pairs = {
        "compiler": tuple(f"{m.compiler.name} {m.compiler.version}" for m in (old, new)),
        "engine": tuple(f"{m.engine.name} {m.engine.version}" for m in (old, new)),
    }
    for name, (one, other) in pairs.items():
        if one != other:
            yield Change("note", "engine", name, "it is another", one, other)
    yield from _settings(old.engine.profile, new.engine.profile)


def _settings(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            both = (str(profile.get(name, "none")).lower() for profile in (old, new))
            yield Change("note", "engine", name, "it is set otherwise", *both)


def vouched(old: VerifiedArchive, new: VerifiedArchive) -> Iterator[Change]:
    """Say if others signed, or until another time; that both are trusted is known."""
    one, other = (", ".join(key.line for key in archive.keys) for archive in (old, new))
    if one != other:
        yield Change("note", "signers", new.publisher.name, "other keys signed", one, other)
    ends = [archive.header.manifest.not_after for archive in (old, new)]
    if ends[0] != ends[1]:
        both = ("never" if end is None else str(end) for end in ends)
        yield Change("note", "expiry", new.header.manifest.package, "it ends otherwise", *both)


def code(old: Header, new: Header) -> Iterator[Change]:
    """Give each machine that there is code for in one archive alone; elsewhere it is compiled.

    What is not explained by anything it was made of is told, too: somebody may have put it there.
    """
    before, after = _natives(old), _natives(new)
    for target in sorted(before.keys() - after):
        yield Change("note", "code", target, "there is no code for it any more", old=target)
    for target in sorted(after.keys() - before):
        yield Change("note", "code", target, "there is code for it now", new=target)
    one, other = old.blob("component").shown, new.blob("component").shown
    if one != other:
        if _sources(old) == _sources(new):
            yield Change(
                "note", "code", "component", "it is another, of the same sources", one, other
            )
    elif old.manifest.engine == new.manifest.engine:
        for target in sorted(before.keys() & after):
            if before[target] != after[target]:
                what = "it is other code, of the same component"
                yield Change("note", "code", target, what, before[target], after[target])


def _natives(header: Header) -> dict[str, str]:
    """Return the digests of the code for each machine."""
    targets = {blob.target for blob in header.blobs if blob.target}
    return {one: ", ".join(blob.shown for blob in header.natives(one)) for one in targets}


def _sources(header: Header) -> tuple[object, ...]:
    return header.manifest.inputs, header.manifest.compiler

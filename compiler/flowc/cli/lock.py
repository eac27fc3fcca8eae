"""`flowc lock`, `fetch` and `update`: what flows use of registries, pinned and brought here.

A lock is written once everything that it pins is in the store, so that it never names what cannot
be had; whatever goes wrong before leaves it as it was.
"""

import argparse
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from flowc.cli.errors.locks import NoSuchRemote, TagMoved
from flowc.cli.registry import Moving, open_repository
from flowc.cli.remote_uses import RemoteUses, remote_uses
from flowc.cli.session import Session, say, shown
from flowc.cli.sources import flows
from flowc.frontend.reference import Reference, read_reference
from flowc.frontend.remotes import Unavailable
from flowc.lock import Lock, Pin, Store, encode_lock
from flowc.oci.artifact import WASM_LAYER, Kind, layer_of
from flowc.oci.manifest import Descriptor, digest_of, read_manifest
from flowc.seal.errors.archives import CannotWrite
from flowc.seal.files import arriving
from flowc.text.report import stop

COMPONENTS: "tuple[Kind, ...]" = ("component",)


def lock(args: argparse.Namespace, session: Session) -> int:
    """Pin what is not pinned yet; or, with `--check`, see whether tags lead where they did."""
    for path, group in _by_lock(flows(args.sources, session), session).items():
        wanted = {name for uses in group for name in uses.names.values()}
        if not wanted and not path.exists():
            say(f"{shown(group[0].source)} uses nothing of registries")
            continue
        known = group[0].lock()
        if args.check:
            _compare(group, session, args)
            continue
        kept = {name: pin for name, pin in known.pins.items() if _stays(name, pin, wanted, args)}
        new = {name: _resolve(name, session, args) for name in sorted(wanted - set(kept))}
        _finish(group[0], {**kept, **new}, wanted, session, args)
        say(f"{shown(path)}: {len(new)} new, {len(kept)} kept")
    return 0


def _stays(name: str, pin: Pin, wanted: Collection[str], args: argparse.Namespace) -> bool:
    """Whether a pin is kept as it is: what a source names by digest is what that says."""
    fits = read_reference(name).digest in {"", pin.manifest}
    return fits if name in wanted else not args.prune


def fetch(args: argparse.Namespace, session: Session) -> int:
    """Bring here what is pinned, and is not here as it should be."""
    count = 0
    for path in flows(args.sources, session):
        uses = remote_uses(path, session)
        for name in sorted(set(uses.names.values())):
            pin = _pinned(uses, name)
            count += _bring(name, pin, uses.remotes.store, session, args)
            _check(uses, name)
    say(f"fetched {count} component{'' if count == 1 else 's'}")
    return 0


def update(args: argparse.Namespace, session: Session) -> int:
    """Pin anew what tags lead to now."""
    uses = remote_uses(args.source, session)
    for name in args.names:
        if name not in uses.names:
            raise session.report.fail(NoSuchRemote(name, tuple(uses.names)))
    chosen = {alias: uses.names[alias] for alias in args.names or uses.names}
    known = uses.lock()
    new = {name: _resolve(name, session, args) for name in sorted(set(chosen.values()))}
    _finish(uses, {**known.pins, **new}, set(chosen.values()), session, args)
    for alias, name in chosen.items():
        before, after = known.pins.get(name), new[name]
        change = "is the same" if before == after else f"is {after.manifest} now"
        say(f"{alias} {change}")
    return 0


def _by_lock(sources: Iterable[Path], session: Session) -> Mapping[Path, list[RemoteUses]]:
    """Return what is used, by the lock that pins it."""
    groups: dict[Path, list[RemoteUses]] = {}
    for path in sources:
        uses = remote_uses(path, session)
        groups.setdefault(uses.remotes.path, []).append(uses)
    return groups


def _pinned(uses: RemoteUses, name: str) -> Pin:
    try:
        return uses.remotes.pin(name)
    except Unavailable as unavailable:
        raise uses.stopped(unavailable, uses.spans[name]) from None


def _check(uses: RemoteUses, name: str) -> None:
    """Stop where a component is not here as it should be: there may be no cache."""
    try:
        uses.remotes.load(name)
    except Unavailable as unavailable:
        raise uses.stopped(unavailable, uses.spans[name]) from None


def _compare(group: Iterable[RemoteUses], session: Session, args: argparse.Namespace) -> None:
    """Report each tag that leads elsewhere than it is pinned to."""
    for uses in group:
        for name in sorted(set(uses.names.values())):
            pin, reference = _pinned(uses, name), read_reference(name)
            found = pin.manifest if reference.digest else _leads_to(reference, session, args)
            if found != pin.manifest:
                session.report.add(TagMoved(name, pin.manifest, found))
    session.report.stop_if_errors()


def _leads_to(reference: Reference, session: Session, args: argparse.Namespace) -> str:
    with open_repository(reference, args, session) as repository:
        return digest_of(repository.manifest(reference.version))


def _resolve(name: str, session: Session, args: argparse.Namespace) -> Pin:
    """Ask the registry what a reference leads to."""
    reference = read_reference(name)
    with open_repository(reference, args, session) as repository:
        data = repository.manifest(reference.version)
    layer = layer_of(read_manifest(data, str(reference)), str(reference), COMPONENTS)
    return Pin(digest_of(data), layer.digest, layer.size)


def _finish(
    uses: RemoteUses,
    pins: Mapping[str, Pin],
    wanted: Iterable[str],
    session: Session,
    args: argparse.Namespace,
) -> None:
    """Bring everything here that is wanted, then write the lock if it is another."""
    for name in sorted(wanted):
        _bring(name, pins[name], uses.remotes.store, session, args)
    path, text = uses.remotes.path, encode_lock(Lock(pins)).encode()
    if not path.exists() or path.read_bytes() != text:
        session.write(path, text, replaces=True)


def _bring(name: str, pin: Pin, store: Store, session: Session, args: argparse.Namespace) -> bool:
    """Fetch a component into the store, unless it is there; return whether it was fetched."""
    path = store.path(pin.digest)
    if path is None or store.has(pin):
        return False
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise stop(CannotWrite(shown(path), error.strerror or str(error))) from None
    layer = Descriptor(WASM_LAYER, pin.digest, pin.size)
    with (
        open_repository(read_reference(name), args, session) as repository,
        Moving(f"fetching {name}", pin.size) as moved,
        arriving(path) as file,
    ):
        repository.blob(layer, file, moved)
    return True

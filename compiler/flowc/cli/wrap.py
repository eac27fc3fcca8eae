"""`flowc wrap`: makes of a component an archive that answers for a service, and signs it.

A flow passes each function's calls on. With `--for`, these are the functions that an archive calls,
and their types are compared; otherwise all that can be passed on.
"""

import argparse
import time
from functools import reduce
from pathlib import Path

from flowc.cli.epoch import created
from flowc.cli.keys import signing_keys
from flowc.cli.rebuild import verified_archive
from flowc.cli.sealing import sealed
from flowc.cli.session import Session, say, shown
from flowc.frontend.capability import Capabilities
from flowc.frontend.signature import Function
from flowc.origin import Request
from flowc.wrap import Name, Offer, chosen, compiled, everything, offer_of
from flowrt.bindings.errors import NoService
from flowrt.plan.cuts import Service
from flowrt.rights.limits import Limits


def wrap(args: argparse.Namespace, session: Session) -> int:
    """Read, compare, compile, seal, write."""
    started, path = time.monotonic(), args.component
    offer = offer_of(session.read(path), shown(path), path.stem)
    functions = _functions(args, offer)
    keys = signing_keys(args.key, session)
    denied = set(args.deny)
    granted = Capabilities.of(one for one in offer.needs if not {"all", one.kind} & denied)
    name = Name(*args.package) if args.package else Name.of(offer)
    made = compiled(offer, name, functions, granted, session.report)
    limits = reduce(Limits.narrowed, args.limit, Limits())
    request = Request(offer.label, (), args.build, created(session), args.not_after, limits)
    data = sealed(session, made, request, keys, portable=args.portable)
    output = args.output or Path("dist") / f"{path.stem}.flowpack"
    session.write(output, data)
    say(f"passes on {', '.join(one.name for one in functions)}; needs {granted}")
    say(f"wrote {shown(output)} ({len(data):,} bytes) in {time.monotonic() - started:.1f} s")
    return 0


def _functions(args: argparse.Namespace, offer: Offer) -> tuple[Function, ...]:
    """Return those whose calls are passed on; raises `NoService`, or what does not fit."""
    if args.caller is not None:
        return chosen(offer, _service(args))
    if args.service is not None:
        expected = "the archive that calls it, by `--for ARCHIVE`"
        raise NoService(offer.place, expected=expected, found=f"`--service {args.service}` alone")
    functions, left = everything(offer)
    for one in left:
        say(f"leaves {one.name} out: {one.why}")
    return functions


def _service(args: argparse.Namespace) -> Service:
    """Return the service that is meant; raises `NoService`, or what the archive is refused for."""
    services = verified_archive(args.caller, args.trust).plan.services
    found = [one for one in services if args.service in (None, one.name)]
    if len(found) == 1:
        return found[0]
    expected, given = "an archive that calls a service", "one that calls none"
    if services:
        expected = f"one of {', '.join(one.name for one in services)}"
        given = args.service or "no name of one"
    raise NoService(shown(args.caller), expected=expected, found=given)

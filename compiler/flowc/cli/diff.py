"""`flowc diff`: says what changed between two archives, and fails where that breaks somebody.

Both are verified under the same trust file, as `flowrt run` would: what nobody vouches for says
nothing that could be relied on.
"""

import argparse
import json
import os
from collections.abc import Iterator, Sequence

from flowc.cli.out import give, is_terminal
from flowc.cli.rebuild import verified_archive
from flowc.cli.session import Session, say
from flowc.diff import LEVELS, Change, Level, difference
from flowc.frontend.versions import fits
from flowc.text.render.colour import Style, paint, wants_colour
from flowrt.problems.report import counted, shown
from flowrt.verify import VerifiedArchive

BREAKS = 1
TITLES: dict[Level, str] = {
    "breaking": "breaks those who run or call it",
    "typed": "breaks hosts that link the flows by their types",
    "compatible": "compatible",
    "note": "also changed",
}
STYLES: dict[Level, Style] = {
    "breaking": "error",
    "typed": "warning",
    "compatible": "help",
    "note": "gutter",
}


def diff(args: argparse.Namespace, _session: Session) -> int:
    """Compare two archives; return 1 if a change breaks somebody who counts."""
    old, new = (verified_archive(path, args.trust) for path in (args.old, args.new))
    changes = difference(old, new)
    if args.json:
        give(json.dumps(_fields(old, new, changes), ensure_ascii=False) + "\n")
    else:
        colour = wants_colour(os.environ, isatty=is_terminal())
        give("\n".join(_lines(old, new, changes, colour=colour)) + "\n")
    counting = ("breaking", "typed") if args.typed else ("breaking",)
    broken = sum(change.level in counting for change in changes)
    if broken:
        say(f"{counted(broken, 'change')} of {len(changes)} {'breaks' if broken == 1 else 'break'}")
        _promise(old, new)
    return BREAKS if broken else 0


def _promise(old: VerifiedArchive, new: VerifiedArchive) -> None:
    """Say if the versions promise what the change does not keep."""
    if _promises(old, new):
        versions = f"{old.plan.package_version} and {new.plan.package_version}"
        say(f"the versions {versions} say that one may take the other's place")


def _promises(old: VerifiedArchive, new: VerifiedArchive) -> bool:
    one, other = (f"{a.plan.package}@{a.plan.package_version}" for a in (old, new))
    return fits(one, other)


def _lines(
    old: VerifiedArchive, new: VerifiedArchive, changes: Sequence[Change], *, colour: bool
) -> Iterator[str]:
    yield f"{_named(old)} -> {_named(new)}"
    if not changes:
        yield "nothing changed" if old.digest == new.digest else "nothing that shows changed"
    for level in LEVELS:
        of_level = [change for change in changes if change.level == level]
        if of_level:
            yield f"\n{paint(STYLES[level], TITLES[level], colour=colour)}:"
        for change in of_level:
            yield f"  {change.kind} {shown(change.name)}: {shown(change.what)}"
            yield from (f"    - {shown(text)}" for text in [change.old] if text)
            yield from (f"    + {shown(text)}" for text in [change.new] if text)


def _named(verified: VerifiedArchive) -> str:
    manifest = verified.header.manifest
    return f"{manifest.package} {manifest.version}, build {manifest.build}"


def _fields(
    old: VerifiedArchive, new: VerifiedArchive, changes: Sequence[Change]
) -> dict[str, object]:
    return {
        "schema": 1,
        "old": _archive(old),
        "new": _archive(new),
        "breaking": any(change.level == "breaking" for change in changes),
        "typed": any(change.level == "typed" for change in changes),
        "promised": _promises(old, new),
        "changes": [
            {
                "level": change.level,
                "kind": change.kind,
                "name": change.name,
                "what": change.what,
                "old": change.old,
                "new": change.new,
            }
            for change in changes
        ],
    }


def _archive(verified: VerifiedArchive) -> dict[str, object]:
    manifest = verified.header.manifest
    return {
        "package": manifest.package,
        "version": manifest.version,
        "build": manifest.build,
        "digest": f"sha256:{verified.digest}",
    }

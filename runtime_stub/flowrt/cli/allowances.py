"""What `--allow`, `--deny`, `--folder` and `--fixed` say, of an archive and of those bound to it.

A word with a service before a `/` (`--allow fraud/clock`, `--folder fraud/data=PATH`) is of the
archive that is bound to this service. What is denied or fixed without one holds for all of them.
"""

from __future__ import annotations

import os

from flowrt.cli.options import Usage
from flowrt.rights.capabilities import ALL, NAMES, NOTHING_FIXED, Allowed, Fixed, capability

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from flowrt.engine.system.count import Count

Scoped = tuple[str, str]
"""A service, empty for the archive itself, and what is said of it."""


def allowed_of(options: Mapping[str, str], bound: Container[str], service: str = "") -> Allowed:
    """Return what an archive may do, or the one bound to a service; raises `Usage`.

    `bound` are the services that there is an archive for, or somebody else who answers.
    """
    allow = [what for of, what in _capabilities(options, "allow", bound) if of == service]
    deny = [what for of, what in _capabilities(options, "deny", bound) if of in ("", service)]
    deny += _known("FLOWRT_DENY", os.environ.get("FLOWRT_DENY", "").split(","))
    folders = _folders(options, bound, service)
    count = None if service else _count(options)
    return Allowed(tuple(allow), folders, tuple(deny), _fixed(options), count)


def _capabilities(options: Mapping[str, str], name: str, bound: Container[str]) -> list[Scoped]:
    words = [_scoped(f"--{name}", one, bound) for one in options.get(name, "").split(",") if one]
    _known(f"--{name}", [what for _, what in words])
    return words


def _scoped(option: str, text: str, bound: Container[str]) -> Scoped:
    """Take a service off the front of what is said; a path has its colon before any `/`."""
    service, slash, what = text.partition("/")
    if not slash or ":" in service:
        return "", text
    if service not in bound:
        raise Usage(f"{option} {text}", f"bind {service} to an archive with --bind {service}=..")
    return service, what


def _known(source: str, names: list[str]) -> list[str]:
    known = list(filter(None, names))
    for name in known:
        if name != ALL and capability(name) is None:
            from flowrt.problems.kinds import name_or_kind  # noqa: PLC0415 - for a slip

            found = name_or_kind(name)
            raise Usage(f"{source} {found}", f"give {ALL}, or one of {', '.join(NAMES)}")
    return known


def _folders(options: Mapping[str, str], bound: Container[str], service: str) -> dict[str, str]:
    """Return where folders lie; a folder's own name may have a `/`, too."""
    found = {}
    for pair in filter(None, options.get("folder", "").split(",")):
        name, equals, path = pair.partition("=")
        if not (name and equals and path):
            raise Usage(f"--folder {pair}", "write --folder NAME=PATH")
        of, slash, rest = name.partition("/")
        is_scoped = bool(slash) and of in bound
        if (of if is_scoped else "") == service:
            found[rest if is_scoped else name] = path
    return found


def _fixed(options: Mapping[str, str]) -> Fixed:
    """Return what `--fixed` says; raises `Usage`."""
    text = options.get("fixed")
    if text is None:
        return NOTHING_FIXED
    from flowrt.rights.fixed_text import fixed_of  # noqa: PLC0415 - most runs fix nothing

    fixed = NOTHING_FIXED
    for one in text.split(","):
        try:
            fixed = fixed.otherwise(fixed_of(one))
        except ValueError as error:
            raise Usage(f"--fixed {one}", f"give {error}") from None
    return fixed


def _count(options: Mapping[str, str]) -> Count | None:
    """Return what counts the calls of a run that is audited."""
    if "audit" not in options:
        return None
    from flowrt.engine.system.count import Count  # noqa: PLC0415 - few runs are audited

    return Count()

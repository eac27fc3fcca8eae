"""From the words of a command to a runner: the options that `run` shares with what serves flows.

They say how long a transaction may last, what the archive may touch and who answers for its
services. Raises `Usage`, or what an archive is refused for.
"""

import math
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from flowrt.bindings import Opening, binding_to
from flowrt.capabilities import ALL, NAMES, NOTHING_FIXED, Allowed, Fixed, capability
from flowrt.cli.options import Usage, Words
from flowrt.cli.say import tell
from flowrt.cli.terms import terms_of, trust_of
from flowrt.limits import Limits
from flowrt.run import Isolation, Runner
from flowrt.verify import VerifiedArchive

if TYPE_CHECKING:
    from flowrt.big import BigIntegers
    from flowrt.services import Binding
    from flowrt.standins import Count


def runner_of(verified: VerifiedArchive, words: Words, pooled: int = 0) -> Runner:
    """Return what runs an archive's flows as the options say, and tell if it was compiled here."""
    options = words.options
    limits = limits_of(words)
    isolation: Isolation = "stream" if options.get("isolation") == "stream" else "call"
    big: BigIntegers = "string" if options.get("big-integers") == "string" else "number"
    allowed = _allowed(options)
    rules = options.get("rules") or os.environ.get("FLOWRT_RULES")
    if rules:
        from flowrt.rules import load_rules  # noqa: PLC0415 - most runs have none

        allowed, limits = load_rules(rules).of(verified.plan.package, allowed, limits)
    opening = Opening(trust_of(words), limits, terms_of(words, remembers=False).state)
    services = _services(options.get("bind", ""), opening)
    runner = Runner(verified, limits, isolation, allowed, big, services, pooled)
    if runner.compiled_because:
        tell(f"note: the component was compiled here, because {runner.compiled_because}")
    return runner


def _allowed(options: Mapping[str, str]) -> Allowed:
    """Return what `--allow`, `--deny` and `--folder` say; raises `Usage`."""
    allow, deny = (_capabilities(f"--{one}", options.get(one, "")) for one in ("allow", "deny"))
    deny += _capabilities("FLOWRT_DENY", os.environ.get("FLOWRT_DENY", ""))
    pairs = [pair.partition("=") for pair in options.get("folder", "").split(",") if pair]
    for name, equals, path in pairs:
        if not (name and equals and path):
            raise Usage(f"--folder {name}{equals}{path}", "write --folder NAME=PATH")
    folders = {name: path for name, _, path in pairs}
    return Allowed(allow, folders, deny, _fixed(options), _count(options))


def _fixed(options: Mapping[str, str]) -> Fixed:
    """Return what `--fixed` says; raises `Usage`."""
    text = options.get("fixed")
    if text is None:
        return NOTHING_FIXED
    from flowrt.fixed_text import fixed_of  # noqa: PLC0415 - most runs fix nothing

    fixed = NOTHING_FIXED
    for one in text.split(","):
        try:
            fixed = fixed.otherwise(fixed_of(one))
        except ValueError as error:
            raise Usage(f"--fixed {one}", f"give {error}") from None
    return fixed


def _count(options: Mapping[str, str]) -> "Count | None":
    """Return what counts the calls of a run that is audited."""
    if "audit" not in options:
        return None
    from flowrt.standins import Count  # noqa: PLC0415 - few runs are audited

    return Count()


def _capabilities(source: str, text: str) -> tuple[str, ...]:
    names = tuple(filter(None, text.split(",")))
    for name in names:
        if name != ALL and capability(name) is None:
            raise Usage(f"{source} {name}", f"give {ALL}, or one of {', '.join(NAMES)}")
    return names


def _services(text: str, opening: Opening) -> "dict[str, Binding]":
    """Return what `--bind` says; raises `Usage`, or what a target is refused for."""
    found: dict[str, Binding] = {}
    for pair in filter(None, text.split(",")):
        name, equals, target = pair.partition("=")
        if not (name and equals and target):
            raise Usage(f"--bind {pair}", "write --bind NAME=ARCHIVE")
        if name in found:
            raise Usage(f"--bind {name} twice", f"bind {name} once")
        try:
            found[name] = binding_to(target, opening)
        except ValueError as error:
            raise Usage(f"--bind {pair}", f"give the path of an archive, or {error}") from None
    return found


def limits_of(words: Words) -> Limits:
    """Return what `--timeout` and `--limit` say; raises `Usage`."""
    limits = Limits(wall_ms=milliseconds(words, "timeout"))
    text = words.options.get("limit")
    if text is None:
        return limits
    from flowrt.limit_text import limit_of  # noqa: PLC0415 - most runs set none

    for one in text.split(","):
        try:
            limits = limits.narrowed(limit_of(one))
        except ValueError as error:
            raise Usage(f"--limit {one}", f"give {error}") from None
    return limits


def milliseconds(words: Words, option: str) -> int | None:
    """Return the seconds that an option gives, as milliseconds; raises `Usage`."""
    text = words.options.get(option)
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 1e9:  # noqa: PLR2004 - thirty years
        raise Usage(f"--{option} {text}", "give seconds above 0, such as 2.5")
    return max(1, math.ceil(seconds * 1000))

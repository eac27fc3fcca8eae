"""From the words of a command to a runner: the options that `run` shares with what serves flows.

They say how long a transaction may last, what the archive may touch and who answers for its
services. Raises `Usage`, or what an archive is refused for.
"""

from __future__ import annotations

from flowrt.cli.allowances import allowed_of
from flowrt.cli.options import Usage, Words, said
from flowrt.cli.terms import terms_of, trust_of
from flowrt.problems.say import tell
from flowrt.rights.limits import Limits
from flowrt.run.runner import Isolation, Runner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from flowrt.bindings import Opening
    from flowrt.cli.bound import Bindings
    from flowrt.plan.big import BigIntegers
    from flowrt.run.services import Binding
    from flowrt.verify import VerifiedArchive


def runner_of(verified: VerifiedArchive, words: Words, pooled: int = 0) -> Runner:
    """Return what runs an archive's flows as the options say, and tell if it was compiled here."""
    options = words.options
    limits = limits_of(words)
    isolation: Isolation = "stream" if options.get("isolation") == "stream" else "call"
    big: BigIntegers = "string" if options.get("big-integers") == "string" else "number"
    bound = _bound(options) if "bind" in options or "breaker" in options else None
    pairs = {} if bound is None else bound.targets
    options = bound.rights(options) if bound is not None and pairs else options
    allowed = allowed_of(options, pairs)
    rules = said(options, "rules")
    services = {} if bound is None else _services(words, options, bound, limits)
    if rules:
        from flowrt.rules import load_rules  # noqa: PLC0415 - most runs have none

        allowed, limits = load_rules(rules).of(verified.plan.package, allowed, limits)
    runner = Runner(verified, limits, isolation, allowed, big, services, pooled)
    if runner.compiled_because:
        tell(f"note: the component was compiled here, because {runner.compiled_because}")
    return runner


def _bound(options: Mapping[str, str]) -> Bindings:
    from flowrt.cli.bound import bindings_of  # noqa: PLC0415 - most runs bind nothing

    return bindings_of(options)


def _services(
    words: Words, options: Mapping[str, str], bound: Bindings, limits: Limits
) -> dict[str, Binding]:
    """Return who answers for each service; `options` have what files allow, too."""
    from flowrt.bindings import Opening  # noqa: PLC0415 - as above
    from flowrt.cli.servers import login_of  # noqa: PLC0415 - the same

    state, rules = terms_of(words, remembers=False).state, said(options, "rules")
    services: dict[str, Binding] = {}
    for name, target in bound.targets.items():
        rights = allowed_of(options, bound.targets, name)
        opening = Opening(trust_of(words), limits, state, rights, rules, name, login_of(options))
        services[name] = _binding(target, opening)
    return _governed(services, bound.breakers(options))


def _binding(target: str, opening: Opening) -> Binding:
    """Return who answers for a service; raises `Usage`, or what a target is refused for."""
    from flowrt.bindings import binding_to  # noqa: PLC0415 - as above
    from flowrt.problems.kinds import without_password  # noqa: PLC0415 - the same

    try:
        return binding_to(target, opening)
    except ValueError as error:
        given = f"give the path of an archive, or {error}"
        raise Usage(f"--bind {opening.service}={without_password(target)}", given) from None


def _governed(services: dict[str, Binding], said: Mapping[str, str]) -> dict[str, Binding]:
    """Return services of which some are left alone as is said; raises `Usage`."""
    if not said:
        return services
    from flowrt.cli.breaker_text import breaker_of  # noqa: PLC0415 - few runs say so
    from flowrt.run.services import Governed  # noqa: PLC0415 - the same

    governed: dict[str, Binding] = {}
    for name, text in said.items():
        try:
            governed[name] = Governed(services[name], breaker_of(text))
        except ValueError as error:
            raise Usage(f"--breaker {name}={text}", f"give {error}") from None
    return services | governed


def limits_of(words: Words) -> Limits:
    """Return what `--timeout` and `--limit` say; raises `Usage`."""
    limits = Limits(wall_ms=milliseconds(words, "timeout"))
    text = words.options.get("limit")
    if text is None:
        return limits
    from flowrt.rights.limit_text import limit_of  # noqa: PLC0415 - most runs set none

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
    import math  # noqa: PLC0415 - most runs have none

    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 1e9:  # noqa: PLR2004 - thirty years
        raise Usage(f"--{option} {text}", "give seconds above 0, such as 2.5")
    return max(1, math.ceil(seconds * 1000))

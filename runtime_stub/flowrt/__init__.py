"""flowrt: verifies a sealed flow archive and runs it.

    app = flowrt.open("shop.flowpack", trust="trust.toml")
    app.call("checkout", {"cart": [], "country": "IE"})

Mistakes are raised as subclasses of `Problem`: `Refused` for an archive that will not be used,
`BadInput` for values that do not fit, `Fault` for a flow that stopped. Heavy modules are imported
by the first `open`.
"""

from __future__ import annotations

from flowrt.problems.report import BadInput, Fault, Problem, Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from flowrt.app import App
    from flowrt.plan.big import BigIntegers
    from flowrt.rights.limits import Limits
    from flowrt.run.runner import Isolation
    from flowrt.run.services import Answer, Binding
    from flowrt.trust.policy import Trust

__all__ = ["BadInput", "Fault", "Problem", "Refused", "open"]


def open(  # noqa: A001, PLR0913 - flowrt.open, as gzip.open; each is a choice of the caller's
    path: str | Path,
    trust: str | Path | Trust | None = None,
    *,
    limits: Limits | None = None,
    isolation: Isolation = "call",
    allow: Iterable[str] = (),
    folders: Mapping[str, str] | None = None,
    big_integers: BigIntegers = "number",
    services: Mapping[str, Answer | App | Binding] | None = None,
    state: str | Path | None = None,
    min_build: int = 0,
    digest: str | None = None,
    deny: Iterable[str] = (),
    rules: str | Path | None = None,
) -> App:
    """Return the archive in a file, verified under `trust`, ready to run.

    `trust` is a `Trust` or the path of a trust file; `limits` narrow those of the archive. `allow`
    lists the capabilities that it may have (`"clock"`, `"files:data=read"`, `"all"`), `folders`
    where a folder that it names lies. With `big_integers="string"` results have integers of 64
    bits as strings, for readers whose numbers cannot hold them. `services` says who answers for
    each service that its flows call: another opened archive, or a Python function that takes a
    function's name and its arguments by name. `state` is a file that remembers the builds that were
    accepted, so that older ones are refused; `min_build` and `digest` (64 hexadecimal digits)
    demand a build or an archive. `deny` and `rules`, a file, narrow what it may do. Raises
    `Refused`, among them `NoTrust` where `trust` is None, `NotAllowed` and `NotBound`, or
    `Unreadable`.
    """
    from flowrt.app import App  # noqa: PLC0415 - keeps `import flowrt` light
    from flowrt.load import Terms, load  # noqa: PLC0415 - the same
    from flowrt.rights.capabilities import Allowed  # noqa: PLC0415 - the same
    from flowrt.run.runner import Runner  # noqa: PLC0415 - the same
    from flowrt.trust.policy import Demands  # noqa: PLC0415 - the same

    allowed = Allowed(tuple(allow), folders or {}, tuple(deny))
    terms = Terms(Demands(() if digest is None else (digest,), min_build), state)
    verified = load(path, trust, terms)
    if rules is not None:
        from flowrt.rights.limits import Limits  # noqa: PLC0415 - the same
        from flowrt.rules import load_rules  # noqa: PLC0415 - most archives run without

        package = verified.header.manifest.package
        allowed, limits = load_rules(rules).of(package, allowed, limits or Limits())
    return App(Runner(verified, limits, isolation, allowed, big_integers, services or {}))

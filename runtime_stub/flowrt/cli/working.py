"""A process that works on queues, from the words of `flowrt work` to its end.

Takes the words, gives the exit code; what happens is told on stderr.
"""

import asyncio
import json
import math
from functools import partial
from typing import TYPE_CHECKING

from flowrt.cli.hosting import collector_of, count_of, entries_of
from flowrt.cli.opened import runner_of
from flowrt.cli.options import Usage, Words
from flowrt.cli.servers import server_of
from flowrt.cli.terms import terms_of, trust_of
from flowrt.load import load
from flowrt.problems.report import Problem, counted, shown
from flowrt.problems.say import report, tell
from flowrt.run.pooled import pooled
from flowrt.target import processors
from flowrt.work.errors import NotInstalled, NotShown

try:
    from flowrt.work.group import Group, Settings
    from flowrt.work.streams import Terms
    from flowrt.work.watch import Watch
except ModuleNotFoundError as missing:
    raise NotInstalled(missing.name or "nats") from None

if TYPE_CHECKING:
    from flowrt.plan.plan import Plan
    from flowrt.run.traces import Traces
    from flowrt.work.desk import Tell
    from flowrt.work.meter import Prometheus

AHEAD = 8
"""Messages in hand for each that runs."""
LONGEST = 366 * 86400.0
_DIGITS = 5
"""Those that a port has at most."""


def work_on(words: Words) -> int:
    """Work until told to stop; return 0. Raises `Problem`."""
    archive, *names = (*words.rest, *words.last)
    settings = _settings(words)
    verified = load(archive, trust_of(words), terms_of(words, remembers=True))
    entries = entries_of(verified.plan, names)
    make = partial(runner_of, verified, words)
    runner = pooled(make, _instances(settings, len(entries)))
    watch = _watch(words, verified.plan)
    group = Group(runner, entries, settings, _teller(words), watch)
    flows = ", ".join(entry.name for entry in entries)
    try:
        _run(group, f"{flows} of {verified.plan.package} at {settings.server}")
    finally:
        if watch is not None:
            watch.close()
    said = ", ".join(f"{count} {name}" for name, count in sorted(group.counts.items()))
    tell(f"flowrt: {said or 'no message came'}")
    return 0


def _run(group: "Group", on_what: str) -> None:
    """Work until told to stop, and tell when that begins and ends."""

    def ready() -> None:
        tell(f"flowrt: works on {on_what}")

    def stopping(count: int) -> None:
        tell(f"flowrt: stops; {counted(count, 'message')} in hand")

    asyncio.run(group.run(ready, stopping))


def _instances(settings: "Settings", flows: int) -> int:
    """Return how many instances there can be at once: in threads, of branches and on the loop."""
    desks = flows if settings.has_queues else 0
    return settings.concurrency * (desks + settings.has_service) + processors() + 1


def _settings(words: Words) -> "Settings":
    options = words.options
    concurrency = count_of(options, "concurrency", 4)
    default = Terms()
    terms = Terms(
        ack_wait=_seconds(options, "ack-wait", default.ack_wait, 0.5),
        deliveries=count_of(options, "max-deliver", default.deliveries),
        window=_seconds(options, "dedupe", default.window, 0.1),
        keep=_seconds(options, "keep", default.keep, 1.0),
    )
    return Settings(
        server_of(options),
        concurrency,
        count_of(options, "prefetch", AHEAD * concurrency),
        "until-empty" in options,
        options.get("only") != "service",
        options.get("only") != "queues",
        terms,
    )


def _seconds(options: dict[str, str], name: str, default: float, least: float) -> float:
    text = options.get(name, str(default))
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not least <= seconds <= LONGEST:
        raise Usage(f"--{name} {text}", f"give seconds from {least:g} to {LONGEST:.0f}")
    return seconds


def _teller(words: Words) -> "Tell":
    as_json = "json" in words.options

    def failed(name: str, problem: Problem) -> None:
        if as_json:
            tell(json.dumps({"id": name, **problem.fields()}, ensure_ascii=False))
        else:
            tell(f"message {shown(name)}:")
            report(problem, as_json=False)

    return failed


def _watch(words: Words, plan: "Plan") -> "Watch | None":
    """Return who watches, as the options say; raises `NotInstalled`."""
    counts, traces = _counts(words), _traces(words, plan)
    return Watch(counts, traces) if counts or traces else None


def _traces(words: Words, plan: "Plan") -> "Traces | None":
    url = collector_of(words.options)
    if url is None:
        return None
    try:
        from flowrt.run.traces import Traces, exporter_for  # noqa: PLC0415 - takes a while
    except ModuleNotFoundError as missing:
        raise NotInstalled(missing.name or "opentelemetry", "traces") from None

    return Traces(plan, exporter_for(url))


def _counts(words: Words) -> "Prometheus | None":
    text = words.options.get("metrics")
    if text is None:
        return None
    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdecimal() and len(port) <= _DIGITS and int(port) < 1 << 16):
        raise Usage(f"--metrics {text}", "write --metrics PORT, or --metrics HOST:PORT")
    try:
        from flowrt.work.meter import Prometheus  # noqa: PLC0415 - takes a while
    except ModuleNotFoundError as missing:
        raise NotInstalled(missing.name or "prometheus_client") from None

    meter = Prometheus()
    host = host or "127.0.0.1"
    try:
        listens = meter.listen(host, int(port))
    except OSError as error:
        raise NotShown(f"{host}:{port}", error.strerror or str(error)) from None
    tell(f"flowrt: counts are at http://{host}:{listens}/metrics")
    return meter

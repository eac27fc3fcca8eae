"""One transaction from flags or stdin, or with `--lines` one for each input line.

Takes the words of `flowrt run`, gives the exit code; results go to stdout and nothing else does.
Mistakes and faults are raised as `Problem`, which `flowrt.__main__` prints.
"""

from __future__ import annotations

import gc
import os
import stat
import sys

from flowrt import problems
from flowrt.cli.opened import runner_of
from flowrt.cli.options import Usage, Words
from flowrt.cli.run import OPTIONS
from flowrt.cli.terms import terms_of, trust_of
from flowrt.load import load, read
from flowrt.plan.shapes import ResultOf
from flowrt.problems.say import output, say
from flowrt.reading import whole
from flowrt.run.stream import Origin
from flowrt.target import processors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from flowrt.plan.plan import Entry, Plan
    from flowrt.run.audit import Audit
    from flowrt.run.runner import Runner
    from flowrt.verify import VerifiedArchive

STDIN = "-"


def run_archive(words: Words) -> int:
    """Run a flow of the archive that the words name; return the exit code. Raises `Problem`."""
    path = words.options.get("audit")
    if path is None:
        return _run(words)
    from flowrt.cli.files import apart  # noqa: PLC0415 - few runs are audited
    from flowrt.run.audit import Audit  # noqa: PLC0415 - the same

    apart(path, words.rest[0], words.options)
    with Audit(path, words.rest[0]) as audit:
        audit.code = _run(words, audit)
        sys.stdout.flush()  # what cannot be written is in the audit
        return audit.code


def _run(words: Words, audit: Audit | None = None) -> int:
    archive, *rest = words.rest
    terms = terms_of(words, remembers="help" not in words.options)
    verified = load(archive, trust_of(words), terms)
    flow = rest.pop(0) if rest and not rest[0].startswith("-") else None
    if "help" in words.options:
        return _help(verified.plan, flow)
    entry = _entry(verified.plan, flow)
    if audit is not None:
        audit.verified(verified, entry.name)
    runner = _runner(verified, words, entry)
    if audit is not None:
        audit.ready(runner)
    _collect()
    flags = [*rest, *words.last]
    if "lines" in words.options:
        from flowrt.cli.lines import run_lines  # noqa: PLC0415 - only lines need it

        return run_lines(runner, entry, flags, words.options)
    _no_line_options(words)
    return _once(runner, entry, flags)


def _runner(verified: VerifiedArchive, words: Words, entry: Entry) -> Runner:
    """Return what runs the flow: for lines that have instances of their own, from a pool.

    That starts one beforehand, which is nobody's business where it touches nothing outside.
    """
    is_fresh = "lines" in words.options and words.options.get("isolation") != "stream"
    if not is_fresh or verified.header.manifest.capabilities:
        return runner_of(verified, words)
    from flowrt.run.pooled import pooled  # noqa: PLC0415 - takes longer than one transaction

    instances = 1 + (processors() if entry.waits else 0)
    return pooled(lambda most: runner_of(verified, words, most), instances)


def _collect() -> None:
    """Look for garbage from here on, if that waited, and not among what is there already."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _help(plan: Plan, flow: str | None) -> int:
    from flowrt.cli.manual import flow_help, flows_help  # noqa: PLC0415 - only help needs it

    if flow is None and len(plan.entries) != 1:
        say(flows_help(plan))
    else:
        say(flow_help(_entry(plan, flow), OPTIONS))
    return 0


def _entry(plan: Plan, name: str | None) -> Entry:
    names = [entry.name for entry in plan.entries]
    if name is None:
        if len(names) != 1:
            raise Usage("no flow's name", f"name one of {', '.join(names) or 'no flows'}")
        return plan.entries[0]
    entry = plan.entry(name)
    if entry is None:
        from flowrt.cli.nearest import nearest  # noqa: PLC0415 - most names are right

        close = nearest(name, names)
        expected = " or ".join(close) if close else ", ".join(names)
        raise problems.UnknownFlow("", expected=expected, found=name)
    return entry


def _no_line_options(words: Words) -> None:
    for name in ("into", "input", "keep-going"):
        if name in words.options:
            raise Usage(f"--{name} without --lines", "add --lines")


def _once(runner: Runner, entry: Entry, flags: list[str]) -> int:
    from_stdin = flags == [STDIN] or (not flags and bool(entry.params) and _stdin_has_text())
    if from_stdin:
        text, origin = _stdin(), Origin()
        text = text if text.strip() else b"{}"
    else:
        text, origin = _of_flags(entry, flags) if flags else b"{}", Origin(counts=False)
    answer = runner.call(entry, text, origin)
    out = output()
    out.write(answer + b"\n")
    out.flush()
    return int(isinstance(entry.result, ResultOf) and answer.startswith(b'{"err"'))


def _of_flags(entry: Entry, flags: list[str]) -> bytes:
    from flowrt.cli.flags import object_of, read_flags  # noqa: PLC0415 - where there are any

    return object_of(read_flags(entry, flags, _behind))


def _stdin_has_text() -> bool:
    """Return whether stdin is a file or a pipe, rather than a terminal, a device or closed."""
    if sys.stdin is None:
        return False
    mode = os.fstat(sys.stdin.fileno()).st_mode
    return stat.S_ISREG(mode) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _behind(path: str) -> bytes:
    return _stdin() if path == STDIN else read(path)


def _stdin() -> bytes:
    if sys.stdin is None:
        raise Usage("no stdin", "let it lead to a file or a pipe, or give parameters as flags")
    data = whole(sys.stdin.buffer)
    if data is None:
        raise problems.Unreadable("stdin", "a device that does not end")
    return data

"""Words for people: results and help to stdout, messages to stderr."""

import sys

from flowrt.report import Problem


def say(text: str) -> None:
    """Write a line to stdout."""
    sys.stdout.write(text + "\n")


def tell(text: str) -> None:
    """Write a line to stderr, which may be closed."""
    if sys.stderr is not None:
        sys.stderr.write(text + "\n")


def report(problem: Problem, *, as_json: bool) -> None:
    """Write a problem to stderr, as text or as a JSON line."""
    if as_json:
        import json  # noqa: PLC0415 - help needs no json, and comes sooner without it

        tell(json.dumps(problem.fields(), ensure_ascii=False))
    else:
        tell(problem.render())

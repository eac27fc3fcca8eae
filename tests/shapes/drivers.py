"""How each shape of the shop's archive is asked: a driver takes a case and gives its outcome.

A driver is made for a folder with `shop.flowpack` and `trust.toml` and closed by its context.
"""

import io
import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from itertools import chain, repeat
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from tests.serve.served import BIN, JSON, run, serving
from tests.shapes import pages
from tests.shapes.queued import behind_nats, messages, requests
from tests.shapes.table import Case, Outcome, of_document, told

import flowrt
from flowrt.__main__ import main
from flowrt.problems.report import BadInput, Problem
from flowrt.target import this_target

Driver: TypeAlias = Callable[[Case], Outcome]


@contextmanager
def python(folder: Path) -> Iterator[Driver]:
    """Ask in this process."""
    app = flowrt.open(folder / "shop.flowpack", folder / "trust.toml")

    def ask(case: Case) -> Outcome:
        try:
            return Outcome(app.call_json(case.flow, case.parameters))
        except Problem as problem:
            return told(problem.code, *_input(problem), problem.fields())

    yield ask


def _input(problem: Problem) -> tuple[str, str]:
    return (problem.path, problem.found) if isinstance(problem, BadInput) else ("", "")


@contextmanager
def command(folder: Path) -> Iterator[Driver]:
    """Ask by `flowrt run`, the first time in a process of its own."""
    words = ["run", str(folder / "shop.flowpack"), "--trust", str(folder / "trust.toml")]
    drivers = chain([_asking(folder, [str(BIN / "flowrt"), *words])], repeat(_here(words)))

    def ask(case: Case) -> Outcome:
        return next(drivers)(case)

    yield ask


def _here(words: list[str]) -> Driver:
    """Return what runs the command in this process, which takes a tenth of the time."""

    def ask(case: Case) -> Outcome:
        given, out, err = io.BytesIO(case.parameters.encode()), io.BytesIO(), io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            redirect_stdout(io.TextIOWrapper(out)),
            redirect_stderr(err),
        ):
            patch.setattr("sys.stdin", io.TextIOWrapper(given))
            main([*words, case.flow, "--json", "-"])
            return _outcome(out.getvalue(), err.getvalue())

    return ask


@contextmanager
def executable(folder: Path) -> Iterator[Driver]:
    """Ask a native executable."""
    if this_target() != "x86_64-linux":
        pytest.skip("executables are for x86-64 Linux")
    words = ("build", "shop.flow", "--key", "key", "--target", "exe", "-o", "shop")
    done = run(folder, "flowc", *words)
    assert done.returncode == 0, done.stderr
    yield _asking(folder, [str(folder / "shop")])


def _asking(folder: Path, words: list[str]) -> Driver:
    def ask(case: Case) -> Outcome:
        done = subprocess.run(
            [*words, case.flow, "--json", "-"],
            cwd=folder,
            input=case.parameters.encode(),
            capture_output=True,
            check=False,
            timeout=120,
        )
        return _outcome(done.stdout, done.stderr.decode())

    return ask


def _outcome(out: bytes, err: str) -> Outcome:
    """Return what a command has said."""
    if not err:
        return Outcome(out.decode().removesuffix("\n"))
    fields: dict[str, Any] = json.loads(err)
    is_input = fields["level"] == "error"
    place, found = (fields["place"], fields["facts"]["found"]) if is_input else ("", "")
    return told(fields["code"], place, found, err)


@contextmanager
def http(folder: Path) -> Iterator[Driver]:
    """Ask a server."""
    with serving(folder) as server:

        def ask(case: Case) -> Outcome:
            reply = server.ask("POST", f"/v1/flows/{case.flow}", case.parameters.encode(), JSON)
            if reply.status == 200:
                return Outcome(reply.body.decode())
            return of_document(reply.value)

        yield ask


@contextmanager
def lines(folder: Path) -> Iterator[Driver]:
    """Ask a server, a line of a stream."""
    with serving(folder) as server:

        def ask(case: Case) -> Outcome:
            media = {"content-type": "application/x-ndjson"}
            body = case.parameters.encode() + b"\n"
            [line] = server.ask("POST", f"/v1/flows/{case.flow}", body, media).body.splitlines()
            if not line.startswith(b'{"problem":'):
                return Outcome(line.decode())
            return of_document(json.loads(line)["problem"], "body:1")

        yield ask


@contextmanager
def queue(folder: Path) -> Iterator[Driver]:
    """Ask by messages of a queue."""
    with behind_nats(folder, messages) as ask:
        yield ask


@contextmanager
def service(folder: Path) -> Iterator[Driver]:
    """Ask by requests through NATS."""
    with behind_nats(folder, requests) as ask:
        yield ask


DRIVERS = {
    "python": python,
    "cli": command,
    "http": http,
    "http-lines": lines,
    "exe": executable,
    "queue": queue,
    "nats": service,
    "node": pages.node,
    "page": pages.page,
}

"""What the commands take that speak with registries."""

import argparse
from typing import TYPE_CHECKING

from flowc.cli.arguments.shared import flows_argument, format_option
from flowc.cli.arguments.values import path, target

if TYPE_CHECKING:
    from flowc.cli.arguments.shared import Tasks


def add_push(tasks: "Tasks") -> None:
    """Add `flowc push`."""
    task = tasks.add_parser("push", help="put an archive or a component into a registry")
    task.add_argument("archive", type=path, metavar="ARCHIVE", help="or a component")
    _reference(task, "such as ghcr.io/acme/shop:1.2")
    task.add_argument(
        "--annotation",
        action="append",
        type=annotation,
        default=[],
        metavar="KEY=VALUE",
        help="say more of it, such as org.opencontainers.image.source=..",
    )
    _login(task)
    task.set_defaults(run="push:push")


def add_pull(tasks: "Tasks") -> None:
    """Add `flowc pull`."""
    task = tasks.add_parser("pull", help="get an archive or a component out of a registry")
    _reference(task, "such as ghcr.io/acme/shop:1.2, or ..@sha256:..")
    task.add_argument("-o", "--output", type=target, help="default: the repository's last name")
    task.add_argument("--trust", type=path, metavar="FILE", help="who must have signed an archive")
    task.add_argument("--state", type=path, metavar="FILE", help="refuse builds older than there")
    _login(task)
    task.set_defaults(run="pull:pull")


def add_lock(tasks: "Tasks") -> None:
    """Add `flowc lock`."""
    task = tasks.add_parser("lock", help="pin what flows use of registries, in flow.lock")
    flows_argument(task)
    task.add_argument(
        "--check", action="store_true", help="write nothing; fail where a tag leads elsewhere now"
    )
    task.add_argument("--prune", action="store_true", help="drop what none of these flows uses")
    _plain(task)
    task.set_defaults(run="lock:lock")


def add_fetch(tasks: "Tasks") -> None:
    """Add `flowc fetch`."""
    task = tasks.add_parser("fetch", help="get what flow.lock pins into the cache")
    flows_argument(task)
    _plain(task)
    task.set_defaults(run="lock:fetch")


def add_update(tasks: "Tasks") -> None:
    """Add `flowc update`."""
    task = tasks.add_parser("update", help="pin what tags lead to now")
    task.add_argument("source", type=path, metavar="FLOW")
    task.add_argument("names", nargs="*", metavar="NAME", help="aliases (default: all of them)")
    _plain(task)
    task.set_defaults(run="lock:update")


def _reference(task: argparse.ArgumentParser, help: str) -> None:  # noqa: A002 - its name
    task.add_argument("reference", metavar="REFERENCE", help=help)


def _login(task: argparse.ArgumentParser) -> None:
    task.add_argument(
        "--username", metavar="NAME", help="default: what `docker login` has left for the registry"
    )
    task.add_argument("--password-stdin", action="store_true", help="read its password from stdin")
    _plain(task)


def _plain(task: argparse.ArgumentParser) -> None:
    """Add what all of them take; credentials for several registries come from Docker's file."""
    task.add_argument(
        "--plain-http", action="store_true", help="without TLS, not only on this machine"
    )
    format_option(task)


def annotation(text: str) -> tuple[str, str]:
    """Read a key and its value."""
    key, sign, value = text.partition("=")
    if not sign or not key:
        raise argparse.ArgumentTypeError(f"expected KEY=VALUE, found `{text}`")
    return key, value

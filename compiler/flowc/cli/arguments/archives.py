"""What the commands take that work on archives."""

import argparse
from typing import TYPE_CHECKING

from flowc.cli.arguments.shared import format_option, sealing_options
from flowc.cli.arguments.values import counter, moment, package, path, target
from flowc.frontend.kinds import KINDS

if TYPE_CHECKING:
    from flowc.cli.arguments.shared import Tasks


def add_recut(tasks: "Tasks") -> None:
    """Add `flowc recut`."""
    task = tasks.add_parser("recut", help="make of an archive one that is cut otherwise; sign it")
    task.add_argument("archive", type=path, metavar="ARCHIVE")
    task.add_argument("-o", "--output", type=target, required=True, help="the new archive")
    task.add_argument(
        "-k", "--key", action="append", type=path, help="a signing key (default: $FLOWC_KEY)"
    )
    task.add_argument(
        "--trust", type=path, metavar="FILE", help="who may publish what (default: $FLOWRT_TRUST)"
    )
    for name, what in (("cut", "cut as `flowc build --cut` does"), ("uncut", "take a cut back")):
        task.add_argument(f"--{name}", action="append", default=[], metavar="NAME", help=what)
    task.add_argument(
        "--build", type=counter, metavar="N", help="build counter (default: the archive's)"
    )
    task.add_argument(
        "--not-after", type=moment, metavar="TIME", help="when it expires (default: as before)"
    )
    task.add_argument("--portable", action="store_true", help="leave native code out")
    format_option(task)
    task.set_defaults(run="recut:recut")


def add_wrap(tasks: "Tasks") -> None:
    """Add `flowc wrap`."""
    task = tasks.add_parser(
        "wrap", help="make of a component an archive whose flows pass calls on; sign it"
    )
    task.add_argument("component", type=path, metavar="COMPONENT")
    task.add_argument(
        "--for",
        dest="caller",
        type=path,
        metavar="ARCHIVE",
        help="pass on what this archive calls of a service, and compare the types",
    )
    task.add_argument("--service", metavar="NAME", help="which of its services, if it has several")
    task.add_argument(
        "--trust", type=path, metavar="FILE", help="for that archive (default: $FLOWRT_TRUST)"
    )
    task.add_argument(
        "--package",
        type=package,
        metavar="NAME@VERSION",
        help="what the archive is called (default: wrapped:COMPONENT)",
    )
    task.add_argument(
        "--deny",
        action="append",
        default=[],
        choices=("all", *KINDS),
        help="what it imports of the system and shall not have: it traps where it is used",
    )
    task.add_argument("-o", "--output", type=target, help="default: dist/COMPONENT.flowpack")
    sealing_options(task)
    format_option(task)
    task.set_defaults(run="wrap:wrap")


def add_rebuild(tasks: "Tasks") -> None:
    """Add `flowc rebuild`."""
    task = tasks.add_parser(
        "rebuild", help="make an archive again here, and say whether it is the same"
    )
    task.add_argument("archive", type=path, metavar="ARCHIVE")
    task.add_argument(
        "source", type=path, nargs="?", metavar="FLOW", help="make all of it, not its code alone"
    )
    task.add_argument(
        "--check", action="store_true", required=True, help="compare; nothing is written"
    )
    _verified(task)
    format_option(task)
    task.set_defaults(run="rebuild:rebuild")


def add_diff(tasks: "Tasks") -> None:
    """Add `flowc diff`."""
    task = tasks.add_parser("diff", help="say what changed between two archives, and what breaks")
    task.add_argument("old", type=path, metavar="OLD")
    task.add_argument("new", type=path, metavar="NEW")
    task.add_argument(
        "--typed", action="store_true", help="fail for what breaks hosts that link by types, too"
    )
    _verified(task)
    format_option(task)
    task.set_defaults(run="diff:diff")


def _verified(task: argparse.ArgumentParser) -> None:
    task.add_argument(
        "--trust", type=path, metavar="FILE", help="who may publish what (default: $FLOWRT_TRUST)"
    )
    task.add_argument("--json", action="store_true", help="one JSON object on stdout")


def add_inspect(tasks: "Tasks") -> None:
    """Add `flowc inspect`."""
    task = tasks.add_parser("inspect", help="show what an archive holds", add_help=False)
    task.set_defaults(run="stub:inspect")


def add_verify(tasks: "Tasks") -> None:
    """Add `flowc verify`."""
    task = tasks.add_parser("verify", help="check an archive against a trust file", add_help=False)
    task.set_defaults(run="stub:verify")

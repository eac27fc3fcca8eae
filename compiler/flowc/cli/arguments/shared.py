"""What many commands take: flows, what archives are sealed with, and how mistakes are written."""

import argparse
from typing import TYPE_CHECKING, TypeAlias

from flowc.cli.arguments.values import counter, limit, moment, path
from flowc.text.form import FORMATS

if TYPE_CHECKING:
    Tasks: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - its only name


def format_option(task: argparse.ArgumentParser) -> None:
    """Add `--format`."""
    task.add_argument(
        "--format", choices=FORMATS, default=FORMATS[0], help="how mistakes are written"
    )


def flows_argument(task: argparse.ArgumentParser, more: str = "") -> None:
    """Add flow files and their folders."""
    text = f"flows, or folders of them (default: this folder){more}"
    task.add_argument("sources", nargs="*", type=path, metavar="PATH", help=text)


def sealing_options(task: argparse.ArgumentParser) -> None:
    """Add what an archive is sealed with: keys, counter, expiry, limits, native code or none."""
    task.add_argument(
        "-k", "--key", action="append", type=path, help="a signing key (default: $FLOWC_KEY)"
    )
    task.add_argument("--build", type=counter, default=0, metavar="N", help="build counter")
    task.add_argument(
        "--not-after", type=moment, metavar="TIME", help="when it expires, such as 2030-01-31"
    )
    task.add_argument(
        "--limit",
        action="append",
        default=[],
        type=limit,
        metavar="NAME=BOUND",
        help="what a run may use, such as wall_ms=2s, memory_bytes=64M, total_memory_bytes=1G",
    )
    task.add_argument("--portable", action="store_true", help="leave native code out")

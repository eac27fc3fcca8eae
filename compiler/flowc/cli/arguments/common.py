"""What many commands take: flows to work on, and the form in which mistakes are written."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

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
    task.add_argument("sources", nargs="*", type=Path, metavar="PATH", help=text)

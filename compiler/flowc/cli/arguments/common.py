"""What every command takes that finds mistakes: the form in which they are written."""

import argparse
from typing import TYPE_CHECKING, TypeAlias

from flowc.text.render.formats import FORMATS

if TYPE_CHECKING:
    Tasks: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - its only name


def format_option(task: argparse.ArgumentParser) -> None:
    """Add `--format`."""
    task.add_argument(
        "--format", choices=FORMATS, default=FORMATS[0], help="how mistakes are written"
    )

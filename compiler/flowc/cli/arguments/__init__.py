"""What the command line takes: one subcommand a task.

Each names the function that does it as `module:function` in `flowc.cli`, so that a command imports
only what it needs.
"""

import argparse
import sys
from typing import TYPE_CHECKING

from flowc import __version__
from flowc.cli.arguments import archives, building, registries, signing, sources

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


class Parser(argparse.ArgumentParser):
    """A parser that lets its caller know where help cannot be printed; argparse keeps silent."""

    def _print_message(self, message: str, file: "SupportsWrite[str] | None" = None) -> None:
        is_for_people = file is None or file is not sys.stdout
        if is_for_people:
            super()._print_message(message, file)
        else:
            sys.stdout.write(message)
            sys.stdout.flush()


def parser() -> argparse.ArgumentParser:
    """Return the parser of `flowc`."""
    top: argparse.ArgumentParser = Parser(
        prog="flowc", description="Compiles typed flows over WebAssembly components."
    )
    top.add_argument("--version", action="version", version=f"flowc {__version__}")
    tasks = top.add_subparsers(required=True, metavar="COMMAND")
    for add in (
        sources.add_check,
        sources.add_fmt,
        sources.add_test,
        building.add_build,
        signing.add_keygen,
        signing.add_sign,
        signing.add_trust,
        archives.add_recut,
        archives.add_wrap,
        signing.add_attest,
        archives.add_rebuild,
        archives.add_diff,
        archives.add_inspect,
        archives.add_verify,
        registries.add_push,
        registries.add_pull,
        registries.add_lock,
        registries.add_fetch,
        registries.add_update,
        sources.add_explain,
        sources.add_graph,
        sources.add_new,
        sources.add_lsp,
    ):
        add(tasks)
    return top

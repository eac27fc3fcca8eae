"""What `flowc build` takes."""

import argparse
from typing import TYPE_CHECKING

from flowc.cli.arguments.shared import format_option, sealing_options
from flowc.cli.arguments.values import FORMS_OF_BUILD, forms, page, path, target

if TYPE_CHECKING:
    from flowc.cli.arguments.shared import Tasks

STAGES = ("parse", "check", "lower", "ir", "segments", "plan", "component", "native")
MACHINES = ("x86_64-linux", "aarch64-linux", "x86_64-windows", "aarch64-macos", "x86_64-macos")
TARGETS = ("archive", "exe", *(f"exe:{one}" for one in MACHINES), "web")


def add_build(tasks: "Tasks") -> None:
    """Add `flowc build`."""
    task = tasks.add_parser("build", help="compile a flow and seal it in a signed archive")
    task.add_argument("source", type=path, metavar="FLOW")
    task.add_argument("-o", "--output", type=target, help="default: dist/NAME.flowpack")
    sealing_options(task)
    task.add_argument(
        "--cut",
        action="append",
        default=[],
        metavar="NAME",
        help="run calls of a component, or of ALIAS.FUNCTION, in instances of their own",
    )
    _target_options(task)
    _looking_options(task)
    format_option(task)
    task.set_defaults(run="build:build")


def _target_options(task: argparse.ArgumentParser) -> None:
    """Add what is made of a flow, and where executables take their engine from."""
    task.add_argument(
        "--target",
        choices=TARGETS,
        default=TARGETS[0],
        help="an archive, one executable that needs nothing but the C library, or a folder for"
        " browsers and Node: a module, its types and a page",
    )
    task.add_argument(
        "--compress",
        action="store_true",
        help="make an executable a quarter as large, which is unpacked when it first runs",
    )
    task.add_argument(
        "--thin",
        action="store_true",
        help="leave the engine out of an executable: where it runs, `flowrt engine` puts one",
    )
    task.add_argument(
        "--engine",
        type=path,
        metavar="WHEEL",
        help="where an executable for another machine takes its engine from: wasmtime's wheel",
    )


def _looking_options(task: argparse.ArgumentParser) -> None:
    """Add what shows a build: to stop early, to write its stages, and to tell of its costs."""
    stop = task.add_mutually_exclusive_group()
    stop.add_argument("--until", choices=STAGES, help="stop after a stage, sign nothing")
    stop.add_argument(
        "--emit",
        action="append",
        type=forms,
        metavar="FORM,..",
        help=f"write {', '.join(FORMS_OF_BUILD)}; to stdout, a file or a folder; sign nothing",
    )
    task.add_argument("--print", action="store_true", help="write to stdout instead of a file")
    task.add_argument(
        "--report",
        nargs="?",
        const=False,
        type=page,
        metavar="PATH.html",
        help="tell where time and bytes went, and write it as a page",
    )

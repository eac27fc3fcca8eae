"""What the commands take that work on sources."""

from typing import TYPE_CHECKING

from flowc.cli.arguments.shared import flows_argument, format_option
from flowc.cli.arguments.values import path, percent, positive, result
from flowrt.target import processors

if TYPE_CHECKING:
    from flowc.cli.arguments.shared import Tasks

FORMS = ("mermaid", "dot", "svg")
TEMPLATES = ("hello", "library", "service")
REPORTS = ("human", "tap", "junit", "json")


def add_check(tasks: "Tasks") -> None:
    """Add `flowc check`."""
    task = tasks.add_parser("check", help="type-check flows; compiles and starts nothing")
    flows_argument(task)
    format_option(task)
    task.set_defaults(run="check:check")


def add_fmt(tasks: "Tasks") -> None:
    """Add `flowc fmt`."""
    task = tasks.add_parser("fmt", help="lay flows out in their one form, in place")
    flows_argument(task, "; `-` is stdin")
    task.add_argument("--check", action="store_true", help="fail where something would change")
    task.add_argument("--diff", action="store_true", help="show what would change; write nothing")
    format_option(task)
    task.set_defaults(run="fmt:fmt")


def add_test(tasks: "Tasks") -> None:
    """Add `flowc test`."""
    task = tasks.add_parser("test", help="run the tests of flows on the code they compile to")
    flows_argument(task)
    task.add_argument("--filter", metavar="TEXT", help="tests with this in their names, or a glob")
    task.add_argument("--watch", action="store_true", help="run again after each change")
    task.add_argument("--coverage", action="store_true", help="say what no test came to")
    task.add_argument(
        "--threshold", type=percent, metavar="PERCENT", help="fail where tests reach less"
    )
    task.add_argument(
        "--report", choices=REPORTS, default=REPORTS[0], help="how results are written"
    )
    task.add_argument("-o", "--output", type=result, help="where to (default: stdout)")
    task.add_argument(
        "--timeout", type=positive, default=30, metavar="SECONDS", help="for each test (30)"
    )
    task.add_argument(
        "--jobs", type=positive, default=processors(), metavar="N", help="tests at once"
    )
    format_option(task)
    task.set_defaults(run="test:test")


def add_graph(tasks: "Tasks") -> None:
    """Add `flowc graph`."""
    task = tasks.add_parser("graph", help="draw flows: what calls what, with which values")
    flows_argument(task)
    task.add_argument("--flow", metavar="NAME", help="draw one flow (default: all of them)")
    task.add_argument(
        "--to", choices=FORMS, help="default: by the output's suffix, or else mermaid"
    )
    task.add_argument("-o", "--output", type=result, help="default: stdout")
    format_option(task)
    task.set_defaults(run="graph:graph")


def add_new(tasks: "Tasks") -> None:
    """Add `flowc new`."""
    task = tasks.add_parser("new", help="start a project in a new folder")
    task.add_argument("path", type=path, metavar="NAME", help="the folder that is made")
    task.add_argument(
        "--template", choices=TEMPLATES, default=TEMPLATES[0], help="what to start from"
    )
    format_option(task)
    task.set_defaults(run="new:new")


def add_lsp(tasks: "Tasks") -> None:
    """Add `flowc lsp`."""
    task = tasks.add_parser("lsp", help="serve an editor over stdin and stdout")
    task.add_argument("--stdio", action="store_true", help="what it does anyway; editors say so")
    task.set_defaults(run="lsp:lsp")


def add_explain(tasks: "Tasks") -> None:
    """Add `flowc explain`."""
    task = tasks.add_parser("explain", help="say more about a message's code, such as F203")
    task.add_argument("code", metavar="CODE", help="as messages show it")
    format_option(task)
    task.set_defaults(run="explain:explain")

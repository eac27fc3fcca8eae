"""`flowc explain`: says more about a message's code, flowc's own or the stub's."""

import argparse
import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import flowc
from flowc.cli.session import Session
from flowc.text import explain as pages
from flowrt.problems.every import every_problem
from flowrt.problems.report import Problem

STUB = (
    "flowrt.trust.keyless.errors",
    "flowrt.cli.options",
    "flowrt.bindings.errors",
    "flowrt.problems.members",
    "flowrt.serve.errors",
    "flowrt.work.errors",
)


def explain(args: argparse.Namespace, session: Session) -> int:
    """Print the page of a code: one of flowc's, or one of the stub's, which start with R."""
    for module in (*_errors(), *STUB):
        importlib.import_module(module)
    problems = {problem.code: problem for problem in every_problem()}
    problem = problems.get(args.code.upper())
    if problem is None:
        print(pages.explain(args.code, session.report), end="")
    else:
        print(_page(problem))
    return 0


def _page(problem: type[Problem]) -> str:
    """Return the page of one of the stub's codes, and how its message reads."""
    text = inspect.cleandoc(problem.__doc__ or "")
    shape = [f"{problem.level}[{problem.code}]: {problem.title}"]
    shape += [f"  = rule {problem.rule}"] if problem.rule else []
    shape += [f"help: {problem.help}"] if problem.help else []
    lines = "\n".join(shape)
    return f"{problem.code}: {problem.title}\n\n{text}\n\n```\n{lines}\n```"


def _errors() -> Iterator[str]:
    """Give every module of the compiler in which a stage defines its mistakes."""
    modules = (module.name for module in pkgutil.walk_packages(flowc.__path__, "flowc."))
    return (name for name in modules if ".errors" in name)

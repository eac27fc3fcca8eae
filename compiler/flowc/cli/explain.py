"""`flowc explain`: says more about a message's code, flowc's own or the stub's.

The modules that define codes are many, and bring most of flowc with them. So their sources are
searched for the code, and the one that has it is imported; a code that none has is told from all.
"""

import argparse
import importlib
import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path

import flowc
import flowrt
from flowc.cli.out import give
from flowc.cli.session import Session
from flowc.text import explain as pages
from flowrt.problems import MODULES
from flowrt.problems.every import every_problem
from flowrt.problems.report import Problem

STUB = (
    *MODULES,
    "flowrt.trust.keyless.errors",
    "flowrt.cli.options",
    "flowrt.bindings.errors",
    "flowrt.problems.members",
    "flowrt.serve.errors",
    "flowrt.work.errors",
)
HOMES = {"flowc": Path(flowc.__file__).parent, "flowrt": Path(flowrt.__file__).parent}


def explain(args: argparse.Namespace, session: Session) -> int:
    """Print the page of a code: one of flowc's, or one of the stub's, which start with R."""
    code = args.code.upper()
    modules = (*_errors(), *STUB)
    for module in _defining(code, modules) or modules:
        importlib.import_module(module)
    problems = {problem.code: problem for problem in every_problem()}
    if code in problems:
        give(_page(problems[code]) + "\n")
    else:
        give(pages.explain(code, session.report))
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
    home = HOMES["flowc"]
    for path in sorted(home.rglob("*.py")):
        name = ".".join(("flowc", *path.relative_to(home).with_suffix("").parts))
        if ".errors" in name:
            yield name.removesuffix(".__init__")


def _defining(code: str, modules: Iterable[str]) -> list[str]:
    """Return the modules in whose source a class has this code."""
    return [module for module in modules if f'    code = "{code}"\n' in _source(module)]


def _source(module: str) -> str:
    package, *names = module.split(".")
    path = HOMES[package].joinpath(*names)
    return (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text("utf-8")

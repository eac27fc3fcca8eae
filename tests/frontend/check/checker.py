"""Checks a source against the components of `cases/wit`, by the names their files have."""

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.validity import WASM_TOOLS

from flowc.frontend import check, parse, signatures
from flowc.frontend.signature import Component
from flowc.frontend.tree import Flow, Use
from flowc.frontend.typed import TypedFlow
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile

CASES = Path(__file__).parent / "cases"


@cache
def component(alias: str, path: str) -> Component | None:
    """Read the component that `path` ("shop.wasm") names; None if there is none."""
    wit = (CASES / "wit" / path).with_suffix(".wit")
    return signatures.read(built(wit), alias, path) if wit.exists() else None


@cache
def built(wit: Path) -> bytes:
    """Return a component of dummy functions that has the world of a WIT file."""
    with TemporaryDirectory() as folder:
        core, made = Path(folder, "core.wasm"), Path(folder, "made.wasm")
        for step in (("embed", "--dummy", wit, "-o", core), ("new", core, "-o", made)):
            subprocess.run([WASM_TOOLS, "component", *step], check=True, capture_output=True)
        return made.read_bytes()


def components(flow: Flow) -> Mapping[str, Component | None]:
    """Return the signatures of all that a flow uses."""
    return {use.alias.text: used(use) for use in flow.uses}


def used(use: Use) -> Component | None:
    """Return the signature of what a `use` names, as a component or a service."""
    read = component(use.alias.text, use.path) if use.path else None
    return None if read is None else replace(read, service=use.service)


def checked(source: SourceFile) -> tuple[TypedFlow | None, Report]:
    """Parse and check; the typed flow is None where there were errors."""
    report = Report()
    try:
        flow = parse.parse(source, report)
        return check.check(flow, components(flow), report), report
    except Stopped:
        return None, report


def codes(text: str) -> list[str]:
    """Return the codes of all that is said about a source, in order."""
    _, report = checked(SourceFile("test.flow", text))
    return [one.code for one in report.diagnostics]


def typed(body: str, rest: str = "", result: str = "u32", params: str = "a: u32") -> TypedFlow:
    """Check one exported flow `f` beside other declarations; there are no errors."""
    text = f"""package t:t@1.0.0;
    use shop from "shop.wasm";
    {rest}
    export flow f({params}) -> {result} {{ {body} }}"""
    flow, report = checked(SourceFile("test.flow", text))
    assert flow is not None, report.diagnostics
    return flow

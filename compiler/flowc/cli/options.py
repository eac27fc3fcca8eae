"""What the command line takes: one subcommand a task.

Each names the function that does it as `module:function` in `flowc.cli`, so that a command imports
only what it needs.
"""

import argparse
import os
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flowc import __version__
from flowc.cli.format_option import format_option
from flowc.cli.registry_options import add_fetch, add_lock, add_pull, add_push, add_update

if TYPE_CHECKING:
    from flowc.cli.format_option import Tasks
    from flowrt.rights.limits import Limits

FORMS = ("mermaid", "dot", "svg")
TEMPLATES = ("hello", "library", "service")
STAGES = ("parse", "check", "lower", "ir", "segments", "plan", "component", "native")
FORMS_OF_BUILD = ("ir", "plan", "wat", "wasm", "wit")
MACHINES = ("x86_64-linux", "aarch64-linux")
TARGETS = ("archive", "exe", *(f"exe:{one}" for one in MACHINES), "web")
REPORTS = ("human", "tap", "junit", "json")


def parser() -> argparse.ArgumentParser:
    """Return the parser of `flowc`."""
    top = argparse.ArgumentParser(
        prog="flowc", description="Compiles typed flows over WebAssembly components."
    )
    top.add_argument("--version", action="version", version=f"flowc {__version__}")
    tasks = top.add_subparsers(required=True, metavar="COMMAND")
    for add in (
        _check,
        _fmt,
        _test,
        _build,
        _keygen,
        _sign,
        _trust,
        _recut,
        _attest,
        _rebuild,
        _diff,
        _inspect,
        _verify,
        add_push,
        add_pull,
        add_lock,
        add_fetch,
        add_update,
        _explain,
        _graph,
        _new,
        _lsp,
    ):
        add(tasks)
    return top


def _check(tasks: "Tasks") -> None:
    task = tasks.add_parser("check", help="type-check flows; compiles and starts nothing")
    task.add_argument("sources", nargs="+", type=Path, metavar="FLOW")
    format_option(task)
    task.set_defaults(run="check:check")


def _fmt(tasks: "Tasks") -> None:
    task = tasks.add_parser("fmt", help="lay flows out in their one form, in place")
    task.add_argument("sources", nargs="+", type=Path, metavar="FLOW", help="`-` is stdin")
    task.add_argument("--check", action="store_true", help="fail where something would change")
    task.add_argument("--diff", action="store_true", help="show what would change; write nothing")
    format_option(task)
    task.set_defaults(run="fmt:fmt")


def _test(tasks: "Tasks") -> None:
    task = tasks.add_parser("test", help="run the tests of flows on the code they compile to")
    task.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="flows, or their folders")
    task.add_argument("--filter", metavar="TEXT", help="tests with this in their names, or a glob")
    task.add_argument("--watch", action="store_true", help="run again after each change")
    task.add_argument("--coverage", action="store_true", help="say what no test came to")
    task.add_argument(
        "--threshold", type=percent, metavar="PERCENT", help="fail where tests reach less"
    )
    task.add_argument(
        "--report", choices=REPORTS, default=REPORTS[0], help="how results are written"
    )
    task.add_argument("-o", "--output", type=Path, help="where to (default: stdout)")
    task.add_argument(
        "--timeout", type=positive, default=30, metavar="SECONDS", help="for each test (30)"
    )
    task.add_argument(
        "--jobs", type=positive, default=os.cpu_count() or 1, metavar="N", help="tests at once"
    )
    format_option(task)
    task.set_defaults(run="test:test")


def _build(tasks: "Tasks") -> None:
    task = tasks.add_parser("build", help="compile a flow and seal it in a signed archive")
    task.add_argument("source", type=Path, metavar="FLOW")
    task.add_argument("-o", "--output", type=Path, help="default: dist/NAME.flowpack")
    task.add_argument(
        "-k", "--key", action="append", type=Path, help="a signing key (default: $FLOWC_KEY)"
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
    task.add_argument(
        "--cut",
        action="append",
        default=[],
        metavar="NAME",
        help="run calls of a component, or of ALIAS.FUNCTION, in instances of their own",
    )
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
        "--engine",
        type=Path,
        metavar="WHEEL",
        help="where an executable for another machine takes its engine from: wasmtime's wheel",
    )
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
    format_option(task)
    task.set_defaults(run="build:build")


def _keygen(tasks: "Tasks") -> None:
    task = tasks.add_parser("keygen", help="make a signing key, and trust it if asked to")
    task.add_argument("path", type=Path, nargs="?", default=Path("flowc.key"), metavar="KEY")
    task.add_argument("--trust", type=Path, metavar="FILE", help="add the key to a trust file")
    task.add_argument("--name", default="me", help="the publisher's name in the trust file")
    task.add_argument(
        "--packages", default="*", metavar="PATTERN", help="what it may sign, such as `acme:*`"
    )
    format_option(task)
    task.set_defaults(run="keygen:keygen")


def _sign(tasks: "Tasks") -> None:
    task = tasks.add_parser("sign", help="add a signature to an archive; nothing else changes")
    task.add_argument("archive", type=Path, metavar="ARCHIVE")
    how = task.add_mutually_exclusive_group()
    how.add_argument(
        "-k", "--key", action="append", type=Path, help="a signing key (default: $FLOWC_KEY)"
    )
    how.add_argument(
        "--keyless", action="store_true", help="sign by name, and write a Sigstore bundle"
    )
    task.add_argument(
        "--sigstore", type=Path, metavar="FILE", help="a client trust configuration of Sigstore"
    )
    task.add_argument(
        "-o", "--output", type=Path, help="default: the archive itself, or ARCHIVE.sigstore.json"
    )
    format_option(task)
    task.set_defaults(run="sign:sign")


def _trust(tasks: "Tasks") -> None:
    task = tasks.add_parser("trust", help="say in a trust file whose archives may run")
    parts = task.add_subparsers(required=True, metavar="TASK")
    add = _trust_task(parts, "add", "trust a publisher")
    add.add_argument("name", metavar="NAME", help="for messages")
    add.add_argument(
        "keys", nargs="*", metavar="KEY", help="`ed25519:..`, or a .pub, PEM or minisign file"
    )
    add.add_argument(
        "--identity",
        nargs=2,
        action="append",
        default=[],
        metavar=("ISSUER", "SUBJECT"),
        help="who signs by name; see `flowc sign --keyless`",
    )
    add.add_argument(
        "--packages", action="append", metavar="PATTERN", help="what it may sign (default: `*`)"
    )
    add.add_argument(
        "--threshold", type=positive, default=1, metavar="N", help="keys that must sign"
    )
    add.add_argument("--until", type=moment, metavar="TIME", help="such as 2030-01-31")
    remove = _trust_task(parts, "remove", "trust a publisher no longer")
    remove.add_argument("name", metavar="NAME")
    revoke = _trust_task(parts, "revoke", "let a key count no longer, whoever lists it")
    revoke.add_argument("key", metavar="KEY")
    revoke.add_argument("--reason", default="", metavar="TEXT", help="for messages")
    sign = _trust_task(parts, "sign", "sign a trust file with a root key, for `flowrt renew`")
    sign.add_argument(
        "-k", "--key", action="append", type=Path, help="a signing key (default: $FLOWC_KEY)"
    )
    root = _trust_task(parts, "root", "pin the keys of Sigstore, for who signs by name")
    root.add_argument(
        "--from", dest="source", type=Path, metavar="FILE", help="default: those of its library"
    )
    _trust_task(parts, "list", "show who is trusted for what").set_defaults(run="trust:show")


def _trust_task(parts: "Tasks", name: str, help: str) -> argparse.ArgumentParser:  # noqa: A002 - its name
    task = parts.add_parser(name, help=help)
    task.add_argument("--trust", type=Path, default=Path("trust.toml"), metavar="FILE")
    format_option(task)
    task.set_defaults(run=f"trust:{name}")
    return task


def _recut(tasks: "Tasks") -> None:
    task = tasks.add_parser("recut", help="make of an archive one that is cut otherwise; sign it")
    task.add_argument("archive", type=Path, metavar="ARCHIVE")
    task.add_argument("-o", "--output", type=Path, required=True, help="the new archive")
    task.add_argument(
        "-k", "--key", action="append", type=Path, help="a signing key (default: $FLOWC_KEY)"
    )
    task.add_argument(
        "--trust", type=Path, metavar="FILE", help="who may publish what (default: $FLOWRT_TRUST)"
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


def _attest(tasks: "Tasks") -> None:
    task = tasks.add_parser(
        "attest", help="write an archive's provenance as a DSSE envelope, for other tools"
    )
    task.add_argument("archive", type=Path, metavar="ARCHIVE")
    task.add_argument(
        "-k", "--key", action="append", type=Path, help="one that signed it (default: $FLOWC_KEY)"
    )
    task.add_argument("-o", "--output", type=Path, help="default: stdout")
    format_option(task)
    task.set_defaults(run="attest:attest")


def _rebuild(tasks: "Tasks") -> None:
    task = tasks.add_parser(
        "rebuild", help="make an archive again here, and say whether it is the same"
    )
    task.add_argument("archive", type=Path, metavar="ARCHIVE")
    task.add_argument(
        "source", type=Path, nargs="?", metavar="FLOW", help="make all of it, not its code alone"
    )
    task.add_argument(
        "--check", action="store_true", required=True, help="compare; nothing is written"
    )
    _verified(task)
    format_option(task)
    task.set_defaults(run="rebuild:rebuild")


def _diff(tasks: "Tasks") -> None:
    task = tasks.add_parser("diff", help="say what changed between two archives, and what breaks")
    task.add_argument("old", type=Path, metavar="OLD")
    task.add_argument("new", type=Path, metavar="NEW")
    task.add_argument(
        "--typed", action="store_true", help="fail for what breaks hosts that link by types, too"
    )
    _verified(task)
    format_option(task)
    task.set_defaults(run="diff:diff")


def _verified(task: argparse.ArgumentParser) -> None:
    task.add_argument(
        "--trust", type=Path, metavar="FILE", help="who may publish what (default: $FLOWRT_TRUST)"
    )
    task.add_argument("--json", action="store_true", help="one JSON object on stdout")


def _inspect(tasks: "Tasks") -> None:
    task = tasks.add_parser("inspect", help="show what an archive holds", add_help=False)
    task.add_argument("rest", nargs=argparse.REMAINDER)
    task.set_defaults(run="stub:inspect")


def _verify(tasks: "Tasks") -> None:
    task = tasks.add_parser("verify", help="check an archive against a trust file", add_help=False)
    task.add_argument("rest", nargs=argparse.REMAINDER)
    task.set_defaults(run="stub:verify")


def _explain(tasks: "Tasks") -> None:
    task = tasks.add_parser("explain", help="say more about a message's code, such as F203")
    task.add_argument("code", metavar="CODE")
    format_option(task)
    task.set_defaults(run="explain:explain")


def _graph(tasks: "Tasks") -> None:
    task = tasks.add_parser("graph", help="draw flows: what calls what, with which values")
    task.add_argument("sources", nargs="+", type=Path, metavar="FLOW")
    task.add_argument("--flow", metavar="NAME", help="draw one flow (default: all of them)")
    task.add_argument(
        "--to", choices=FORMS, help="default: by the output's suffix, or else mermaid"
    )
    task.add_argument("-o", "--output", type=Path, help="default: stdout")
    format_option(task)
    task.set_defaults(run="graph:graph")


def _new(tasks: "Tasks") -> None:
    task = tasks.add_parser("new", help="start a project in a new folder")
    task.add_argument("path", type=Path, metavar="NAME")
    task.add_argument(
        "--template", choices=TEMPLATES, default=TEMPLATES[0], help="what to start from"
    )
    format_option(task)
    task.set_defaults(run="new:new")


def _lsp(tasks: "Tasks") -> None:
    task = tasks.add_parser("lsp", help="serve an editor over stdin and stdout")
    task.add_argument("--stdio", action="store_true", help="what it does anyway; editors say so")
    task.set_defaults(run="lsp:lsp")


def counter(text: str) -> int:
    """Read a build counter: a whole number from 0 up."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"expected a whole number from 0 up, found `{text}`")
    return int(text)


def limit(text: str) -> "Limits":
    """Read a limit of the archive's runs."""
    from flowrt.rights.limit_text import limit_of  # noqa: PLC0415 - only a build may need it

    try:
        return limit_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected {error}, found `{text}`") from None


def forms(text: str) -> tuple[str, ...]:
    """Read forms of a build, separated by commas."""
    found = tuple(text.split(","))
    for one in found:
        if one not in FORMS_OF_BUILD:
            known = ", ".join(FORMS_OF_BUILD)
            raise argparse.ArgumentTypeError(f"expected some of {known}, found `{one}`")
    return found


def page(text: str) -> Path:
    """Read where a page is to be written; another word may be meant for something else."""
    if not text.endswith(".html"):
        raise argparse.ArgumentTypeError(f"expected a path that ends in .html, found `{text}`")
    return Path(text)


def positive(text: str) -> int:
    """Read a whole number from 1 up."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 up, found `{text}`")
    return int(text)


def moment(text: str) -> int:
    """Read a date, or a time with its zone; return Unix seconds. A date means its last second."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            text += "T23:59:59+00:00"
        time = datetime.fromisoformat(text)
    except ValueError:
        time = datetime.min  # noqa: DTZ901 - it has no zone and so is refused
    if time.tzinfo is None:
        raise argparse.ArgumentTypeError(f"expected a date or a time with its zone, found `{text}`")
    return int(time.timestamp())


def percent(text: str) -> float:
    """Read a share from 0 to 100."""
    try:
        share = float(text)
    except ValueError:
        share = -1
    if not 0 <= share <= 100:  # noqa: PLR2004 - percent
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 100, found `{text}`")
    return share

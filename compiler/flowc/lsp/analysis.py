"""One state of a document, read as far as it can be: its tokens, tree, types and mistakes.

`parsed` and `analyse` take any text and never raise for what stands in it.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from flowc.frontend import check, grammar, parse, tree
from flowc.frontend.checking.packages.package import Package
from flowc.frontend.parsing.scan import scan
from flowc.frontend.parsing.tokens import Token
from flowc.lsp.index import Index, index
from flowc.lsp.loading import Loader, Reading
from flowc.lsp.piece import Frame
from flowc.lsp.watch import Seen
from flowc.text.diagnostic import Diagnostic
from flowc.text.report import Report, Stopped
from flowc.text.source import SourceFile


@dataclass(frozen=True)
class Analysis:
    """What is known of one text.

    `flow` is what could be read of it, None if nothing could; `whole` holds where that is all.
    `reading` is what was known of all that it uses.
    """

    source: SourceFile
    flow: tree.Flow | None
    whole: bool
    seen: Seen
    diagnostics: tuple[Diagnostic, ...]
    reading: Reading

    @property
    def package(self) -> Package | None:
        """What the text declares at its top."""
        return self.seen.package

    @cached_property
    def frame(self) -> Frame | None:
        """The text as what stands around a piece of a later one."""
        return None if self.flow is None else Frame(self.flow)

    @cached_property
    def tokens(self) -> Sequence[Token]:
        """The tokens of the text, the last one `$END`."""
        return scan(self.source, grammar.fixed_tokens(), Report()).tokens

    @cached_property
    def index(self) -> Index:
        """Every name in the tree, and what it means."""
        return Index(()) if self.flow is None else index(self.flow, self.seen)

    @property
    def errors(self) -> int:
        """How many mistakes there are, warnings apart."""
        return sum(one.level == "error" for one in self.diagnostics)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text and what could be read of it."""

    source: SourceFile
    flow: tree.Flow | None
    said: Report


def parsed(source: SourceFile) -> Parsed:
    """Read a text."""
    said = Report()
    return Parsed(source, parse.recover(source, said), said)


def analyse(read: Parsed, loader: Loader, marker: str = "") -> Analysis:
    """Check what was read; the scope of a name that is `marker` is kept."""
    seen, syntax = Seen(marker), read.said.diagnostics
    found, reading = Report(), Reading()
    if read.flow is not None:
        reading = loader.uses(read.flow, found)
        found = _checked(read.flow, reading, found, seen)
    whole = not read.said.errors
    return Analysis(read.source, read.flow, whole, seen, syntax or found.diagnostics, reading)


def focused(read: Parsed, before: Analysis, loader: Loader, marker: str) -> Analysis:
    """Check what was read of one declaration, among those that stood around it before."""
    if before.frame is None or read.flow is None:
        return analyse(read, loader, marker)
    tokens = scan(read.source, grammar.fixed_tokens(), Report()).tokens
    words = frozenset(one.text for one in tokens if one.type == "NAME")
    made = analyse(replace(read, flow=before.frame.around(read.flow, words)), loader, marker)
    if made.package is not None and before.package is not None:
        for name, decl in before.package.flow_decls.items():
            made.package.flow_decls.setdefault(name, decl)
        for name, signature in before.package.flows.items():
            made.package.flows.setdefault(name, signature)
    return made


def _checked(flow: tree.Flow, reading: Reading, report: Report, seen: Seen) -> Report:
    try:
        check.check(flow, reading.used, report, seen.watch)
    except Stopped as stopped:
        return stopped.report
    except Exception:
        # A fault of ours in one stage; what was seen before it still answers an editor.
        logging.getLogger("flowc.lsp").exception("the check of %s failed", flow.file)
    return report

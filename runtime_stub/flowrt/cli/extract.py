"""`flowrt inspect --sbom` and its like: documents taken out of an archive, once it is verified."""

from __future__ import annotations

from pathlib import Path

from flowrt.archive.format import DOCUMENTS, Document
from flowrt.cli.files import apart, result_of, write_whole
from flowrt.cli.options import Option, Usage, Words
from flowrt.cli.terms import terms_of, trust_of
from flowrt.load import load
from flowrt.problems.refusals.files import NoDocument
from flowrt.problems.say import output, tell

_HELP = {
    "graph": "inspect: the flows as the compiler had them",
    "drawing": "inspect: a drawing of each flow",
    "sbom": "inspect: what it is made of, as CycloneDX",
    "provenance": "inspect: how it was made, as SLSA says it",
}
OPTIONS = (
    *(Option(kind, "", f"{_HELP[kind]}; verified first") for kind in DOCUMENTS),
    Option("output", "FILE", "inspect: where a document goes; without it, to stdout"),
)


def asked(words: Words) -> Document | None:
    """Return the document that is asked for; raises `Usage`."""
    found = [kind for kind in DOCUMENTS if kind in words.options]
    if len(found) > 1:
        both = " and ".join(f"--{kind}" for kind in found)
        raise Usage(both, "ask for one document at a time")
    if not found and "output" in words.options:
        raise Usage("--output without a document", "add --sbom or --provenance")
    return found[0] if found else None


def extract(path: str, kind: Document, words: Words) -> None:
    """Write a document of an archive as it stands there; raises a `Refused` or `NoDocument`."""
    target = result_of(words.options)
    if target is not None:
        apart(target, path, words.options)
    verified = load(path, trust_of(words), terms_of(words, remembers=False))
    data = verified.document(kind)
    if data is None:
        raise NoDocument(path, kind)
    if target is None:
        output().write(data)
    else:
        write_whole(Path(target), data)
        tell(f"flowrt: wrote {target} ({len(data):,} bytes)")

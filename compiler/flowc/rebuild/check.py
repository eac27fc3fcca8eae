"""Verdicts on a verified archive: each of its blobs beside the one that was made here again.

Blobs that nothing was made for are told of with the reason, so that no verdict says more than was
compared; `Checked.same` holds only where everything that was made is what the archive has.
"""

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from flowc import __version__
from flowc.origin import Whole, sbom
from flowc.rebuild.code import targets
from flowc.rebuild.where import where
from flowc.seal.manifest import Part, header_of, parts_of
from flowrt.archive import format as f
from flowrt.plan.plan import encode_plan
from flowrt.verify import Native, VerifiedArchive

Outcome: TypeAlias = Literal["same", "differs", "only there", "only here", "not compared"]
NEEDS_SOURCES = "it is made from the sources, which were not given"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one blob; `why` says where it differs, or why it was not compared."""

    id: str
    kind: f.Kind
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of the header that differs: what the archive says, and what was made here."""

    field: str
    there: str
    here: str


@dataclass(frozen=True, slots=True)
class Checked:
    """All verdicts, blobs in the archive's order."""

    blobs: tuple[Verdict, ...]
    fields: tuple[Difference, ...] = ()

    @property
    def differing(self) -> tuple[str, ...]:
        """The names of what differs."""
        blobs = (one.id for one in self.blobs if one.outcome not in ("same", "not compared"))
        return (*(one.field for one in self.fields), *blobs)

    @property
    def compared(self) -> int:
        """How many blobs were compared."""
        return sum(one.outcome != "not compared" for one in self.blobs)


def unlike(verified: VerifiedArchive, host: f.Engine, *, sources: bool) -> str:
    """Say why this flowc cannot make the archive again, or nothing if it can.

    Its `sources` need the same compiler; code alone needs the same engine, if there is any.
    """
    manifest = verified.header.manifest
    built, ours = manifest.compiler, f.Compiler("flowc", __version__)
    if sources and built != ours:
        return f"it was built by {built.name} {built.version}, and this is flowc {__version__}"
    if manifest.engine != host and (sources or targets(verified)):
        there = f"{manifest.engine.name} {manifest.engine.version}"
        here = f"{host.name} {host.version}"
        other = "with other settings" if there == here else f"and this is {here}"
        return f"its code was made by {there}, {other}"
    return ""


def check_code(verified: VerifiedArchive, natives: Mapping[str, Native]) -> Checked:
    """Return the verdicts on what follows from the component: its code, what it is made of."""
    manifest, plan, view = verified.header.manifest, verified.plan, verified.contents.view
    component = bytes(view(verified.header.blob("component")))
    listed: dict[f.Document, bytes] = {}
    if verified.header.document("sbom") and manifest.compiler == f.Compiler("flowc", __version__):
        listed["sbom"] = sbom(plan, component, manifest)
    parts = parts_of(encode_plan(plan), component, natives, manifest.engine, listed)
    made = {part.blob.id: part for part in parts if part.blob.kind in ("native", "sbom")}
    return Checked(tuple(_verdicts(verified, made)))


def check_whole(
    verified: VerifiedArchive, one: Whole, here: str, taken: Collection[f.Document] = ()
) -> Checked:
    """Return the verdicts on everything, with all that was made here again.

    Code for other targets than `here` is the archive's own in it, and so are documents that were
    `taken` from there: neither is compared.
    """
    parts = parts_of(
        encode_plan(one.plan), one.component, one.natives, one.manifest.engine, one.documents
    )
    made = {
        part.blob.id: part
        for part in parts
        if part.blob.target in (None, here) and part.blob.kind not in taken
    }
    header = header_of(one.manifest, parts)
    fields = tuple(_fields(verified.header.manifest, header.manifest))
    return Checked(tuple(_verdicts(verified, made, taken)), fields)


def _verdicts(
    verified: VerifiedArchive, made: Mapping[str, Part], kept: Collection[f.Document] = ()
) -> Iterator[Verdict]:
    labels = {one.sha256: one.path for one in verified.header.manifest.inputs}
    any_target = {part.blob.target for part in made.values()}
    for blob in verified.header.blobs:
        part = made.get(blob.id)
        if part is not None:
            yield _compared(verified, blob, part, labels)
        elif blob.kind == "native" and blob.target not in any_target:
            yield Verdict(blob.id, blob.kind, "not compared", "it is for another machine")
        elif blob.kind not in kept and ("plan" in made or blob.kind == "native"):
            yield Verdict(blob.id, blob.kind, "only there", "the archive alone has it")
        else:
            yield Verdict(blob.id, blob.kind, "not compared", NEEDS_SOURCES)
    there = {blob.id for blob in verified.header.blobs}
    for id_, part in made.items():
        if id_ not in there:
            yield Verdict(id_, part.blob.kind, "only here", "the archive does not have it")


def _compared(
    verified: VerifiedArchive, blob: f.Blob, part: Part, labels: Mapping[str, str]
) -> Verdict:
    theirs = bytes(verified.contents.view(blob))
    if part.data != theirs:
        return Verdict(blob.id, blob.kind, "differs", where(blob.kind, part.data, theirs, labels))
    if dataclasses.replace(part.blob, offset=blob.offset) != blob:
        return Verdict(blob.id, blob.kind, "differs", "in what the header says of it")
    return Verdict(blob.id, blob.kind, "same")


def _fields(there: f.Manifest, here: f.Manifest) -> Iterator[Difference]:
    """Give each field of the manifests that differs; of the inputs, each file."""
    for name in (field.name for field in dataclasses.fields(f.Manifest)):
        one, other = getattr(there, name), getattr(here, name)
        if name == "inputs":
            yield from _inputs(there.inputs, here.inputs)
        elif _plain(one) != _plain(other):
            yield Difference(name, str(_plain(one)), str(_plain(other)))


def _plain(value: object) -> object:
    """Return a field so that equal ones are equal: no limits are none, whatever holds them."""
    return (dict(value) if isinstance(value, Mapping) else value) or None


def _inputs(there: tuple[f.Input, ...], here: tuple[f.Input, ...]) -> Iterator[Difference]:
    one = {each.path: each.sha256 for each in there}
    other = {each.path: each.sha256 for each in here}
    for path in sorted(one | other):
        if one.get(path) != other.get(path):
            yield Difference(f"input {path}", one.get(path, "none"), other.get(path, "none"))

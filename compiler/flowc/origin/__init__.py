"""Where an archive comes from: what it is made of and how it was made, as documents in it.

`documents` makes both from what is about to be sealed. Nothing here reads a file, a clock or the
environment, so that the same build gives the same bytes.
"""

from collections.abc import Mapping

from flowc.origin.moments import LAST
from flowc.origin.sbom import sbom
from flowc.origin.statement import Request, statement
from flowc.seal.manifest import NO_DOCUMENTS, parts_of
from flowrt import format as f
from flowrt.plan import Plan, encode_plan
from flowrt.verify import Native

__all__ = ["LAST", "Request", "documents", "sbom"]


def documents(  # noqa: PLR0913, PLR0917 - all that is sealed
    request: Request,
    plan: Plan,
    component: bytes,
    natives: Mapping[str, Native],
    manifest: f.Manifest,
    others: Mapping[f.Document, bytes] = NO_DOCUMENTS,
) -> Mapping[f.Document, bytes]:
    """Return the `others` with the bill of materials and, of all these, the provenance."""
    listed = {**others, "sbom": sbom(plan, component, manifest)}
    parts = parts_of(encode_plan(plan), component, natives, manifest.engine, listed)
    made = statement(request, manifest, [part.blob for part in parts])
    return {**listed, "provenance": made}

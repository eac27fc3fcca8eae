"""The native code of a verified archive, taken as it stands and not to be run."""

from collections.abc import Mapping

from flowrt.verify import Apart, Native, VerifiedArchive


def targets(verified: VerifiedArchive) -> tuple[str, ...]:
    """Return what the archive has code for."""
    return tuple(sorted({blob.target for blob in verified.header.blobs if blob.target}))


def natives_elsewhere(verified: VerifiedArchive, here: str) -> Mapping[str, Native]:
    """Return the code for other targets than this machine's."""
    return {target: _native(verified, target) for target in targets(verified) if target != here}


def _native(verified: VerifiedArchive, target: str) -> Native:
    whole, *apart = verified.header.natives(target)
    view = verified.contents.view
    modules = {one.module or "": Apart(bytes(view(one)), one.at or 0) for one in apart}
    return Native(bytes(view(whole)), modules)

"""Archives as they are handled without running them: read to their end, every blob hashed."""

import hashlib

from flowrt.archive.archive import Contents, open_archive, read_contents
from flowrt.problems.refusals import Changed


def whole_archive(data: bytes) -> Contents:
    """Return an archive whose blobs have the digests of its header; raises the stub's refusals.

    Who signed it is not asked.
    """
    contents = read_contents(open_archive(data))
    for blob in contents.header.blobs:
        found = hashlib.sha256(contents.view(blob)).hexdigest()
        if found != blob.sha256:
            raise Changed(blob.id, expected=f"sha256:{blob.sha256}", found=f"sha256:{found}")
    return contents

"""Archives as they are handled without running them: read to their end, every blob hashed."""

from dataclasses import replace

from flowrt.archive import format as f
from flowrt.archive.archive import Contents, open_archive, read_contents
from flowrt.problems.refusals.trust import Changed


def whole_archive(data: bytes) -> Contents:
    """Return an archive whose blobs have the digests of its header; raises the stub's refusals.

    Who signed it is not asked.
    """
    contents = read_contents(open_archive(data))
    for blob in contents.header.blobs:
        found = replace(blob, digest=f.digest_of(blob.kind, bytes(contents.view(blob))))
        if found != blob:
            raise Changed(blob.id, expected=blob.shown, found=found.shown)
    return contents

"""Bytes to an `Archive`: every byte of the file is given its place, and nothing is trusted yet.

`open_archive` reads no further than lengths, signatures and padding, so that a signature can be
checked before the header is parsed; `read_contents` parses that same header and lays the blobs.
Between the two of them every byte is header, signature, blob, or zero padding.
"""

from __future__ import annotations

from flowrt import problems
from flowrt.archive import format as f
from flowrt.archive.header import read_header
from flowrt.archive.strict import neighbours
from flowrt.proof import sha256, sha256_pieces
from flowrt.value import Value


class Archive(Value):
    """An archive cut at its lengths: `region` is where the blobs begin, in bytes."""

    data: bytes
    header: bytes
    signatures: tuple[f.Signature, ...]
    region: int


class Contents(Value):
    """An archive whose header is parsed and whose blobs tile the file; no digest is checked."""

    archive: Archive
    header: f.Header

    def view(self, blob: f.Blob) -> memoryview:
        """Return a blob's bytes without copying them."""
        start, end = self._place(blob)
        return memoryview(self.archive.data)[start:end]

    def digests(self, blob: f.Blob, first: int, count: int) -> bytes:
        """Return what so many pieces of a blob hash to, whatever the header says; FORMAT 5.3."""
        start, end = self._place(blob)
        if blob.kind not in f.CODE:
            return sha256(self.archive.data, start, end)
        start, after = start + first * f.PIECE, start + (first + count) * f.PIECE
        return sha256_pieces(self.archive.data, start, min(end, after), f.PIECE)

    def _place(self, blob: f.Blob) -> tuple[int, int]:
        start = self.archive.region + blob.offset
        return start, start + blob.size


def open_archive(data: bytes) -> Archive:
    """Return the archive's parts; raises R101 to R106; FORMAT 2 and 4.1."""
    if data[:6] != f.MAGIC[:6]:
        raise problems.NotAnArchive("byte 0", expected=f.MAGIC[:6].decode(), found=data[:6])
    if data[:8] != f.MAGIC and len(data) >= len(f.MAGIC):
        raise problems.UnknownFormat("byte 6", expected="0, 1", found=f"{data[6]}, {data[7]}")
    _reach(data, f.PREFIX_SIZE)
    header_size = int.from_bytes(data[8:12], "little")
    block_size = int.from_bytes(data[12:16], "little")
    _check_lengths(header_size, block_size)
    signatures_at = f.PREFIX_SIZE + header_size
    end = signatures_at + block_size
    region = f.align(end)
    _reach(data, region)
    _check_zero(data, end, region)
    header = data[f.PREFIX_SIZE : signatures_at]
    return Archive(data, header, _signatures(data[signatures_at:end]), region)


def _reach(data: bytes, size: int) -> None:
    if len(data) < size:
        raise problems.Truncated(
            f"byte {len(data)}", expected=f"at least {size} bytes", found=f"{len(data)} bytes"
        )


def _check_lengths(header_size: int, block_size: int) -> None:
    if not 1 <= header_size <= f.MAX_HEADER:
        raise problems.BadLength("byte 8", expected=f"1 to {f.MAX_HEADER}", found=header_size)
    count, rest = divmod(block_size, f.SIGNATURE_SIZE)
    if rest or not 1 <= count <= f.MAX_SIGNATURES:
        expected = f"{f.SIGNATURE_SIZE} times 1 to {f.MAX_SIGNATURES}"
        raise problems.BadLength("byte 12", expected=expected, found=block_size)


def _check_zero(data: bytes, start: int, end: int) -> None:
    padding = data[start:end]
    if padding.count(0) != len(padding):
        at = next(i for i, byte in enumerate(padding) if byte)
        raise problems.BadPadding(f"byte {start + at}", expected="0", found=padding[at])


def _signatures(block: bytes) -> tuple[f.Signature, ...]:
    entries = [block[i : i + f.SIGNATURE_SIZE] for i in range(0, len(block), f.SIGNATURE_SIZE)]
    signatures = tuple(f.Signature(e[0], e[1:17], e[17:]) for e in entries)
    for i, signature in enumerate(signatures):
        place = f"signatures[{i}]"
        if signature.algorithm != f.ED25519:
            raise problems.BadSignatureBlock(
                place, expected="algorithm 1", found=signature.algorithm
            )
        if i and signatures[i - 1].key_id >= signature.key_id:
            expected = "key ids sorted, each once"
            raise problems.BadSignatureBlock(place, expected=expected, found=signature.key_id.hex())
    return signatures


def read_contents(archive: Archive) -> Contents:
    """Return the archive with its header parsed; raises R105 and R107 to R109; FORMAT 3 and 5."""
    contents = Contents(archive, read_header(archive.header))
    end = 0
    for i, blob in enumerate(contents.header.blobs):
        if blob.offset != f.align(end):
            place = f"header.blobs[{i}].offset"
            raise problems.BadTable(place, expected=str(f.align(end)), found=blob.offset)
        end = blob.offset + blob.size
    _check_size(archive, end)
    _check_gaps(contents)
    return contents


def _check_size(archive: Archive, end: int) -> None:
    expected, found = archive.region + end, len(archive.data)
    if found < expected:
        raise problems.Truncated(
            f"byte {found}", expected=f"{expected} bytes", found=f"{found} bytes"
        )
    if found > expected:
        what = f"{found - expected} more bytes"
        raise problems.BadTable(f"byte {expected}", expected="the end of the file", found=what)


def _check_gaps(contents: Contents) -> None:
    archive, blobs = contents.archive, contents.header.blobs
    for before, after in neighbours(blobs):
        start = archive.region + before.offset + before.size
        _check_zero(archive.data, start, archive.region + after.offset)

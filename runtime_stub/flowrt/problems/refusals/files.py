"""A file that cannot be read or written, or is no archive: R101 to R111, R224, R580, R581."""

from __future__ import annotations

from flowrt.problems.report import Problem, Refused


class NotAnArchive(Refused):
    """The file does not begin with the eight bytes that every flow archive begins with.

    It is some other file, or the archive stands behind something else: nothing may precede it.
    """

    code = "R101"
    title = "this is not a flow archive"
    rule = "FORMAT 2.1"
    help = "give a .flowpack file that `flowc build` wrote"


class UnknownFormat(Refused):
    """The file is a flow archive of a format version that this stub does not read."""

    code = "R102"
    title = "this archive has a format version that is not supported"
    rule = "FORMAT 2.1"
    help = "use the flowrt release that matches the flowc that built it, or build it again"


class Truncated(Refused):
    """The file ends before the part that its own lengths announce: a copy that was cut short."""

    code = "R103"
    title = "the archive ends too early"
    rule = "FORMAT 2.2"
    help = "fetch or build it again"


class BadLength(Refused):
    """A length at the start of the file is outside its bounds.

    Bounds are checked before anything is read, so that a hostile file cannot ask for memory.
    """

    code = "R104"
    title = "a length in the archive is out of bounds"
    rule = "FORMAT 2.2"
    help = "fetch or build it again"


class BadPadding(Refused):
    """The bytes between two parts of an archive must be zero; here one is not.

    Padding that could hold anything would be a part of the file that no signature covers.
    """

    code = "R105"
    title = "a padding byte is not zero"
    rule = "FORMAT 2.3"
    help = "the archive was changed after it was built; fetch or build it again"


class BadSignatureBlock(Refused):
    """The signature block names an unknown algorithm, or its entries are not sorted and unique."""

    code = "R106"
    title = "the signature block is malformed"
    rule = "FORMAT 4.1"
    help = "fetch or build it again"


class BadHeader(Refused):
    """The header is not the one JSON text that its fields have: sorted, without spaces, ASCII.

    Two readers could understand another spelling differently, so only one spelling is read.
    """

    code = "R107"
    title = "the header is not canonical JSON"
    rule = "FORMAT 3.1"
    help = "build the archive again"


class BadHeaderField(Refused):
    """A field of the header is missing, unknown, of another type or out of its range."""

    code = "R108"
    title = "a header field is not what the format says"
    rule = "FORMAT 3.2"
    help = "build the archive again; if flowc is newer than flowrt, update flowrt"


class BadTable(Refused):
    """The blob table does not describe the file exactly.

    Blobs must follow each other at 4 KiB boundaries without gap or overlap, and the file must end
    with the last one: a byte that the table does not cover is a byte that nobody signed.
    """

    code = "R109"
    title = "the blob table does not match the file"
    rule = "FORMAT 5.1"
    help = "fetch or build the archive again"


class Unreadable(Problem):
    """A file that was named could not be read."""

    code = "R110"
    title = "the file cannot be read"
    help = "check the path and its permissions"

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, ("found", reason))


class Unwritable(Problem):
    """A file that was named could not be opened for writing, so nothing was run.

    ```
    flowrt run shop.flowpack price --audit /var/log/flows.jsonl
    ```

    An audit, for one, is opened before anything runs, as what cannot be audited is not to run.
    """

    code = "R111"
    title = "the file cannot be written"
    help = "check the path and its permissions; nothing was run"

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, ("found", reason))


class WouldReplace(Problem):
    """What is to be written has the name of a file that says what is run, or how.

    An archive, or who is trusted, is lost easily that way, by a name that was completed too far:

    ```
    flowrt run shop.flowpack price --trust trust.toml --audit shop.flowpack
    ```
    """

    code = "R580"
    title = "this would write over a file that is read"
    help = "name another file; this one is as it was, and nothing was run"

    def __init__(self, place: str, option: str) -> None:
        super().__init__(place, ("found", f"it is {option}, too"))


class NotMoved(Problem):
    """The system did not let bytes be read or written, such as where a disk is full.

    ```
    flowrt run shop.flowpack list > /mnt/full/list.json
    ```

    What stdout had taken before is not the whole. What had run by then has run.
    """

    code = "R581"
    title = "the system refused to read or write"
    help = "see that it is open, that there is room and that you may, and run it again"

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(place, ("found", reason))


class NoDocument(Problem):
    """An archive was asked for a document that it does not hold.

    `flowc build` puts in each archive what it is made of and how it was made:

    ```
    flowrt inspect shop.flowpack --sbom --trust trust.toml
    ```

    Archives built before that, or by others, need not have them; `flowrt inspect` lists what there
    is under `blobs`.
    """

    code = "R224"
    title = "the archive holds no such document"
    rule = "FORMAT 5.6"
    help = "build it again with this flowc; `flowrt inspect` lists what it holds"

    def __init__(self, place: str, kind: str) -> None:
        super().__init__(place, ("asked", kind))

"""What the stub refuses before anything runs: R1xx open, R2xx verify, R3xx plan.

One class per mistake; each names the section of FORMAT.md that forbids what was found.
"""

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


class UnknownSigner(Refused):
    """No signature of the archive is by a key that the trust file lists.

    The default is to refuse: an archive runs only when a publisher that you named signed it.
    """

    code = "R201"
    title = "no trusted key signed this archive"
    rule = "FORMAT 4.3"
    help = "if you trust the publisher, add its public key to the trust file"


class BadSignature(Refused):
    """A signature that names a trusted key does not fit the header.

    The header or the signature was changed after signing, or somebody else signed under that
    key's name. One such signature is enough to refuse, whatever the others say.
    """

    code = "R202"
    title = "a signature does not fit the header"
    rule = "FORMAT 4.3"
    help = "fetch or build the archive again; nothing in it was run"


class WrongKeyHint(Refused):
    """A signature is by a trusted key but is filed under another key's id."""

    code = "R203"
    title = "a signature carries the wrong key id"
    rule = "FORMAT 4.3"
    help = "fetch or build the archive again; nothing in it was run"


class Changed(Refused):
    """A blob's bytes do not have the SHA-256 digest that the signed header gives for it."""

    code = "R204"
    title = "the archive was changed after it was signed"
    rule = "FORMAT 5.3"
    help = "rebuild or fetch it again; nothing in it was run"


class UntrustedPackage(Refused):
    """A trusted key signed the archive, but no publisher with that key may publish this package."""

    code = "R205"
    title = "the signer is not trusted for this package"
    rule = "FORMAT 6.2"
    help = "if it should be, add the package to the publisher's `packages` in the trust file"


class BelowThreshold(Refused):
    """Fewer of a publisher's keys signed the archive than its threshold asks for.

    Distinct keys are counted, not signatures.
    """

    code = "R206"
    title = "too few trusted keys signed this archive"
    rule = "FORMAT 6.2"
    help = "have another of the publisher's keys sign it"


class Expired(Refused):
    """The archive's own `not_after` has passed."""

    code = "R207"
    title = "the archive has expired"
    rule = "FORMAT 6.3"
    help = "fetch a newer build; if the clock of this machine is wrong, set it"


class PublisherExpired(Refused):
    """The trust file's `not_after` for this publisher has passed."""

    code = "R208"
    title = "trust in the publisher has expired"
    rule = "FORMAT 6.3"
    help = "renew the publisher's `not_after` in the trust file if you still trust it"


class BadTrust(Refused):
    """The trust file is not TOML, or a field is missing, unknown or wrong."""

    code = "R209"
    title = "the trust file is malformed"
    rule = "FORMAT 6.1"
    help = "correct the named line or field; until then nothing is trusted"


class NoTrust(Refused):
    """There is no trust file, so no publisher is trusted and nothing runs."""

    code = "R210"
    title = "there is no trust file"
    rule = "FORMAT 6.1"
    help = (
        "name one with `--trust FILE`; `flowc keygen --trust FILE` and `flowc trust add` write one"
    )


class BadKey(Refused):
    """A public key is not `ed25519:` and 32 bytes of base64, an Ed25519 PEM or a minisign key.

    A point of small order is none either: there are signatures that fit every text under it.
    """

    code = "R211"
    title = "this is not an Ed25519 public key"
    rule = "FORMAT 4.2"
    help = "use the line or the .pub file that `flowc keygen` wrote"


class NotAllowed(Refused):
    """The archive may touch something outside that the operator did not allow.

    An archive's signed header lists its capabilities: `clock`, `env`, `files`, `http`, `random`,
    `sockets` and `stdio`, some narrowed to a name, a host or a folder. Each must be allowed when
    it is run: `flowrt run ARCHIVE --allow clock`, once for each, or `--allow all`. What
    `--deny` or a rule denies, nothing allows: an archive that needs a part of it is refused.
    """

    code = "R212"
    title = "the archive needs what was not allowed"
    rule = "FORMAT 3.3"
    help = "allow it with `--allow NAME`, if the publisher may have it; nothing in it was run"


class HiddenImport(Refused):
    """The archive's component imports something that the signed header does not list.

    What a component can reach is decided by what it imports, so the two must agree.
    """

    code = "R213"
    title = "the component imports more than the archive lists"
    rule = "FORMAT 3.3"
    help = "build it again with flowc; nothing in it was run"


class NotBound(Refused):
    """A flow of the archive calls a service, and nothing was named that answers for it.

    ```
    flowrt run shop.flowpack checkout --bind fraud=fraud.flowpack
    ```

    From Python it is `flowrt.open("shop.flowpack", trust, services={"fraud": ..})`. An archive that
    is bound so, and calls services itself, is served with these bound, and the server is bound.
    """

    code = "R214"
    title = "a service is not bound"
    rule = "FORMAT 7.5"
    help = "bind it with `--bind NAME=TARGET`; nothing in the archive was run"


class Unfit(Refused):
    """What was named to answer for a service cannot, or there is no service of that name.

    An archive answers with its exported flows: for each function one of that name, with the same
    parameters, or more that may be left out, and the same result.
    """

    code = "R215"
    title = "a binding does not fit"
    rule = "FORMAT 7.5"
    help = "bind an archive that has a flow of the expected type for each function"


class RevokedKey(Refused):
    """A key that signed the archive was revoked, and without it too few are left.

    A revoked key counts for no archive, old or new: who stole it chooses the build number and the
    dates of what they sign. An old archive stays usable if another key co-signs it with
    `flowc sign`, or if the trust file lists its digest in the revocation's `keep`.
    """

    code = "R216"
    title = "a key that signed this archive was revoked"
    rule = "FORMAT 6.4"
    help = "fetch a build that was signed by the publisher's present keys"


class RolledBack(Refused):
    """The archive is older than one that was accepted before, or than the operator demands.

    Builds are counted by their publisher (`flowc build --build N`); what was accepted is kept in
    the file that `--state` names. Two archives of one build are a rollback too: one of them is not
    what was accepted.
    """

    code = "R217"
    title = "this archive is older than one that is known"
    rule = "FORMAT 6.5"
    help = "fetch the newest build; its publisher counts up with `flowc build --build N`"


class NotPinned(Refused):
    """The archive is soundly signed, and is not the one that was asked for by its digest."""

    code = "R218"
    title = "this is not the archive that was pinned"
    rule = "FORMAT 6.5"
    help = "fetch the pinned archive, or pin the digest that `flowrt inspect` shows for this one"


class DeniedEngine(Refused):
    """The engine that compiled the archive, or the one that would run it, is not allowed.

    A version with a known flaw is denied in the trust file: `[engine] deny = ["50.0.0"]`, or
    `min = ["49.0.5", "50.0.1"]`, the least of each major release.
    """

    code = "R219"
    title = "this engine is not allowed"
    rule = "FORMAT 6.6"
    help = "build the archive again with a later flowc, or update flowrt"


class BadState(Refused):
    """The file that remembers accepted builds is damaged, so a rollback could not be noticed."""

    code = "R220"
    title = "the state file is malformed"
    rule = "FORMAT 6.5"
    help = "restore it, or remove it if all builds that it remembers may be forgotten"


class BadRules(Refused):
    """The operator's file of rules is not TOML, or a field is missing, unknown or wrong.

    ```toml
    [[rule]]
    packages = ["acme:*"]
    allow = ["clock", "files:data=read"]
    deny = ["sockets"]
    folders = { data = "/srv/data" }
    limits = { wall_ms = 1000 }
    ```
    """

    code = "R221"
    title = "the file of rules is malformed"
    rule = "FORMAT 6.7"
    help = "correct the named line or field; until then nothing runs under it"


class BadRoot(Refused):
    """A trust file may not follow the one in force.

    Its `[root]` must have the next version, and enough root keys of both files must have signed it,
    in the file of the same name with `.sig` behind it: `flowc trust sign NEW --key KEY`. Files that
    were missed are given in their order: `flowrt renew two.toml three.toml`.
    """

    code = "R222"
    title = "this trust file does not follow the one in force"
    rule = "FORMAT 6.8"
    help = "fetch the files between them, or have the root keys sign it; the old one is in force"


class CannotAsk(Refused):
    """An executable holds an archive with flows that ask services.

    `flowc build --target exe` does not make one; the archive itself runs with `flowrt run`.
    """

    code = "R223"
    title = "an executable cannot ask services"
    rule = "FORMAT 7.5"
    help = "run the archive with `flowrt run`"


class EngineNotInstalled(Problem):
    """An executable that was built with `--thin` found no engine to run on.

    It needs the engine's library of exactly the version that it was built for, which
    `flowrt engine` puts where executables look for it. `FLOWRT_ENGINE` names it elsewhere:

    ```
    flowrt engine
    FLOWRT_ENGINE=/opt/engines/libwasmtime.so ./app
    ```
    """

    code = "R465"
    title = "the engine that this executable needs is not installed"
    rule = "FORMAT 5.4"
    help = "install flowc of the version that built it, and run `flowrt engine`"
    exit_code = 70


class EngineChanged(Refused):
    """The engine's library is not the one that an executable was built for.

    It is held to its SHA-256 at each start, as it would run with all rights of the executable, and
    must be a file that nobody else can change:

    ```
    chmod go-w ~/.local/share/flowrt/engines/*
    ```
    """

    code = "R466"
    title = "the engine's library is not the one that this executable was built for"
    rule = "FORMAT 5.4"
    help = "run `flowrt engine` to put a sound one there"


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


class BadPlan(Refused):
    """The plan is not the one msgpack encoding that its fields have."""

    code = "R301"
    title = "the plan is not canonical msgpack"
    rule = "FORMAT 7.1"
    help = "build the archive again"


class BadPlanField(Refused):
    """A field of the plan is missing, unknown, of another type or out of its range."""

    code = "R302"
    title = "a field of the plan is not what the format says"
    rule = "FORMAT 7.2"
    help = "build the archive again; if flowc is newer than flowrt, update flowrt"


class UnknownPlan(Refused):
    """The plan has a version that this stub does not read."""

    code = "R303"
    title = "the plan has a version that is not supported"
    rule = "FORMAT 7.1"
    help = "use the flowrt release that matches the flowc that built it, or build it again"


class PlanMismatch(Refused):
    """The plan and the header name different packages or versions."""

    code = "R304"
    title = "the plan does not belong to this header"
    rule = "FORMAT 7.3"
    help = "build the archive again"


class BadShape(Refused):
    """A type in the plan is not one of the forms of a type, or nests too deep."""

    code = "R305"
    title = "a type in the plan is malformed"
    rule = "FORMAT 7.4"
    help = "build the archive again"

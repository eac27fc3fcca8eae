"""Who signed, and what is trusted: R201 to R211, R216 to R220, R222."""

from __future__ import annotations

from flowrt.problems.report import Refused


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

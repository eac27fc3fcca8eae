"""R230 to R234: a keyless signature's bundle that is missing, broken or somebody else's."""

from flowrt.problems.report import Refused


class NoSigstore(Refused):
    """The trust file names identities, and the library that checks their bundles is not installed.

    Most archives are signed with keys, so it is left out unless asked for.
    """

    code = "R230"
    title = "keyless signatures cannot be checked here"
    rule = "FORMAT 6.9"
    help = "install it: `pip install 'flowc[sigstore]'`; nothing in the archive was run"


class NoBundle(Refused):
    """No trusted key signed the archive, and no bundle of a keyless signature lies beside it.

    `flowc sign --keyless` writes it, to the archive's name with `.sigstore.json` behind it.
    """

    code = "R231"
    title = "no trusted key signed this archive, and it has no bundle"
    rule = "FORMAT 6.9"
    help = "put the bundle beside the archive; nothing in it was run"


class BadBundle(Refused):
    """What lies beside the archive as its bundle does not prove who signed the archive.

    It is no bundle, was made for other bytes, or its certificate, its place in the log or the time
    of its signature do not hold against the pinned root.
    """

    code = "R232"
    title = "the bundle proves nothing about this archive"
    rule = "FORMAT 6.9"
    help = "fetch archive and bundle again; nothing in the archive was run"


class OtherIdentity(Refused):
    """The bundle is sound, and whoever signed is not among those that the trust file names.

    Both must be exactly what stands there: who vouched for the signer, and who the signer is.
    """

    code = "R233"
    title = "nobody that is trusted signed this archive"
    rule = "FORMAT 6.9"
    help = "if you trust them, add issuer and subject to a publisher of the trust file"


class BadSigstoreRoot(Refused):
    """The file of Sigstore's keys cannot be read, or is not the one that the trust file pins."""

    code = "R234"
    title = "the keys of Sigstore are not those that are pinned"
    rule = "FORMAT 6.9"
    help = "compare `[sigstore]` of the trust file with the file; `flowc trust root` writes both"

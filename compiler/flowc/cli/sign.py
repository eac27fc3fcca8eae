"""`flowc sign`: adds signatures to a built archive, whose header and blobs stay as they are."""

import argparse

from flowc.cli.keys import signing_keys
from flowc.cli.session import Session, say, shown
from flowc.seal.errors.archives import AlreadySigned
from flowc.seal.write import cosign
from flowc.text.report import stop
from flowrt.archive.archive import open_archive


def sign(args: argparse.Namespace, session: Session) -> int:
    """Co-sign an archive with each key, or by name; say what was signed."""
    if args.keyless:
        from flowc.cli.keyless import sign_by_name  # noqa: PLC0415 - few do

        return sign_by_name(args, session)
    data, said = session.read(args.archive), list[str]()
    for key in signing_keys(args.key, session):
        if any(one.key_id == key.public.id for one in open_archive(data).signatures):
            raise stop(AlreadySigned(shown(args.archive), key.public.line))
        sealed = cosign(data, key)
        data, verified = sealed.data, sealed.verified
        manifest = verified.header.manifest
        said.append(f"signed {manifest.package} {manifest.version}, build {manifest.build}")
        said.append(f"sha256:{verified.digest} by {key.public.line}")
    output = args.output or args.archive
    session.write(output, data, replaces=output == args.archive)
    for line in (*said, f"wrote {shown(output)}"):
        say(line)
    return 0
